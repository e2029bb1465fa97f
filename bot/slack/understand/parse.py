"""What a Slack message means: its text -> a question and where to read. Pure.

1. A link is the source, and what is left is the question.
2. Else a code block or a quote is the passage, and what is left is the question.
3. Else the first line is the question and the rest is the passage.

Slack's text has `&`, `<` and `>` escaped, and links, mentions and channels in angle brackets:
https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from bot.domain.question import GivenText, Source, WebPage

LEAST_PROSE = 80
"""From how many characters on a thread's message without a link counts as a passage."""

_MENTION = regex.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_LINK = regex.compile(r"<((?:https?)://[^>|\s]+)(?:\|([^>]*))?>", regex.IGNORECASE)
_BARE_LINK = regex.compile(r"(?<![\w<|])https?://[^\s<>|]+", regex.IGNORECASE)
_AFTER_LINK = frozenset(".,;:!?…'\"“”‘’`*_~»」』)]}>")
# Korean particles that people type right after an address, as in ".../1의 저자는?".
_PARTICLE = regex.compile(
    r"(?<=[A-Za-z0-9/])(?:에서는|에서|으로|의|은|는|이|가|을|를|에|로|와|과|도)$"
)
_OTHER_BRACKETS = regex.compile(r"<(?:[@#!]|mailto:|tel:)([^>|]*)(?:\|([^>]*))?>")
_BROADCAST = regex.compile(r"<!(?:here|channel|everyone)(?:\|[^>]*)?>")
_CODE = regex.compile(r"```(?:\s*\n)?(.*?)```", regex.DOTALL)
_LONG_QUOTE = regex.compile(r"^&gt;&gt;&gt;\s?(.*)\Z", regex.DOTALL | regex.MULTILINE)
_QUOTED_LINES = regex.compile(r"(?:^&gt; ?.*(?:\n|\Z))+", regex.MULTILINE)
_QUOTE_MARK = regex.compile(r"^&gt; ?", regex.MULTILINE)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))

_TO_OTHERS = regex.compile(r"<[@!]")
_EMOJI_CODE = regex.compile(r":[a-z0-9_+'-]+:", regex.IGNORECASE)
_EMPTIED_BRACKETS = regex.compile(r"\(\s*\)|\[\s*\]")
_LEADING = regex.compile(r"^[\s,.:;~\-–—]+")

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
_WH_EN = r"\b(?:who|whom|whose|what|when|where|which|why|how)\b"
_AUXILIARY = (
    r"(?:'s|\s+(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|many|much"
    r"|long|old|far|tall|often)\b)"
)
_ASKING = regex.compile(
    rf"{_WH}.*[?？]$|[은는][?？]$|{_WH}.*{_ENDING}$|{_WH}\p{{Hangul}}?$"
    rf"|{_WH_EN}.*\?$|^(?:who|whom|whose)\b|^(?:what|when|where|which|why|how){_AUXILIARY}",
    regex.IGNORECASE,
)
_COURTESY = regex.compile(
    r"^(?:고마|고맙|감사|땡큐|수고|좋아|좋네|좋은|넵|네\b|넹|오케이|ㅇㅋ|ㅋ|ㅎ|안녕|thank|thx|ty\b|ok\b|okay|nice|great"
    r"|good|cool|hello|hi\b|hey\b)",
    regex.IGNORECASE,
)
_LONGEST_COURTESY = 40
_AFTER_QUESTION = regex.compile(r"[\s.!~…ㅋㅎㅠㅜ)\]]+$")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A message, understood.

    Attributes:
        question: "" when there is none.
        source: None when the message has none of its own.
        by_lines: The passage is only what stands below the first line: nothing else marks it.
    """

    question: str
    source: Source | None
    by_lines: bool = False


def parse(text: str) -> Parsed:
    """Understand a message's text, as Slack sends it."""
    text = _MENTION.sub(" ", text).strip()
    passage, rest = _marked_passage(text)
    link = _first_link(rest)
    if link is None and passage and (inner := _first_link(passage)) and not inner.rest.strip():
        # A link alone in a quote or a code block is still a link.
        return Parsed(_question(rest), WebPage(inner.url))
    if link is not None:
        return Parsed(_question(f"{link.rest}\n{passage}"), WebPage(link.url))
    if passage:
        return Parsed(_question(rest), GivenText(_plain(passage)))
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        return Parsed(_question(text), None)
    if is_question(_plain(lines[-1])) and not is_question(_plain(lines[0])):
        question, below = lines[-1], text.rpartition(lines[-1])[0]
    else:
        question, below = lines[0], text.partition(lines[0])[2]
    return Parsed(_question(question), GivenText(_plain(below)), by_lines=True)


