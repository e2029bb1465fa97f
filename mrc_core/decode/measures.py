"""What makes a number or a date what it is, and belongs to an answer that holds it. Pure.

Only what changes its meaning: "미만", "영하", "시속", "다음 달", "million". What people leave out
of an answer as often as not ("약", "총", "정도") stays with the reader.
"""

from __future__ import annotations

import regex

_NEAR = 24
# "16세", "3,200억 원", "20 %": a number at the end of a span with what it counts.
_MEASURE = regex.compile(r"\d[\d,.]*+\s?(?:[십백천만억조]++\s?)?[\p{L}%℃]{0,4}")
_LIMIT = regex.compile(r"\s?(?:이상(?!한|해|하|형|적)|이하|미만|초과(?!\s?[가-힣])|이내)")
_DURATION = regex.compile(r"\d\s?(?:일|영업일|주|주일|개월|달|년|시간|분)")
_SIDE = regex.compile(r"쯤?\s?(?:전|뒤|후)(?=까지|에(?!서)|부터|\s|[.,)]|$)")
_METRES = regex.compile(r"\d\s?(?:k|c|m)?m")
_POWER = regex.compile(r"[²³]|[23](?!\w|[.,]\d)")
_NUMBER = regex.compile(r"\d[\d,.:]*+")
_SCALE = regex.compile(
    r"\s?(?:(?:thousand|million|billion|trillion|percent|[ap]\.m\.|[ap]m)(?!\p{L})|%)", regex.I
)

_AMOUNT_AHEAD = r"(?=[$€£₩¥]?\d)"
_DAY_AHEAD = r"(?=(?:\d{1,2}\s?[월일]|[월화수목금토일]요일|(?:첫|둘|셋|넷)째\s주|마지막\s주))"
_AHEAD = regex.compile(
    r"(?<![\p{L}\d])(?:"
    rf"(?:영하|기원전|시속|초속|분속|오전|오후)\s?{_AMOUNT_AHEAD}"
    r"|만\s?(?=\d{1,3}\s?[세살])"
    rf"|(?:다음|지난|이번|오는)\s?(?:달|주|해)\s?{_DAY_AHEAD}"
    rf"|(?:매월|매달|매주|내달|내년|작년|올해|지난해|이달)\s?{_DAY_AHEAD}"
    r"|(?:첫|둘|셋|넷|다섯)째\s주\s(?=[월화수목금토일]요일)|마지막\s주\s(?=[월화수목금토일]요일)"
    r")"
)
_FIRST = frozenset("0123456789$€£₩¥월화수목금토일달주해첫둘셋넷다마")
_DIGIT = regex.compile(r"\d")
# Signs, which stand behind no number and no word; and the money's.
_SIGN = regex.compile(r"(?<![\p{L}\d)\]])(?<!\d\s)[-−+±]?(?:US)?[$€£₩¥]?(?=\d)")

# "세미나실 A", "게이트 7": a place, and which of its kind.
_PLACE = regex.compile(r"\p{Hangul}(?:실|룸|홀|관|구역|게이트|출구|라운지|코너|동)")
_WHICH = regex.compile(
    r"\s(?:[A-Z]\d?|\d{1,4}호?)(?![\p{Latin}\d:./~-])(?!\p{Hangul}?[월일시분명개원인])"
)


def with_which(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span that ends in a kind of place by the letter or the number of that place."""
    near = _PLACE.fullmatch(text, max(start, end - 3), end) or _PLACE.fullmatch(
        text, max(start, end - 2), end
    )
    found = _WHICH.match(text, end) if near else None
    return start, found.end() if found else end


def with_measure(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span by what makes its first or last number what it is.

    "16세" of "만 16세 미만" becomes all of it, "달 3일" becomes "다음 달 3일", "5" "$5 million".
    """
    first = _widened_ahead(text, start) if text[start] in _FIRST else start
    # Most answers hold no number, and nothing else is cheaper to see.
    return first, _widened_behind(text, start, end) if _DIGIT.search(text, start, end) else end


def _widened_ahead(text: str, start: int) -> int:
    # Twice: "다음 주 오전 9시", where the hour alone was taken.
    for _ in range(2):
        for found in _AHEAD.finditer(text, max(0, start - _NEAR), start + _NEAR):
            if found.start() < start <= found.end():
                start = found.start()
                break
    for found in _SIGN.finditer(text, max(0, start - 5), start + 1):
        if found.start() < start == found.end():
            return found.start()
    return start


def _widened_behind(text: str, start: int, end: int) -> int:
    near = max(start, end - _NEAR)
    if _ends_in(_METRES, text, near, end) and _POWER.match(text, end):
        return end + 1
    if _ends_in(_NUMBER, text, near, end) and (scale := _SCALE.match(text, end)):
        end = scale.end()
    if _ends_in(_MEASURE, text, near, end) and (limit := _LIMIT.match(text, end)):
        end = limit.end()
    if _ends_in(_DURATION, text, near, end) and (side := _SIDE.match(text, end)):
        end = side.end()
    return end


def _ends_in(pattern: regex.Pattern[str], text: str, start: int, end: int) -> bool:
    return any(found.end() == end for found in pattern.finditer(text, start, end))
