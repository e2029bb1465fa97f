from __future__ import annotations

import pytest

from bot.domain.question import GivenText, Question, Source, WebPage
from bot.slack.answering.deps import Deps
from bot.slack.answering.posting import post_and_answer
from bot.slack.render.message import Message
from tests.bot.slack.answering.conftest import Service
from tests.bot.slack.recording import RecordingClient

PAGE = WebPage("https://a.example/x")


async def _told(deps: Deps, client: RecordingClient, source: Source = PAGE) -> list[str]:
    """What the asker was told alone."""
    told: list[str] = []

    async def tell(message: Message) -> None:
        told.append(message.text)

    question = Question("누가?", source)
    await post_and_answer(deps, client, "C1", "U1", question, tell)  # type: ignore[arg-type]
    return told


async def test_the_question_is_posted_and_answered_in_its_thread(deps: Deps) -> None:
    client = RecordingClient()
    assert await _told(deps, client) == []
    posting, reply = client.called("chat_postMessage")
    assert (posting["channel"], posting["thread_ts"]) == ("C1", None)
    assert posting["text"].startswith("<@U1>")
    assert reply["thread_ts"] == "9.0"
    remembered = await deps.memory.thread("C1", "9.0")
    assert (remembered.answered, remembered.posted) == (True, PAGE)


@pytest.mark.parametrize(
    ("reason", "words"), [("not_in_channel", "/invite"), ("fatal_error", "다시")]
)
async def test_where_it_cannot_be_posted_the_asker_is_told(
    deps: Deps, service: Service, reason: str, words: str
) -> None:
    (told,) = await _told(deps, RecordingClient(chat_postMessage=reason))
    assert words in told
    assert not service.asked


async def test_what_cannot_be_asked_is_not_posted(deps: Deps, service: Service) -> None:
    client = RecordingClient()
    assert len(await _told(deps, client, GivenText(" "))) == 1
    assert not client.calls
    assert not service.asked