def mentions(text: str, user: str) -> bool:
    """Whether the message mentions this user id."""
    return any(match[1] == user for match in _MENTION.finditer(text))


def addresses_others(text: str) -> bool:
    """Whether the message turns to somebody: a person, a group, everyone here."""
    return bool(_TO_OTHERS.search(text))


def is_question(text: str) -> bool:
    """Whether this asks for something a text could say, as far as its last line tells.

    Korean and English. Strict, as it decides on messages that nobody addressed to the bot.
    """
    lines = _EMOJI_CODE.sub("", text).strip().splitlines()
    return bool(lines and _ASKING.search(_AFTER_QUESTION.sub("", lines[-1]).strip()))


def is_courtesy(text: str) -> bool:
    """Whether this only thanks, greets or nods."""
    return len(text) <= _LONGEST_COURTESY and bool(_COURTESY.search(text)) and not is_question(text)


def source_of(text: str) -> Source | None:
    """What a message offers a thread to read: its link, its passage, or its own prose."""
    parsed = parse(text)
    if isinstance(parsed.source, WebPage):
        return parsed.source
    if isinstance(parsed.source, GivenText) and _MENTION.search(text):
        # It asked the bot; what it asked is not part of what to read.
        return GivenText(parsed.source.text, kind="thread")
    prose = _plain(_MENTION.sub(" ", _QUOTE_MARK.sub("", text.replace("```", ""))))
    return GivenText(prose, kind="thread") if len(prose) >= LEAST_PROSE else None


@dataclass(frozen=True, slots=True)
class _Link:
    url: str
    rest: str


def _first_link(text: str) -> _Link | None:
    """The first link, and the text without it."""
    for match in _LINK.finditer(text):
        url, label = _unescape(match[1]), _unescape(match[2] or "")
        before, after = text[: match.start()], text[match.end() :]
        if label and _is_word_of_prose(url, label, before, after):
            continue
        kept = url if label and label != url else _without_tail(url)
        return _Link(kept, f"{before} {url[len(kept) :]}{after}")
    if bare := _BARE_LINK.search(text):
        kept = _without_tail(bare[0])
        rest = f"{text[: bare.start()]} {text[bare.start() + len(kept) :]}"
        return _Link(_unescape(kept), rest)
    return None


def _is_word_of_prose(url: str, label: str, before: str, after: str) -> bool:
    """Slack makes a link of every "Node.js" that somebody writes.

    A host without a scheme or a path is a source where it has a line of its own or the message
    is short, and a word elsewhere.
    """
    if url.partition("://")[2].rstrip("/") != label.rstrip("/") or "/" in label.rstrip("/"):
        return False
    own_line = not before.rpartition("\n")[2].strip() and not after.partition("\n")[0].strip()
    prose = (before + after).strip()
    return not own_line and ("\n" in prose or len(prose) >= LEAST_PROSE)


def _without_tail(url: str) -> str:
    """An address without the punctuation and the particle that somebody typed after it."""
    return _stripped(_PARTICLE.sub("", _stripped(url)))


def _stripped(url: str) -> str:
    end = len(url)
    unopened = url.count(")") - url.count("(")
    while end and url[end - 1] in _AFTER_LINK:
        if url[end - 1] == ")":
            if unopened <= 0:
                break  # as in .../wiki/Reader_(machine)
            unopened -= 1
        end -= 1
    return url[:end]


def _marked_passage(text: str) -> tuple[str, str]:
    """The text of code blocks or else of quotes ("" when there are none), and the rest."""
    for pattern in (_CODE, _LONG_QUOTE, _QUOTED_LINES):
        inside = [
            _QUOTE_MARK.sub("", match[0]) if pattern is _QUOTED_LINES else match[1]
            for match in pattern.finditer(text)
        ]
        if inside:
            return "\n".join(map(str.strip, inside)), pattern.sub("\n", text).strip()
    return "", text


def _question(text: str) -> str:
    """A question as the reader should get it, without emoji and what a link left behind."""
    text = _EMPTIED_BRACKETS.sub(" ", _EMOJI_CODE.sub(" ", _BROADCAST.sub(" ", text)))
    return _LEADING.sub("", " ".join(_plain(text).split()))


def _plain(text: str) -> str:
    """Text as a person sees it: links as their label, entities as characters."""
    text = _LINK.sub(lambda match: match[2] or match[1], text)
    text = _OTHER_BRACKETS.sub(lambda match: match[2] or match[1], text)
    return _unescape(text).strip()


def _unescape(text: str) -> str:
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text
