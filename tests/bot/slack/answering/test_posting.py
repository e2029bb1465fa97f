from __future__ import annotations

import pytest

from bot.domain.question import GivenText, WebPage
from bot.slack.answering.posting import Wish, a_little_ago
from bot.slack.answering.turn import PutOffError
from bot.slack.answering.work import received_wish, work
from bot.slack.render.message import Message
from bot.slack.understand.meaning import Ask, Pin, Readable
from bot.slack.workspace.deps import Deps
from tests.bot.slack.answering.conftest import Service, its_turn
from tests.bot.slack.recording import RecordingClient

PAGE = WebPage("https://a.example/x")


async def _ask(deps: Deps, client: RecordingClient, source: Readable = PAGE) -> None:
    wish = Wish("C1", "U1", Ask("누가?", (source,)), a_little_ago())
    await deps.inbox.put(received_wish("form", "V1", "T1", wish))
    while taken := await deps.inbox.take("me"):
        await work(deps, client, taken)  # type: ignore[arg-type]


async def test_the_question_is_posted_and_answered_in_its_thread(deps: Deps) -> None:
    client = RecordingClient()
    await _ask(deps, client)
    posting, reply = client.called("chat_postMessage")
    assert (posting["channel"], posting["thread_ts"]) == ("C1", None)
    assert posting["text"].startswith("<@U1>")
    assert reply["thread_ts"] == "9.0"
    remembered = await deps.memory.thread("C1", "9.0")
    assert (remembered.answered, remembered.pin) == (True, Pin((PAGE,), "9.0"))


async def test_a_pasted_passage_is_not_published(deps: Deps) -> None:
    client = RecordingClient()
    await _ask(deps, client, GivenText("우리끼리만 아는 이야기"))
    posting = client.called("chat_postMessage")[0]
    assert "우리끼리" not in str(posting)
    assert "12자" in posting["text"]


@pytest.mark.parametrize(
    ("reason", "words"), [("not_in_channel", "/invite"), ("is_archived", "보관된 채널")]
)
async def test_where_it_cannot_be_posted_the_asker_is_answered_alone(
    deps: Deps, reason: str, words: str
) -> None:
    client = RecordingClient(chat_postMessage=reason)
    await _ask(deps, client)
    (told,) = client.called("chat_postEphemeral")
    assert words in told["text"]
    assert "세종" in told["text"]


async def test_what_cannot_be_asked_is_not_posted(deps: Deps, service: Service) -> None:
    client = RecordingClient()
    await _ask(deps, client, GivenText(" "))
    assert [name for name, _ in client.calls] == ["chat_postEphemeral"]
    assert not service.asked


async def test_what_may_be_posted_later_is_put_off(deps: Deps) -> None:
    client = RecordingClient(chat_postMessage="fatal_error")
    with pytest.raises(PutOffError):
        await _ask(deps, client)
    assert not client.called("chat_postEphemeral")


async def test_what_was_posted_unheard_is_not_posted_again(deps: Deps) -> None:
    wish = Wish("C1", "U1", Ask("누가?", (PAGE,)), a_little_ago())
    received = received_wish("command", "1.2.3", "T1", wish)
    turn = await its_turn(deps, received)
    await turn.settle(Message("U1 asks", []))
    await deps.inbox.later(turn.taken)
    taken = await deps.inbox.take("another")
    assert taken
    there = {"ts": "8.0", "metadata": {"event_payload": {"key": received.id}}}
    client = RecordingClient([there])
    await work(deps, client, taken)  # type: ignore[arg-type]
    assert not client.called("chat_postMessage")
    follow_up = await deps.inbox.take("another")
    assert follow_up
    assert follow_up.id == "T1:C1:8.0"
