from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.errors import UnreachableError
from bot.domain.question import GivenText, Question, WebPage
from bot.slack.answering.message import follow
from bot.slack.understand.incoming import Incoming
from bot.slack.understand.meaning import Ask, Explain, InTalk, InThread
from bot.slack.workspace.deps import Deps
from tests.bot.slack.answering.conftest import TEXT, Service, its_turn
from tests.bot.slack.recording import RecordingClient

SAID = Incoming("T1", "C1", "2.0", "1.0", "U1", "누가?", addressed=True)
PARENT = {"ts": "1.0", "user": "U1", "text": "https://a.example/x"}
IN_DM = replace(SAID, thread_ts=None, direct=True)
LOOK = Ask("누가?", InThread("1.0"))


async def test_a_question_with_its_source_is_answered_without_reading_the_thread(
    deps: Deps, service: Service
) -> None:
    client = RecordingClient()
    await follow(deps, client, SAID, Ask("누가?", (GivenText(TEXT),)), await its_turn(deps))  # type: ignore[arg-type]
    assert service.asked == [Question("누가?", (GivenText(TEXT),))]
    assert not client.called("conversations_replies")


async def test_a_question_without_one_is_asked_of_its_thread(deps: Deps, service: Service) -> None:
    client = RecordingClient([PARENT])
    await follow(deps, client, SAID, LOOK, await its_turn(deps))  # type: ignore[arg-type]
    assert service.asked == [Question("누가?", (WebPage("https://a.example/x"),))]


async def test_where_the_thread_offers_nothing_its_own_short_text_is_read(
    deps: Deps, service: Service
) -> None:
    own = GivenText("고맙습니다")
    meaning = Ask("누가?", InThread("1.0", otherwise=(own,)))
    await follow(deps, RecordingClient(), SAID, meaning, await its_turn(deps))  # type: ignore[arg-type]
    assert service.asked == [Question("누가?", (own,))]


@pytest.mark.parametrize(
    ("client", "meaning", "words"),
    [
        (RecordingClient(), Explain("ways", ""), "/mrc"),
        (RecordingClient(), LOOK, "찾지 못했습니다"),
        (RecordingClient(conversations_replies="fatal_error"), LOOK, "읽을 수 없습니다"),
    ],
)
async def test_who_cannot_be_answered_is_told_why_alone(
    deps: Deps, service: Service, client: RecordingClient, meaning: Ask | Explain, words: str
) -> None:
    await follow(deps, client, SAID, meaning, await its_turn(deps))  # type: ignore[arg-type]
    (shown,) = client.called("chat_postEphemeral")
    assert (shown["user"], shown["thread_ts"]) == ("U1", "1.0")
    assert words in shown["text"]
    assert not service.asked


async def test_who_did_not_speak_to_the_bot_is_told_nothing(deps: Deps) -> None:
    client = RecordingClient()
    await follow(deps, client, replace(SAID, addressed=False), LOOK, await its_turn(deps))  # type: ignore[arg-type]
    assert [name for name, _ in client.calls] == ["conversations_replies"]


async def test_in_a_direct_message_what_was_sent_last_is_read(deps: Deps, service: Service) -> None:
    client = RecordingClient([PARENT])
    await follow(deps, client, IN_DM, Ask("누가?", InTalk()), await its_turn(deps))  # type: ignore[arg-type]
    assert service.asked == [Question("누가?", (WebPage("https://a.example/x"),))]


async def test_a_direct_message_is_explained_to_by_an_ordinary_one(deps: Deps) -> None:
    for meaning in (Explain("which-question", ""), Ask("누가?", InTalk())):
        client = RecordingClient()
        await follow(deps, client, IN_DM, meaning, await its_turn(deps))  # type: ignore[arg-type]
        assert len(client.called("chat_postMessage")) == 1
        assert not client.called("chat_postEphemeral")


async def test_whoever_asks_between_two_people_is_told_only_what_is_found(
    deps: Deps, service: Service
) -> None:
    talk = [PARENT, {"ts": "1.5", "user": "U2", "text": "저는 내일 가요"}]
    service.error = UnreachableError()
    for client, replies in ((RecordingClient(talk), 0), (RecordingClient(talk[:1]), 1)):
        await follow(deps, client, replace(SAID, addressed=False), LOOK, await its_turn(deps))  # type: ignore[arg-type]
        assert len(client.called("chat_postMessage")) == replies
