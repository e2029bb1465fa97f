"""What is said of the text that a thread reads: show it, forget it, ask several of them. Pure."""

from __future__ import annotations

from typing import Literal

import regex

_LONGEST = 40
_TEXT = r"(?:글|자료|출처|소스|링크|기사|문서|파일|페이지)"
_PIN = rf"(?:(?:이\s?)?{_TEXT}(?:의|은|는|을|를)?\s*)?고정(?:된|한)?(?:\s*{_TEXT})?(?:을|를|은|는)?"
_FORGET = regex.compile(
    rf"{_PIN}\s*(?:해제|풀|취소|그만|빼)\p{{Hangul}}*(?:\s*(?:줘요?|주세요|부탁\p{{Hangul}}*))?"
    rf"|(?:(?:이|그)\s?{_TEXT}(?:은|는|을|를)?\s*)?(?:이제\s*)?(?:그만\s*(?:읽|봐|보)|잊)\p{{Hangul}}{{0,3}}(?:\s*(?:줘요?|주세요))?"
    r"|(?:please\s+)?(?:stop reading|forget)\s+(?:it|this|that|the (?:source|text|page|link|file))"
    r"|(?:please\s+)?un-?pin(?:\s+(?:it|this|that|the (?:source|text|page|link|file)))?",
    regex.IGNORECASE,
)
_SHOW = regex.compile(
    rf"{_PIN}(?:\s*(?:보기|확인|목록|뭐\p{{Hangul}}*|알려\s?(?:줘|주세요)|보여\s?(?:줘|주세요)))?"
    r"|pin(?:ned)?(?:\s+(?:source|text|page|link|file)s?)?|what(?:'s| is) pinned"
    rf"|(?:지금\s*)?(?:(?:무슨|어떤|어느)\s?{_TEXT}(?:을|를)?|무엇을|뭘|뭐를?)\s*(?:읽고|보고)\s*(?:있|계)\p{{Hangul}}{{1,5}}"
    r"|what are you reading|what do you read(?: here)?"
    r"|which (?:text|page) (?:are|do) you read(?:ing)?",
    regex.IGNORECASE,
)
# "어느 글에 나와?", "두 기사 중에", "which one says it?"
_SEVERAL = regex.compile(
    rf"(?:어느|어떤)\s?(?:{_TEXT}|쪽|것|거|데)|(?:둘|셋|넷|다섯)\s?(?:중|다|모두)"
    rf"|(?:두|세|네|다섯|여러|모든|각)\s?(?:개의?\s?)?{_TEXT}|{_TEXT}들|{_TEXT}마다"
    rf"|{_TEXT}(?:을|를)?\s?(?:모두|전부|다)(?!\p{{Hangul}})"
    r"|\bwhich (?:one|of|article|page|document|file|link|source|text|says|tells|mentions)\b"
    r"|\b(?:both|either|each|all|any) (?:of )?(?:the |these |those )?"
    r"(?:them|these|those|two|articles|pages|documents|files|links|sources|texts)\b",
    regex.IGNORECASE,
)
_MOST_LOOKED_AT = 500


def wish_of_pin(text: str) -> Literal["show", "forget"] | None:
    """Return what a text wants of the text that a thread reads; None: it is about other things."""
    words = text.strip().rstrip(".!?~？ ")
    if len(words) > _LONGEST:
        return None
    if _FORGET.fullmatch(words):
        return "forget"
    return "show" if _SHOW.fullmatch(words) else None


def asks_of_several(text: str) -> bool:
    """Tell whether a question is of all texts that were named: which of them says it."""
    return bool(_SEVERAL.search(text[:_MOST_LOOKED_AT]))
