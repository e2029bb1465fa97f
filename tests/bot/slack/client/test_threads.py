from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from bot.slack.client.threads import read_thread


class Threads:
    """Slack's conversations.replies of a thread without an end."""

    async def conversations_replies(self, *, limit: int, **_: Any) -> AsyncIterator[dict[str, Any]]:
        async def pages() -> AsyncIterator[dict[str, Any]]:
            while True:
                yield {"messages": [{"ts": "1.0"}] * limit}

        return pages()


async def test_a_thread_is_read_up_to_a_thousand_messages() -> None:
    assert len(await read_thread(Threads(), "C1", "1.0")) == 1000  # type: ignore[arg-type]
