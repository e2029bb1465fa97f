"""A client of Slack's Web API that writes down what it is called with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from slack_sdk.errors import SlackApiError


class RecordingClient:
    """Answers as Slack would, or refuses.

    Args:
        thread: What conversations.replies gives.
        refuses: Slack's error by the method that ends in it, always; or its errors, one a call.
    """

    def __init__(
        self, thread: list[dict[str, Any]] | None = None, **refuses: str | list[str]
    ) -> None:
        self.session = self.proxy = None
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._thread = thread or []
        self._refuses = refuses

    def called(self, method: str) -> list[dict[str, Any]]:
        """The arguments of each call of a method."""
        return [arguments for name, arguments in self.calls if name == method]

    def __getattr__(self, method: str) -> Any:
        async def call(**arguments: Any) -> Any:
            self.calls.append((method, arguments))
            await asyncio.sleep(0)
            refusal = self._refuses.get(method)
            if isinstance(refusal, list):
                refusal = refusal.pop(0) if refusal else None
            if refusal:
                raise SlackApiError(method, {"error": refusal})
            if method in ("conversations_replies", "conversations_history"):
                return _Thread(self._thread)
            if method == "conversations_history":
                return {"messages": self._thread[::-1]}
            return {"ok": True, "channel": arguments.get("channel"), "ts": "9.0"}

        return call


class _Thread(dict[str, Any]):
    """A thread's one page, which is its only one."""

    def __init__(self, messages: list[dict[str, Any]]) -> None:
        super().__init__(messages=messages)

    async def __aiter__(self) -> AsyncIterator[dict[str, Any]]:
        yield self
