from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.errors import BusyError, ReaderAwayError, UnreachableError
from bot.domain.question import GivenText
from bot.domain.reason import Reason
from bot.slack.answering.answer import answer
from bot.slack.answering.inquiry import Inquiry
from bot.slack.answering.turn import PutOffError, Turn
from bot.slack.render.message import Message
from bot.slack.understand.meaning import Ask
from bot.slack.workspace.deps import Deps
from bot.store.inbox.received import LeaseLostError
from bot.store.store import Store
from mrc_core.artifact import BUNDLED_READER
from tests.bot.slack.answering.conftest import TEXT, Service, its_turn
from tests.bot.slack.recording import RecordingClient
from tests.bot.store.questions import let_pass

INQUIRY = Inquiry("C1", "2.0", "1.0", "U1", Ask("누가?", (GivenText(TEXT),)), "ko")


async def _answered(
    deps: Deps, client: RecordingClient, inquiry: Inquiry = INQUIRY
) -> RecordingClient:
    await answer(deps, client, inquiry, await its_turn(deps))  # type: ignore[arg-type]
    return client


async def test_the_reply_goes_into_the_thread_and_is_remembered(deps: Deps) -> None:
    client = await _answered(deps, RecordingClient())
    (posted,) = client.called("chat_postMessage")
    assert (posted["channel"], posted["thread_ts"]) == ("C1", "1.0")
    assert posted["text"].startswith("세종 — ")
    assert (await deps.memory.thread("C1", "1.0")).answered
    assert await deps.memory.reply_to("C1", "2.0") == "9.0"


@pytest.mark.parametrize("error", [UnreachableError(), RuntimeError("무엇이든")])
async def test_whatever_goes_wrong_is_told_in_the_thread(
    deps: Deps, service: Service, error: Exception
) -> None:
    client = RecordingClient()
    service.error = error
    await _answered(deps, client)
    (posted,) = client.called("chat_postMessage")
    assert "다시" in posted["text"] or "연결할 수 없" in posted["text"]
    assert "무엇이든" not in posted["text"]
    assert not (await deps.memory.thread("C1", "1.0")).answered


@pytest.mark.parametrize("model", [BUNDLED_READER, "reader-of-japanese"])
async def test_the_bundled_reader_alone_is_said_not_to_read_japanese(
    deps: Deps, service: Service, model: str
) -> None:
    service.state, service.model = "unsure", model
    asked = replace(INQUIRY, ask=Ask("だれが?", (GivenText(TEXT),)), language="ja")
    (posted,) = (await _answered(deps, RecordingClient(), asked)).called("chat_postMessage")
    assert ("日本語は読めません" in posted["text"]) is (model == BUNDLED_READER)


async def test_a_reply_whose_blocks_are_refused_is_posted_as_text(deps: Deps) -> None:
    client = RecordingClient(chat_postMessage=["invalid_blocks"])
    await _answered(deps, client)
    plain, buttons = client.called("chat_postMessage")[1]["blocks"], "context_actions"
    assert [block["type"] for block in plain] == ["rich_text", "actions", "actions"]
    client = RecordingClient(chat_postMessage=["invalid_blocks", "invalid_blocks"])
    await _answered(deps, client, replace(INQUIRY, ts="3.0"))
    with_blocks, in_plain_ones, without = client.called("chat_postMessage")
    assert buttons in {block["type"] for block in with_blocks["blocks"]}
    assert buttons not in {block["type"] for block in in_plain_ones["blocks"]}
    assert "blocks" not in without
    assert without["text"] == with_blocks["text"]


