"""What a question's words say of its answer's form: of a span, the part that was asked for. Pure.

Only where the words leave no choice: one end of a range ("몇 시까지"), the time of a day ("몇 시"),
a number to call or an address to write to, of several things the one that is counted so
("몇 명"), and not what the question says itself ("몇 명 이상").
"""

from __future__ import annotations

from collections.abc import Callable

import regex

from mrc_core.decode.changes import end_of_change

Narrow = Callable[[str, int, int], tuple[int, int]]
"""(text, start, end) -> the span of what was asked for; the same span if that is not clear."""

_NEAR = 40

_WHEN = r"(?:언제|몇\s?시(?!간)|며칠|몇\s?일|몇\s?월|무슨\s?요일|시각|시간)"
_ENDS = r"(?:끝|닫|종료|마치|마감|퇴실|퇴근)"
_BEGINS = r"(?:시작|여나|여는|열어|열리|연다|오픈|개장|입실|출근)"
# What says which end is asked for, whatever the verb: "몇 시까지 여나요?" asks for the last.
_UNTIL_SAID = regex.compile(
    rf"{_WHEN}\s?까지|\b(?:until|till|by) (?:when|what)\b", regex.IGNORECASE
)
_SINCE_SAID = regex.compile(rf"{_WHEN}\s?부터|\b(?:from|since) (?:when|what)\b", regex.IGNORECASE)
_UNTIL = regex.compile(
    rf"{_WHEN}[^?]{{0,12}}{_ENDS}|{_ENDS}[가-힣\s]{{0,8}}{_WHEN}"
    r"|\b(?:when|what time)\b[^?]{0,40}\b(?:ends?|closes?|finish(?:es)?|over|until)\b",
    regex.IGNORECASE,
)
_SINCE = regex.compile(
    rf"{_WHEN}[^?]{{0,12}}{_BEGINS}|{_BEGINS}[가-힣\s]{{0,8}}{_WHEN}"
    r"|\b(?:when|what time)\b[^?]{0,40}\b(?:starts?|begins?|opens?)\b",
    regex.IGNORECASE,
)
_HOUR = r"(?:\d{1,2}|열두|열한|열|한|두|세|네|다섯|여섯|일곱|여덟|아홉)"
_CLOCK = (
    r"(?:(?:익일|당일|다음\s?날)\s?)?(?:(?:오전|오후|아침|낮|저녁|밤|새벽)\s?)?"
    rf"(?:{_HOUR}\s?시(?!간)(?:\s?(?:\d{{1,2}}분|반))?(?:\s?(?:경|쯤|정각))?"
    r"|\d{1,2}(?::\d\d){1,2}(?:\s?[ap]\.?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?)"
)
_DAY = (
    r"(?:(?:\d{2,4}년\s?)?(?:\d{1,2}월\s?)?\d{1,2}일|(?:\d{2,4}년\s?)?\d{1,2}월|\d{2,4}년"
    r"|\d{1,2}/\d{1,2}|[월화수목금토일]요일)(?:\s?\([월화수목금토일]\))?"
)
_POINT = rf"(?:{_DAY}(?:\s{_CLOCK})?|{_CLOCK})"
_RANGE = regex.compile(
    rf"(?<first>{_POINT}|\b\d{{1,2}})(?:부터\s?|에서\s?|\s?[~∼〜–—-]\s?|\s(?:to|until|till|and)\s)"
    rf"(?<last>{_POINT})",
    regex.IGNORECASE,
)
# What the first end of a range may say for both: "11월 3일~5일".
_COARSE = (regex.compile(r"\d년"), regex.compile(r"\d월"))

_ASKS_CLOCK = regex.compile(r"몇\s?시(?!간)|\bwhat time\b", regex.IGNORECASE)
_ASKS_DAY = regex.compile(
    r"언제|며칠|몇\s?[일월]|요일|날짜|\b(?:when|day|date)\b", regex.IGNORECASE
)
_ONE_CLOCK = regex.compile(_CLOCK, regex.IGNORECASE)
_ASKS_NUMBER = regex.compile(
    r"전화|연락처|내선|\b(?:phone|telephone|call|extension)\b", regex.IGNORECASE
)
_NUMBER = regex.compile(r"(?<![\w-])\+?\d{2,4}[-.)]\s?\d{3,4}(?:-\d{4})?(?![\w-])")
_ASKS_MAIL = regex.compile(r"메일|\be-?mail\b", regex.IGNORECASE)
_MAIL = regex.compile(r"[A-Za-z0-9._%+-]{1,64}+@[A-Za-z0-9-]{1,63}+(?:\.[A-Za-z0-9-]{1,63}+){1,4}")
_ASKS_COUNT = regex.compile(
    r"몇\s?(명|대|개월|개|권|번|회|층|잔|장|병|곳|가지|시간|분|주|년|살|세|퍼센트|프로|%)"
)
_SAME_UNIT = dict.fromkeys(("살", "세"), "(?:세|살)") | dict.fromkeys(
    ("퍼센트", "프로", "%"), "(?:퍼센트|프로|%)"
)
# A number with its unit, alone in what was marked: "서버를 4대", "만 30세 이상 정규직".
_COUNTED = (
    r"(?:(?:만|약|총|최대|최소|매월|연)\s)?(?<![\d\p{{L}}.,~∼〜–-])\d[\d,.]*+"
    r"(?:\s?[십백천만억]++(?:\s?\d[\d,.]*+)?)*+\s?{unit}(?!\p{{L}}{{0,2}}\d|째)"
    r"(?:\s?\d+(?:분|개월))?(?:\s?(?:이상|이하|미만|초과|이내))?"
)
_PARTICLE = regex.compile(r"[을를이가은는의에]\s")
# Of these a number may be a year's, an order's or an age's name: "몇 년도", "몇 번째", "몇 세기".
_NO_COUNT = frozenset(("년", "번", "세"))
_LIMIT = regex.compile(r"이상|이하|미만|초과|이내")
_ASKS_WEEKDAY = regex.compile(
    r"(?<![월화수목금토일])요일|\b(?:what|which) days\b|\bday of the week\b", regex.IGNORECASE
)
_WEEKDAY = regex.compile(
    r"[월화수목금토일]요일|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\bweek(?:days?|ends?)\b",
    regex.IGNORECASE,
)
_BETWEEN_PARTS = regex.compile(r",\s")


