"""What a message can mean for the bot, and what is remembered that decides it. Data only.

Everything here is made of strings, numbers, truth values and tuples of such, so that a meaning can
be kept as JSON until somebody has time for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from bot.domain.question import GivenText, WebPage

MOST_SOURCES = 5
"""The most sources of one question; what is named after them is not read."""


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """A message of Slack that somebody's permalink points to; still to be looked up.

    Attributes:
        channel: Where it is.
        ts: The message.
        thread_ts: The first message of its thread; None where it is in none, or is the first.
        url: The permalink.
    """

    channel: str
    ts: str
    thread_ts: str | None = None
    url: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class SlackFile:
    """A file in a message, as the message describes it; still to be downloaded.

    Attributes:
        id: Slack's, as `files.info` takes it.
        name: With its ending; "" if Slack did not say.
        mimetype: As Slack guessed it; "" if it did not say.
        size: In bytes; 0 if Slack did not say.
        mode: "hosted", "snippet", "canvas", "external", "tombstone", "hidden_by_limit" and others.
        url: `url_private`: where it is downloaded with the bot's token; "" if Slack did not say.
        needs_info: Slack has held the description back (`check_file_info`): `files.info` has it.
    """

    id: str
    name: str
    mimetype: str
    size: int
    mode: str
    url: str
    needs_info: bool


Readable = WebPage | GivenText | SlackMessage | SlackFile
"""What a message can name as its source.

In a `GivenText` of a message, people, channels and groups stand by their ids, as `names.py` says.
"""


@dataclass(frozen=True, slots=True)
class Pin:
    """What a thread reads for questions that bring no source.

    Attributes:
        sources: None of them where people took them away: then nothing that was named until then
            is read.
        since: The message that brought them, or took them away; a later link or file replaces them.
    """

    sources: tuple[Readable, ...]
    since: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered of a thread.

    Attributes:
        answered: The bot has answered in it.
        pin: What it reads; None where nothing was settled.
    """

    answered: bool = False
    pin: Pin | None = None


@dataclass(frozen=True, slots=True)
class InThread:
    """Sources that are still to be looked up in a thread.

    Attributes:
        thread_ts: The thread's first message.
        pin: What the thread reads; None where nothing was settled.
        otherwise: The sources where the thread offers none.
        together: All that was named in the thread is asked at once.
    """

    thread_ts: str
    pin: Pin | None = None
    otherwise: tuple[Readable, ...] = ()
    together: bool = False


@dataclass(frozen=True, slots=True)
class InTalk:
    """Sources that are still to be looked up in a direct message: what was sent last counts.

    Attributes:
        together: What was sent before it is asked at once, too.
    """

    together: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A question for the bot.

    Attributes:
        question: What is asked; never empty.
        sources: What to read, at most `MOST_SOURCES`, or where to look for it. Of several that
            are named each is read; what cannot be had is left out where another can.
        otherwise: What is read where none of the sources can be, one after the other.
        only_found: Nobody spoke to the bot: it is told only if it has found the answer, and
            nothing shows that it looked.
        only_near: Perhaps nobody spoke to the bot: it is told if there is an answer, or at least
            a passage that has to do with the question.
        pinned: The sources are what the thread reads, not what the question named.
    """

    question: str
    sources: tuple[Readable, ...] | InThread | InTalk
    only_found: bool = False
    only_near: bool = False
    otherwise: tuple[tuple[Readable, ...], ...] = ()
    pinned: bool = False

    @property
    def anew(self) -> Ask:
        """Return the same of its pages as they are by now."""
        sources = _anew(self.sources) if isinstance(self.sources, tuple) else self.sources
        return replace(self, sources=sources, otherwise=tuple(map(_anew, self.otherwise)))


def _anew(sources: tuple[Readable, ...]) -> tuple[Readable, ...]:
    return tuple(
        replace(each, anew=True) if isinstance(each, WebPage) else each for each in sources
    )


@dataclass(frozen=True, slots=True)
class Explain:
    """Something addressed to the bot that it can only explain itself to.

    Attributes:
        topic: Which explanation: "ways" are the ways to ask; "which-question" asks back what is
            to be known of a link, a file or a passage that came alone; "no-source":
            there is nothing to read; "not-permitted": others may ask there.
        question: As much of a question as there is; it shows the asker's language.
    """

    topic: Literal[
        "ways",
        "which-question",
        "no-source",
        "no-thread-source",
        "thread-unreadable",
        "thread-not-permitted",
        "not-permitted",
    ]
    question: str


@dataclass(frozen=True, slots=True)
class OfPin:
    """A wish to be shown what a thread reads, or to have it forgotten.

    Attributes:
        wish: Which of the two.
        question: What was said; it shows the asker's language.
    """

    wish: Literal["show", "forget"]
    question: str


@dataclass(frozen=True, slots=True)
class Ignore:
    """Nothing for the bot."""


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A wish to be asked for question and source one by one.

    Attributes:
        question: What is known of the question, as it was typed.
        source: What is known of the source: links or a passage, as they were typed.
    """

    question: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class OpenRules:
    """A wish to see, or to settle, what holds in a channel."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """A person's message that is gone, and what was asked in it.

    Attributes:
        team: The workspace.
        channel: Where it was.
        ts: The message.
        thread_ts: The first message of its thread; None where it was in none.
    """

    team: str
    channel: str
    ts: str
    thread_ts: str | None
