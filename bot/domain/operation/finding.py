"""What an examination of the installation found. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        state: "good", "off" (not configured, which is fine), "odd" (to be looked at) or "bad" (to
            be mended).
        what: The part of the installation.
        detail: What was seen there, in one line.
        advice: What to do, or to click; "" where nothing is to be done.
    """

    state: Literal["good", "off", "odd", "bad"]
    what: str
    detail: str
    advice: str = ""
