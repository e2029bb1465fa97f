"""What is being done about a question, for those who wait. Data only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of a question's way, and how far it is.

    Attributes:
        step: "waiting" for other questions, "fetching" the source, "reading" it.
        done: Windows read.
        of: Windows that will be read at most; 0 where nobody knows yet.
    """

    step: Literal["waiting", "fetching", "reading"]
    done: int = 0
    of: int = 0


OnProgress = Callable[[Progress], None]