async def test_a_reply_whose_fate_is_unknown_is_looked_for_before_it_is_posted_again(
    deps: Deps,
) -> None:
    there = {"ts": "3.0", "metadata": {"event_payload": {"key": INQUIRY.key}}}
    client = RecordingClient([there], chat_postMessage=["internal_error"])
    await _answered(deps, client)
    (posted,) = client.called("chat_postMessage")
    assert posted["metadata"]["event_payload"]["key"] == INQUIRY.key
    assert await deps.memory.reply_to("C1", "2.0") == "3.0"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("is_archived", "보관된 채널"),
        ("restricted_action_read_only_channel", "정해진 사람만"),
        ("missing_scope", "관리자"),
        ("user_is_restricted", "관리자"),
        ("something_new", "Slack이 그곳에"),
    ],
)
async def test_a_reply_that_slack_refuses_is_told_to_its_asker_alone(
    deps: Deps, reason: str, words: str
) -> None:
    client = await _answered(deps, RecordingClient(chat_postMessage=reason))
    (told,) = client.called("chat_postEphemeral")
    assert (told["channel"], told["user"], told["thread_ts"]) == ("C1", "U1", "1.0")
    assert words in told["text"]
    assert "세종" in told["text"]


@pytest.mark.parametrize("error", [BusyError(), ReaderAwayError()])
async def test_what_passes_soon_is_waited_for(
    deps: Deps, service: Service, error: Exception
) -> None:
    client, turn = RecordingClient(), await its_turn(deps)
    service.error = error
    with pytest.raises(PutOffError):
        await answer(deps, client, INQUIRY, turn)  # type: ignore[arg-type]
    assert not client.called("chat_postMessage")
    patient = replace(turn, taken=replace(turn.taken, age=200.0))
    await answer(deps, client, INQUIRY, patient)  # type: ignore[arg-type]
    assert len(client.called("chat_postMessage")) == 1


async def test_a_reply_that_slack_may_take_later_is_kept_for_then(deps: Deps) -> None:
    turn = await its_turn(deps)
    refusing = RecordingClient(chat_postMessage="internal_error")
    with pytest.raises(PutOffError):
        await answer(deps, refusing, INQUIRY, turn)  # type: ignore[arg-type]
    assert not refusing.called("chat_postEphemeral")
    await deps.inbox.later(turn.taken)
    taken = await deps.inbox.take("me")
    assert taken
    assert taken.message is not None
    client = RecordingClient()
    await answer(deps, client, INQUIRY, replace(turn, taken=taken))  # type: ignore[arg-type]
    (posted,) = client.called("chat_postMessage")
    assert posted["text"] == taken.message["text"]
    assert len(client.called("conversations_replies")) == 2, "looked for first"
    assert await deps.inbox.take("me") is None


async def test_what_an_earlier_owner_posted_unheard_is_not_posted_again(deps: Deps) -> None:
    turn = await its_turn(deps)
    there = {"ts": "3.0", "metadata": {"event_payload": {"key": INQUIRY.key}}}
    client, taken = (
        RecordingClient([there]),
        replace(turn.taken, message={"text": "", "blocks": []}),
    )
    await answer(deps, client, INQUIRY, replace(turn, taken=taken))  # type: ignore[arg-type]
    assert not client.called("chat_postMessage")
    assert await deps.memory.reply_to("C1", "2.0") == "3.0"


async def test_eyes_go_that_an_earlier_owner_left_when_it_died(deps: Deps, store: Store) -> None:
    await its_turn(deps)
    await let_pass(store.database, 20)
    taken = await deps.inbox.take("another")
    assert taken
    client = RecordingClient()
    await answer(deps, client, INQUIRY, Turn(deps.inbox, taken, deps.worth))  # type: ignore[arg-type]
    (eyes,) = client.called("reactions_remove")
    assert (eyes["channel"], eyes["timestamp"], eyes["name"]) == ("C1", "2.0", "eyes")


async def test_who_lost_the_question_does_not_post(deps: Deps, store: Store) -> None:
    turn = await its_turn(deps)
    await let_pass(store.database, 20)
    client = RecordingClient()
    with pytest.raises(LeaseLostError):
        await answer(deps, client, INQUIRY, turn)  # type: ignore[arg-type]
    assert not client.called("chat_postMessage")


