"""The Slack app, its HTTP face and its command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str
else:

    def __getattr__(name: str) -> str:
        """Return the installed version for `__version__`, which few who import this ask for."""
        if name == "__version__":
            from importlib.metadata import version

            return version("mrc-bot")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
