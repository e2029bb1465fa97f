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

from bot.question import Page, Passage, Source

LEAST_PROSE = 80
"""From how many characters on a thread's message without a link counts as a passage."""

_MENTION = regex.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_LINK = regex.compile(r"<((?:https?)://[^>|\s]+)(?:\|([^>]*))?>", regex.IGNORECASE)
_BARE_LINK = regex.compile(r"(?<![\w<|])https?://[^\s<>|]+", regex.IGNORECASE)
# A bare link ends before punctuation, and before Korean that follows a Latin letter or a digit
# with no space ("…/1의 저자"); Korean after a slash is part of it ("…/wiki/세종").
_LINK_TAIL = regex.compile(r"(?<=[A-Za-z0-9])\p{Hangul}+.*$|[.,;:!?…'\"“”‘’»」』)\]}]+$")
_OTHER_BRACKETS = regex.compile(r"<(?:[@#!]|mailto:|tel:)([^>|]*)(?:\|([^>]*))?>")
_CODE = regex.compile(r"```(?:\s*\n)?(.*?)```", regex.DOTALL)
_LONG_QUOTE = regex.compile(r"^&gt;&gt;&gt;\s?(.*)\Z", regex.DOTALL | regex.MULTILINE)
_QUOTED_LINES = regex.compile(r"(?:^&gt; ?.*(?:\n|\Z))+", regex.MULTILINE)
_QUOTE_MARK = regex.compile(r"^&gt; ?", regex.MULTILINE)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))

# Words and endings that make a line a question without a question mark.
_ASKING = regex.compile(
    r"""
    [?？]
    | (?:누구|누가|언제|어디|어느|어떤|어떻게|무엇|무슨|뭐|뭘|왜|몇|얼마)
    | (?:인가요?|입니까|습니까|는가|은가|던가|나요|가요|까요?|는지|인지|은지|냐)\s*[.!~…]*$
    | ^\s*(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|do|does|did|can|could
      |will|would|should|has|have|had)\b
    """,
    regex.VERBOSE | regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A message, understood.

    Attributes:
        question: "" when there is none.
        source: None when the message has none of its own.
    """

    question: str
    source: Source | None


def parse(text: str) -> Parsed:
    """Understand a message's text, as Slack sends it."""
    text = _MENTION.sub(" ", text).strip()
    passage, rest = _marked_passage(text)
    link = _first_link(rest)
    if link is None and passage and (inner := _first_link(passage)) and not inner.rest.strip():
        # A link alone in a quote or a code block is still a link.
        return Parsed(_plain(rest), Page(inner.url))
    if link is not None and not (passage and link.is_bare_word):
        question = _plain(f"{link.rest}\n{passage}" if passage else link.rest)
        return Parsed(question, Page(link.url))
    if passage:
        return Parsed(_plain(rest), Passage(_plain(passage)))
    question, _, below = rest.partition("\n")
    below = _plain(below)
    return Parsed(_plain(question), Passage(below) if below else None)


def mentions(text: str, user: str) -> bool:
    """Whether the message mentions this user id."""
    return any(match[1] == user for match in _MENTION.finditer(text))


def is_question(text: str) -> bool:
    """Whether this asks something, as far as words can tell; Korean and English."""
    return bool(_ASKING.search(text))


def source_of(text: str) -> Source | None:
    """What a message offers a thread to read: its link, its passage, or its own prose."""
    parsed = parse(text)
    if isinstance(parsed.source, Page):
        return parsed.source
    if parsed.source and _MENTION.search(text):
        # It asked the bot; what it asked is not part of what to read.
        return Passage(parsed.source.text, kind="thread")
    prose = _plain(_MENTION.sub(" ", _unmark(text)))
    return Passage(prose, kind="thread") if len(prose) >= LEAST_PROSE else None


@dataclass(frozen=True, slots=True)
class _Link:
    url: str
    rest: str
    is_bare_word: bool


def _first_link(text: str) -> _Link | None:
    """The first link, and the text without it.

    Slack makes a link of every "Node.js" in a text: such bare words are no source when they
    stand in a text of several lines.
    """
    several_lines = "\n" in text.strip()
    for match in _LINK.finditer(text):
        url, label = _unescape(match[1]), _unescape(match[2] or "")
        bare_word = bool(label) and url.partition("://")[2].rstrip("/") == label.rstrip("/")
        bare_word = bare_word and "/" not in label.rstrip("/")
        if bare_word and several_lines:
            continue
        return _Link(url, text[: match.start()] + " " + text[match.end() :], bare_word)
    if bare := _BARE_LINK.search(text):
        url = _without_tail(bare[0])
        rest = text[: bare.start()] + " " + text[bare.start() + len(url) :]
        return _Link(_unescape(url), rest, is_bare_word=False)
    return None


def _without_tail(url: str) -> str:
    while (tail := _LINK_TAIL.search(url)) and tail.start() > len("https://"):
        if tail[0] == ")" and "(" in url:
            break  # as in .../wiki/Reader_(machine)
        url = url[: tail.start()]
    return url


def _marked_passage(text: str) -> tuple[str, str]:
    """A code block's or a quote's text ("" when there is none), and the text without it."""
    for pattern in (_CODE, _LONG_QUOTE, _QUOTED_LINES):
        if match := pattern.search(text):
            inside = _QUOTE_MARK.sub("", match[0]) if pattern is _QUOTED_LINES else match[1]
            return inside.strip(), (text[: match.start()] + "\n" + text[match.end() :]).strip()
    return "", text


def _unmark(text: str) -> str:
    return _QUOTE_MARK.sub("", text.replace("```", ""))


def _plain(text: str) -> str:
    """Text as a person sees it: links as their label, entities as characters."""
    text = _LINK.sub(lambda match: match[2] or match[1], text)
    text = _OTHER_BRACKETS.sub(lambda match: match[2] or match[1], text)
    return _unescape(text).strip()


def _unescape(text: str) -> str:
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text