async def test_who_was_frozen_before_posting_looks_at_the_lease_again(
    deps: Deps, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = await its_turn(deps)
    await turn.settle(Message("세종", []))
    await let_pass(store.database, 20)
    await turn.hold()
    monkeypatch.setattr("bot.slack.answering.turn.FRESH_SECONDS", 0.0)
    with pytest.raises(LeaseLostError):
        await turn.hold()


async def test_a_question_that_waited_too_long_gets_an_apology(
    deps: Deps, service: Service
) -> None:
    turn = await its_turn(deps)
    late, client = replace(turn, taken=replace(turn.taken, age=3601.0)), RecordingClient()
    await answer(deps, client, INQUIRY, late)  # type: ignore[arg-type]
    (posted,) = client.called("chat_postMessage")
    assert "늦어서" in posted["text"]
    assert not service.asked


async def test_where_nothing_can_be_shown_there_it_is_a_direct_message(deps: Deps) -> None:
    refusals = ["is_archived"]
    client = RecordingClient(chat_postMessage=refusals, chat_postEphemeral="is_archived")
    await _answered(deps, client)
    assert [sent["channel"] for sent in client.called("chat_postMessage")] == ["C1", "U1"]


async def test_a_reply_to_a_question_that_is_gone_is_told_to_nobody(deps: Deps) -> None:
    own_thread = replace(INQUIRY, thread_ts=INQUIRY.ts)
    client = RecordingClient(chat_postMessage="thread_not_found")
    await _answered(deps, client, own_thread)
    assert not client.called("chat_postEphemeral")


async def test_an_edited_question_updates_the_same_reply(deps: Deps) -> None:
    client = RecordingClient()
    for _ in range(2):
        await _answered(deps, client)
    assert len(client.called("chat_postMessage")) == 1
    (updated,) = client.called("chat_update")
    assert updated["ts"] == "9.0"


@pytest.mark.parametrize("reason", ["edit_window_closed", "message_not_found"])
async def test_a_reply_that_cannot_be_changed_any_more_is_posted_anew(
    deps: Deps, reason: str
) -> None:
    client = RecordingClient(chat_update=reason)
    for _ in range(2):
        await _answered(deps, client)
    assert len(client.called("chat_postMessage")) == 2


async def test_who_did_not_ask_the_bot_sees_the_answer_or_nothing(
    deps: Deps, service: Service
) -> None:
    unasked = replace(INQUIRY, ask=replace(INQUIRY.ask, only_found=True))
    client = await _answered(deps, RecordingClient(), unasked)
    (posted,) = client.called("chat_postMessage")
    buttons = {e["action_id"]: e for block in posted["blocks"][1:] for e in block["elements"]}
    assert buttons["mrc_remove"]["value"] == "2.0"
    assert [name for name, _ in client.calls] == ["chat_postMessage"]
    service.error = UnreachableError()
    await _answered(deps, client, unasked)
    assert client.called("chat_delete") == [{"channel": "C1", "ts": "9.0"}]
    assert len(client.called("chat_postMessage")) == 1


async def test_a_status_that_fails_costs_no_reply(deps: Deps) -> None:
    client = RecordingClient(
        assistant_threads_setStatus="unknown_method",
        reactions_add="missing_scope",
        reactions_remove="no_reaction",
    )
    await _answered(deps, client)
    assert len(client.called("chat_postMessage")) == 1


@pytest.mark.parametrize(
    ("score", "reason", "told"), [(0.9, None, True), (0.1, None, False), (0.9, "yes_no", False)]
)
async def test_who_may_not_have_asked_is_told_only_what_has_to_do_with_the_question(
    deps: Deps, service: Service, score: float, reason: Reason | None, told: bool
) -> None:
    service.score, service.state, service.reason = score, "absent", reason
    client = RecordingClient()
    await _answered(deps, client, replace(INQUIRY, ask=replace(INQUIRY.ask, only_near=True)))
    posted = client.called("chat_postMessage")
    assert bool(posted) == told
    assert not client.called("assistant_threads_setStatus")
