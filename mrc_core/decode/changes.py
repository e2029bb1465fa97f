"""What something was and what it has become: "목요일에서 화요일로", "from 6 to 10". Pure."""

from __future__ import annotations

from collections.abc import Callable

import regex

_NEAR = 40
_ENDS = ("old", "new")
_CHANGE = regex.compile(
    r"(?<old>[^\s,.:;]{1,16}(?:\s[^\s,.:;]{1,12})?)에서 "
    r"(?<new>[^\s,:;]{1,16}(?:\s[^\s,:;]{1,12})?)으?로(?=\s)"
    r"|\bfrom\s(?<old>\S{1,16}(?:\s\d\S{0,7})?) to (?<new>[^\s,;]{0,15}[^\s,;.](?:\s\d{1,4}\b)?)",
    regex.IGNORECASE,
)
_ASKS_NEW = regex.compile(
    r"지금|현재|이제|새로|바뀐|(?:[몇뭐]|얼마|언제|어디|대|명|개|원|일|시)으?로\s?[바늘줄올내변옮]"
    r"|\b(?:now|new|will|currently|become)\b",
    regex.IGNORECASE,
)
_ASKS_OLD = regex.compile(
    r"원래|기존|이전|전에|\b(?:before|previous(?:ly)?|original(?:ly)?|used to|old|from)\b",
    regex.IGNORECASE,
)
_ASKS_BOTH = regex.compile(
    r"얼마나|어떻게|차이|변화|몇\s?배|에서|부터|까지|무엇|뭐가|기간|시간"
    r"|\bhow (?:much|long|did|has|far)\b|\bhours\b|\b(?:change|between|until|period)",
    regex.IGNORECASE,
)


def end_of_change(question: str) -> Callable[[str, int, int], tuple[int, int]] | None:
    """Return what narrows a span to what was, or to what has become of it; None if both are asked.

    A question that says which of the two it means ("원래", "지금") means it even where the other
    one was marked. One that does not means what has become of it, where both were marked and the
    text is Korean: "from 15 to 20" may be a range.
    """
    if _ASKS_BOTH.search(question):
        return None
    asks_old = bool(_ASKS_OLD.search(question))
    is_sure = asks_old or bool(_ASKS_NEW.search(question))

    def narrow(text: str, start: int, end: int) -> tuple[int, int]:
        near = max(0, start - _NEAR), end + _NEAR
        # Most text has no change, and its words are cheaper to see than its form.
        if text.find("에서 ", *near) < 0 and text.find(" to ", *near) < 0:
            return start, end
        for found in _CHANGE.finditer(text, *near):
            holds = [start < found.end(name) and found.start(name) < end for name in _ENDS]
            is_korean = found.end() > found.end("new")
            if (is_sure and any(holds)) or (is_korean and all(holds)):
                return found.span("old" if asks_old else "new")
        return start, end

    return narrow
