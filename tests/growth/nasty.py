"""Strings that run patterns away, each a unit to be repeated to any length."""

from __future__ import annotations

_UNITS = {
    "dots": ".",
    "blanks": " ",
    "line breaks": "\n",
    "folded lines": "\n a",
    "full stops and blanks": ". ",
    "sentences of one syllable": "가. ",
    "one Korean word": "가",
    "one Latin word": "a",
    "digits with commas": "1,",
    "question marks": "?",
    "question words": "누가 ",
    "English question words": "what is ",
    "topics left open": "저자는 ",
    "laughter": "ㅋㅎ ",
    "brackets that open": "(",
    "brackets that close": ")",
    "straight quotes": '"',
    "round quotes": "“",
    "tags that open": "<b>",
    "tags without an end": "<a ",
    "ends of other containers": "<div></section>",
    "fields": "<input value=1>",
    "wrapped lines": "a<br>",
    "what is folded away": "<b hidden id=a>가</b>",
    "words set apart": "<b class=a>1</b>",
    "links": "<https://a.kr|b> ",
    "bare links": "http://a.kr/은 ",
    "mentions": "<@U1> ",
    "half links": "<https://a",
    "half labels": "<https://a|",
    "half mentions": "<@U1|",
    "half channels": "<#",
    "quoted lines": "&gt; x\n",
    "fences": "``` ",
    "emoji codes": ":a:",
    "half emoji codes": ":a",
    "emoji families": "👨\u200d👩\u200d👧",
    "combining marks": "\u0301",
    "zero width": "\u200b",
    "lone surrogates": "\ud800",
    "asterisks": "*_~",
    "backslashes and brackets": "[\\](",
    "entities": "&amp;",
    "table rows": "| a ",
}


def nasty(name: str, length: int) -> str:
    """Return the unit of that name, repeated to `length` code points."""
    unit = _UNITS[name]
    return (unit * (length // len(unit) + 1))[:length]


NAMES = tuple(_UNITS)
