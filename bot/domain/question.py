"""What every face hands to the service: a question and where to read. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MAX_QUESTION_CHARACTERS = 2_000
MAX_TEXT_CHARACTERS = 1_000_000
MAX_TOP_K = 20
DEFAULT_TOP_K = 3


@dataclass(frozen=True, slots=True)
class GivenText:
    """A text at hand: pasted, or from a thread; no `mrc_core.Passage`, which has its parts."""

    text: str
    kind: Literal["text", "thread"] = "text"


@dataclass(frozen=True, slots=True)
class File:
    """A file at hand, in whatever format, with its name."""

    body: bytes
    name: str


@dataclass(frozen=True, slots=True)
class WebPage:
    """A web page that is still to be fetched."""

    url: str


Source = GivenText | File | WebPage


@dataclass(frozen=True, slots=True)
class Question:
    """One question of one source; `top_k` candidates at most."""

    text: str
    source: Source
    top_k: int = DEFAULT_TOP_K