# What every answer to some questions has.
_EXPECTED = tuple(
    (regex.compile(asks, regex.I), regex.compile(has, regex.I))
    for asks, has in (
        (
            _ASKS_WEEKDAY.pattern,
            rf"{_WEEKDAY.pattern}|\([월화수목금토일]\)|매일|평일|주말|every|daily",
        ),
        (r"몇\s?시(?!간)|\bwhat time\b", rf"{_CLOCK}|정오|자정|\bnoon\b|\bmidnight\b|o.clock"),
        (r"전화\s?번호|\bphone number\b", r"\d{3}"),
        (r"메일\s?주소|\be-?mail address\b", r"@"),
    )
)


def expected(question: str) -> tuple[regex.Pattern[str], ...]:
    """Return what an answer to a question has to hold, each; mostly nothing."""
    return tuple(has for asks, has in _EXPECTED if asks.search(question))


def narrowing(question: str) -> tuple[Narrow, ...]:
    """Return what narrows an answer to what a question asks for, in order; mostly nothing."""
    found: list[Narrow] = []
    until, since = _UNTIL_SAID.search(question), _SINCE_SAID.search(question)
    if not until and not since:
        until, since = _UNTIL.search(question), _SINCE.search(question)
    if bool(until) != bool(since):
        found.append(_end_of_range("last" if until else "first"))
    if _ASKS_CLOCK.search(question) and not _ASKS_DAY.search(question):
        found.append(_clock)
    if _ASKS_WEEKDAY.search(question):
        found.append(_part_with(_WEEKDAY))
    if change := end_of_change(question):
        found.append(change)
    if _ASKS_NUMBER.search(question) and not _ASKS_CLOCK.search(question):
        found.append(_only(_NUMBER))
    if _ASKS_MAIL.search(question):
        found.append(_only(_MAIL))
    if count := _ASKS_COUNT.search(question):
        unit = _SAME_UNIT.get(count[1], count[1])
        found.append(_part_with(regex.compile(rf"(?:\d|{_HOUR})\s?{unit}")))
        if count[1] not in _NO_COUNT:
            found.append(_counted(regex.compile(_COUNTED.format(unit=unit))))
    if limit := _LIMIT.search(question):
        found.append(_without(limit[0]))
    return tuple(found)


def _end_of_range(end_of: str) -> Narrow:
    """Return the first or the last end of the one range that a span is about."""

    def narrow(text: str, start: int, end: int) -> tuple[int, int]:
        ranges = [
            found
            for found in _RANGE.finditer(text, max(0, start - _NEAR), end + _NEAR)
            if found.start() < end and start < found.end()
        ]
        if len(ranges) != 1:
            return start, end
        first, last = ranges[0]["first"], ranges[0]["last"]
        said_once = any(unit.search(first) and not unit.search(last) for unit in _COARSE)
        is_bare = first.isdecimal()
        if (end_of == "last" and said_once) or (end_of == "first" and is_bare):
            return start, end
        return ranges[0].span(end_of)

    return narrow


def _only(pattern: regex.Pattern[str]) -> Narrow:
    """Return the one place of a span that looks so."""

    def narrow(text: str, start: int, end: int) -> tuple[int, int]:
        places = [found.span() for found in pattern.finditer(text, start, end)]
        return places[0] if len(places) == 1 else (start, end)

    return narrow


def _counted(pattern: regex.Pattern[str]) -> Narrow:
    """The one number with its unit, with what stands before it but belongs to no other word."""

    def narrow(text: str, start: int, end: int) -> tuple[int, int]:
        first, last = _only(pattern)(text, start, end)
        is_apart = first == start or _PARTICLE.fullmatch(text, max(start, first - 2), first)
        return first if is_apart else start, last

    return narrow


def _clock(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the one time of a day that a span tells; of "9~18시", neither."""
    is_range = _RANGE.search(text, start, end)
    return (start, end) if is_range else _only(_ONE_CLOCK)(text, start, end)


def _part_with(pattern: regex.Pattern[str]) -> Narrow:
    """Return the one of the parts between commas that looks so."""

    def narrow(text: str, start: int, end: int) -> tuple[int, int]:
        commas = [found.span() for found in _BETWEEN_PARTS.finditer(text, start, end)]
        starts, ends = [start, *(c[1] for c in commas)], [*(c[0] for c in commas), end]
        parts = [part for part in zip(starts, ends, strict=True) if pattern.search(text, *part)]
        return parts[0] if len(parts) == 1 else (start, end)

    return narrow


def _without(said: str) -> Narrow:
    """Return what stands before words that the question says itself: "몇 명 이상이…?"."""

    def narrow(text: str, start: int, end: int) -> tuple[int, int]:
        before = end - len(said)
        return start, before if before > start and text[before:end] == said else end

    return narrow
