"""What a Slack message says: its text -> a question and where to read. Pure.

1. A link is the source, and what is left is the question.
2. Else a code block or a quote is the passage, and what is left is the question.
3. Else the first line is the question and the rest is the passage.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.intent import is_question
from bot.slack.understand.links import first_link
from bot.slack.understand.markup import (
    marked_passage,
    plain,
    without_broadcasts,
    without_emoji,
    without_mentions,
)

_EMPTIED_BRACKETS = regex.compile(r"\(\s*\)|\[\s*\]")
_LEADING = regex.compile(r"^[\s,.:;~\-–—]+")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A message in its parts.

    Attributes:
        question: "" when there is none.
        source: None when the message has none of its own.
        by_lines: The passage is only what stands below the first line: nothing else marks it.
    """

    question: str
    source: WebPage | GivenText | None
    by_lines: bool = False


def parse(text: str) -> Parsed:
    """Take a message's text, as Slack sends it, apart into question and source."""
    text = without_mentions(text).strip()
    passage, rest = marked_passage(text)
    link = first_link(rest)
    if link is None and passage and (inner := first_link(passage)) and not inner.rest.strip():
        # A link alone in a quote or a code block is still a link.
        return Parsed(_question(rest), WebPage(inner.url))
    if link is not None:
        return Parsed(_question(f"{link.rest}\n{passage}"), WebPage(link.url))
    if passage:
        return Parsed(_question(rest), GivenText(plain(passage)))
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        return Parsed(_question(text), None)
    if is_question(plain(lines[-1])) and not is_question(plain(lines[0])):
        question, below = lines[-1], text.rpartition(lines[-1])[0]
    else:
        question, below = lines[0], text.partition(lines[0])[2]
    return Parsed(_question(question), GivenText(plain(below)), by_lines=True)


def _question(text: str) -> str:
    """Return a question as the reader gets it, without emoji and what a link left behind."""
    text = _EMPTIED_BRACKETS.sub(" ", without_emoji(without_broadcasts(text)))
    return _LEADING.sub("", " ".join(plain(text).split()))
