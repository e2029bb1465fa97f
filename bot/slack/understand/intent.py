"""What somebody who writes is up to: asking, being polite, turning to others. Pure."""

from __future__ import annotations

import regex

from bot.slack.understand.markup import without_emoji

_TO_OTHERS = regex.compile(r"<[@!]")

# A reader finds spans, so what counts as asking is asking for one: a question word, or a topic
# left open ("저자는?"). Not "가 볼까요?", "보셨나요?" or a question word in passing.
_WORDS = """
누구 누가 누굴 누군 언제 언젠 어디 어딘 어딨 어느 어떤 어떠한 어떻게
무엇 무슨 뭐 뭘 뭔 왜 몇 며칠 얼마
""".split()
_WH = rf"(?<![\p{{L}}\p{{N}}])(?:{'|'.join(_WORDS)})"
_ENDING = (
    r"(?:인가|입니까|습니까|는가|은가|던가|나|까|나요|가요|까요|는지|인지|은지|냐|니|죠|지요|시오)"
)
_AUXILIARY = (
    r"(?:'s|\s+(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|many|much"
    r"|long|old|far|tall|often)\b)"
)
# Looked for one by one, at the beginning or at the end, as "a question word, then anything, then
# an ending" takes the square of a long line.
_ASKS = regex.compile(_WH)
_ASKS_LAST = regex.compile(rf"{_WH}\p{{Hangul}}?$")
_ENDS_ASKING = regex.compile(rf"{_ENDING}$")
_LONGEST_END = 5
_ASKS_EN = regex.compile(r"\b(?:who|whom|whose|what|when|where|which|why|how)\b", regex.IGNORECASE)
_BEGINS_ASKING_EN = regex.compile(
    rf"(?:who|whom|whose)\b|(?:what|when|where|which|why|how){_AUXILIARY}", regex.IGNORECASE
)
_COURTESY = regex.compile(
    r"^(?:고마|고맙|감사|땡큐|수고|좋아|좋네|좋은|넵|네\b|넹|오케이|ㅇㅋ|ㅋ|ㅎ|안녕|thank|thx|ty\b|ok\b|okay|nice|great"
    r"|good|cool|hello|hi\b|hey\b)",
    regex.IGNORECASE,
)
_LONGEST_COURTESY = 40
_AFTER_QUESTION = frozenset(".!~…ㅋㅎㅠㅜ)]")


def addresses_others(text: str) -> bool:
    """Tell whether a message turns to somebody: a person, a group, everyone here."""
    return bool(_TO_OTHERS.search(text))


def is_question(text: str) -> bool:
    """Tell whether a text asks for what another could say, as far as its last line shows.

    Korean and English. Strict, as it decides on messages that nobody addressed to the bot.
    """
    lines = without_emoji(text, "").strip().splitlines()
    return bool(lines) and _asks(_before_marks(lines[-1]).strip())


def _before_marks(line: str) -> str:
    """Return a line without the laughter, dots and blanks at its end."""
    end = len(line)
    while end and (line[end - 1].isspace() or line[end - 1] in _AFTER_QUESTION):
        end -= 1
    return line[:end]


def _asks(line: str) -> bool:
    near_end = max(len(line) - _LONGEST_END, 0)
    word = _ASKS.search(line)
    if word and (
        line.endswith(("?", "？")) or _ENDS_ASKING.search(line, max(word.end(), near_end))
    ):
        return True
    return bool(
        line.endswith(("은?", "는?", "은？", "는？"))
        or _ASKS_LAST.search(line, near_end)
        or (line.endswith("?") and _ASKS_EN.search(line))
        or _BEGINS_ASKING_EN.match(line)
    )


def is_courtesy(text: str) -> bool:
    """Tell whether a text only thanks, greets or nods."""
    return len(text) <= _LONGEST_COURTESY and bool(_COURTESY.search(text)) and not is_question(text)
