from __future__ import annotations

import pytest

from bot.domain.question import GivenText, Question, Source, WebPage
from bot.slack.answering.deps import Deps
from bot.slack.answering.posting import post_and_answer
from tests.bot.slack.answering.conftest import Service
from tests.bot.slack.recording import RecordingClient

PAGE = WebPage("https://a.example/x")


async def _ask(deps: Deps, client: RecordingClient, source: Source = PAGE) -> None:
    question = Question("누가?", (source,))
    await post_and_answer(deps, client, "C1", "U1", question)  # type: ignore[arg-type]


async def test_the_question_is_posted_and_answered_in_its_thread(deps: Deps) -> None:
    client = RecordingClient()
    await _ask(deps, client)
    posting, reply = client.called("chat_postMessage")
    assert (posting["channel"], posting["thread_ts"]) == ("C1", None)
    assert posting["text"].startswith("<@U1>")
    assert reply["thread_ts"] == "9.0"
    remembered = await deps.memory.thread("C1", "9.0")
    assert (remembered.answered, remembered.posted) == (True, (PAGE,))


async def test_a_pasted_passage_is_not_published(deps: Deps) -> None:
    client = RecordingClient()
    await _ask(deps, client, GivenText("우리끼리만 아는 이야기"))
    posting = client.called("chat_postMessage")[0]
    assert "우리끼리" not in str(posting)
    assert "12자" in posting["text"]


@pytest.mark.parametrize(
    ("reason", "words"), [("not_in_channel", "/invite"), ("fatal_error", "지금은 Slack이")]
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
