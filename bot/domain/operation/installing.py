"""What came of an installation, or why the app was not installed. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Reason = Literal["denied", "state", "code", "away"]
"""`denied` by whoever was asked; the `state` is too old or another browser's; Slack does not take
the `code`; Slack or the store is `away`."""


class InstallError(Exception):
    """The app is not installed.

    Attributes:
        reason: Why.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Installed:
    """Where the app is installed now.

    Attributes:
        name: What the workspace or the organization is called.
        url: Opens the app there.
    """

    name: str
    url: str
