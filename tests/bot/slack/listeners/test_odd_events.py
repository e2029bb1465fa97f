"""Events that are not as Slack describes them."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest
from structlog.testing import capture_logs

from bot.slack.listeners.message import take_in
from bot.slack.understand.incoming import Identity

MESSAGE = {"type": "message", "channel": "C1", "user": "U1", "ts": "1.1", "text": "비밀 누가?"}


@pytest.mark.parametrize(
    "odd",
    [
        {"channel": "C1"},
        {**MESSAGE, "text": ["비밀"]},
        {**MESSAGE, "files": 3},
        {**MESSAGE, "edited": {"ts": "soon"}},
        {**MESSAGE, "subtype": "message_changed"},
        {**MESSAGE, "subtype": "message_changed", "message": "비밀"},
    ],
)
async def test_nothing_follows_from_an_odd_event_and_none_of_its_words_are_logged(
    odd: dict[str, Any],
) -> None:
    deps = Mock(bot=Identity("U0", "mrc"))
    with capture_logs() as logs:
        assert await take_in(deps, odd) is None
    assert not deps.inbox.mock_calls
    assert [each["event"] for each in logs] in ([], ["event_unreadable"])
    assert "비밀" not in str(logs)
