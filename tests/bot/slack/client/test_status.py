from __future__ import annotations

import asyncio

import pytest

from bot.domain.progress import Progress
from bot.slack.client.delivery import Delivery
from bot.slack.client.status import QuestionPlace, Statuses
from tests.bot.slack.recording import RecordingClient

PLACE = QuestionPlace("C1", "2.0", "1.0", "U1")


async def _watched(client: RecordingClient, seconds: float, *, again: bool = False) -> None:
    statuses = Statuses(Delivery(worth=0.5), slow_after=0.2)
    async with statuses.shown(client, PLACE, "ko", again=again) as tell:  # type: ignore[arg-type]
        tell(Progress("reading", 3, 12))
        await asyncio.sleep(seconds)


async def test_after_a_while_the_status_says_why_it_takes_long() -> None:
    client = RecordingClient()
    await _watched(client, 1.3)
    first, slow, gone = [call["status"] for call in client.called("assistant_threads_setStatus")]
    assert "3/12" in first
    assert "시간이 걸립니다" in slow
    assert gone == ""
    assert not client.called("reactions_add")


async def test_where_no_status_is_taken_its_asker_alone_is_told_why_it_takes_long() -> None:
    client = RecordingClient(assistant_threads_setStatus="missing_scope")
    await _watched(client, 0.4)
    (told,) = client.called("chat_postEphemeral")
    assert (told["user"], told["thread_ts"]) == ("U1", "1.0")
    assert [name for name, _ in client.calls] == [
        "assistant_threads_setStatus",
        "reactions_add",
        "chat_postEphemeral",
        "reactions_remove",
    ]


@pytest.mark.parametrize("refuses", [{}, {"reactions_remove": "no_reaction"}])
async def test_eyes_that_a_dead_process_left_are_taken_away(refuses: dict[str, str]) -> None:
    client = RecordingClient(**refuses)  # type: ignore[arg-type]
    await _watched(client, 0.05, again=True)
    assert [name for name, _ in client.calls][-2:] == [
        "assistant_threads_setStatus",
        "reactions_remove",
    ]
