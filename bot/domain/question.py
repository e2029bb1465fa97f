"""What every face hands to the service: a question and where to read. Data only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from bot.domain.hosts import Hosts

MAX_QUESTION_CHARACTERS = 2_000
MAX_TEXT_CHARACTERS = 1_000_000
MAX_TOP_K = 20
DEFAULT_TOP_K = 3
MAX_SOURCES = 5
MAX_QUESTIONS = 20
"""Of one source, asked at once."""


@dataclass(frozen=True, slots=True)
class GivenText:
    """A text at hand: pasted, or from a thread; no `mrc_core.Passage`, which has its parts.

    Attributes:
        title: What people call it, where it has a name.
        url: Where it can be seen, if anywhere.
    """

    text: str
    kind: Literal["text", "thread"] = "text"
    title: str | None = None
    url: str | None = None

    @property
    def name(self) -> str:
        """Return its title; "" where it has none."""
        return self.title or ""


@dataclass(frozen=True, slots=True)
class File:
    """A file at hand, in whatever format.

    Attributes:
        body: All of it.
        name: With its ending, if it has one.
        content_type: As whoever has it declares it; "" where nobody does.
    """

    body: bytes
    name: str
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class WebPage:
    """A web page that is still to be fetched.

    Attributes:
        anew: Whatever is kept of it: somebody knows that it has changed.
    """

    url: str
    anew: bool = False

    @property
    def name(self) -> str:
        """Return its address."""
        return self.url


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a face fetches itself, once its turn has come: a file or a message in Slack.

    Attributes:
        name: What people call it.
        fetch: Returns what it turns out to be, a message's text and its file, say; raises a
            `BotError` that says why it cannot be had.
    """

    name: str
    fetch: Callable[[], Awaitable[tuple[Source, ...]]] = field(compare=False)


Source = GivenText | File | WebPage | Elsewhere


@dataclass(frozen=True, slots=True)
class Question:
    """One question of one or several sources.

    Attributes:
        text: What is asked.
        sources: What is read, all of it at once; at most `MAX_SOURCES`.
        top_k: Most candidates.
        otherwise: What is read where none of the sources can be, one after the other.
        hosts: Which sites may be read.
    """

    text: str
    sources: tuple[Source, ...]
    top_k: int = DEFAULT_TOP_K
    otherwise: tuple[tuple[Source, ...], ...] = ()
    hosts: Hosts = field(default_factory=Hosts)
