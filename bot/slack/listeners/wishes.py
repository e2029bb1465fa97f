"""A question by command, form or shortcut, on its way into the inbox."""

from __future__ import annotations

from bot.slack.workspace.deps import Deps
from bot.store.inbox.received import Received


async def take_wish(deps: Deps, received: Received) -> bool:
    """Put a question into the inbox, before it is acknowledged; tell whether there was room.

    Raises:
        StoreError: It could not be put there; its asker is told so by Slack, and may try again.
    """
    number = await deps.inbox.put(received)
    if number and number > deps.most_asked and await deps.inbox.withdraw(received):
        return False
    deps.call()
    return True
