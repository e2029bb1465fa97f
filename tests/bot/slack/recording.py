"""A client of Slack's Web API that writes down what it is called with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from unittest.mock import Mock

from slack_sdk.errors import SlackApiError


class RecordingClient:
    """Answers as Slack would, or refuses.

    Args:
        thread: What conversations.replies gives.
        refuses: Slack's error by the method that ends in it.
    """

    def __init__(self, thread: list[dict[str, Any]] | None = None, **refuses: str) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._thread = thread or []
        self._refuses = refuses

    def called(self, method: str) -> list[dict[str, Any]]:
        """The arguments of each call of a method."""
        return [arguments for name, arguments in self.calls if name == method]

    def __getattr__(self, method: str) -> Any:
        async def call(**arguments: Any) -> Any:
            self.calls.append((method, arguments))
            if method in self._refuses:
                raise SlackApiError(method, {"error": self._refuses[method]})
            if method == "conversations_replies":
                return _pages(self._thread)
            return Mock(data={"channel": arguments.get("channel"), "ts": "9.0"})

        return call


async def _pages(thread: list[dict[str, Any]]) -> AsyncIterator[dict[str, Any]]:
    yield {"messages": thread}
