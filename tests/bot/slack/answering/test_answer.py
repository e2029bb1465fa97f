from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from bot.domain.errors import BusyError
from bot.domain.question import GivenText, Question
from bot.slack.answering.answer import Inquiry, answer
from bot.slack.answering.deps import Deps
from tests.bot.slack.answering.conftest import TEXT, Service
from tests.bot.slack.recording import RecordingClient

INQUIRY = Inquiry("C1", "2.0", "1.0", Question("누가?", GivenText(TEXT)), "ko")


async def test_the_reply_goes_into_the_thread_and_is_remembered(deps: Deps) -> None:
    client = RecordingClient()
    await answer(deps, client, INQUIRY)  # type: ignore[arg-type]
    (posted,) = client.called("chat_postMessage")
    assert (posted["channel"], posted["thread_ts"]) == ("C1", "1.0")
    assert posted["text"].startswith("세종 — ")
    assert (await deps.memory.thread("C1", "1.0")).answered
    assert [name for name, _ in client.calls if name.startswith("reactions")] == [
        "reactions_add",
        "reactions_remove",
    ]


@pytest.mark.parametrize("error", [BusyError(), RuntimeError("무엇이든")])
async def test_whatever_goes_wrong_is_told_in_the_thread(
    deps: Deps, service: Service, error: Exception
) -> None:
    client = RecordingClient()
    service.error = error
    await answer(deps, client, INQUIRY)  # type: ignore[arg-type]
    (posted,) = client.called("chat_postMessage")
    assert "다시" in posted["text"]
    assert "무엇이든" not in posted["text"]
    assert not (await deps.memory.thread("C1", "1.0")).answered


async def test_a_reply_whose_blocks_are_refused_is_posted_as_text(deps: Deps) -> None:
    client = RecordingClient(chat_postMessage="invalid_blocks")
    with pytest.raises(SlackApiError):
        await answer(deps, client, INQUIRY)  # type: ignore[arg-type]
    with_blocks, without = client.called("chat_postMessage")
    assert "blocks" in with_blocks
    assert "blocks" not in without
    assert without["text"] == with_blocks["text"]


async def test_reactions_that_fail_cost_no_reply(deps: Deps) -> None:
    client = RecordingClient(reactions_add="missing_scope", reactions_remove="no_reaction")
    await answer(deps, client, INQUIRY)  # type: ignore[arg-type]
    assert len(client.called("chat_postMessage")) == 1
