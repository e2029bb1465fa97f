"""What is remembered beside the questions: threads, replies, requests, when somebody listened."""

from __future__ import annotations

import asyncio
import time

import pytest
import sqlalchemy as sa

from bot.store.answers import Answered, Answers, Opinion
from bot.store.database.database import Database
from bot.store.database.schema import (
    answers,
    feedback,
    metadata,
    questions,
    replies,
    requests,
    threads,
)
from bot.store.inbox.inbox import Inbox
from bot.store.keeping import Keeping, Whose
from bot.store.listening import Listening
from bot.store.requests import OtherRequestError, Requests, UnderWayError
from bot.store.threads import MessageKey, Thread, Threads
from tests.bot.store.questions import asked, let_pass, rows

THREAD = MessageKey("T1", "C1", "1.0")


async def test_a_thread_remembers(database: Database) -> None:
    memory = Threads(database)
    assert await memory.thread(THREAD) == Thread()
    await database.run(memory.pinning(THREAD, "U1", {"url": "https://a.example"}))
    assert await memory.thread(THREAD) == Thread(False, {"url": "https://a.example"})
    await database.run(memory.answering(THREAD, "U2"))
    await database.run(memory.pinning(THREAD, "U2", {"url": "https://b.example"}))
    assert await memory.thread(THREAD) == Thread(True, {"url": "https://b.example"})
    assert await memory.thread(MessageKey("T2", "C1", "1.0")) == Thread()


async def test_sources_are_kept_only_where_they_may_be(database: Database) -> None:
    memory = Threads(database, keeps_sources=False)
    await database.run(memory.pinning(THREAD, "U1", {"text": "비밀"}))
    await database.run(memory.answering(THREAD, "U1"))
    assert await memory.thread(THREAD) == Thread(True, None)


async def test_a_message_knows_its_replies(database: Database) -> None:
    memory = Threads(database)
    for ts in ("2.0", "2.0", "3.0"):
        await database.run(memory.replying(MessageKey("T1", "C1", ts), "1.0", "U1"))
    assert await memory.replies(THREAD) == ["2.0", "3.0"]
    assert await memory.replies(MessageKey("T2", "C1", "1.0")) == []
    await memory.forget_replies(THREAD)
    assert await memory.replies(THREAD) == []


async def test_the_same_key_gets_the_same_response(database: Database) -> None:
    memory = Requests(database)
    assert await memory.begin("key", "body", "a", 60) is None
    with pytest.raises(UnderWayError):
        await memory.begin("key", "body", "b", 60)
    with pytest.raises(OtherRequestError):
        await memory.begin("key", "another body", "b", 60)
    await memory.end("key", "b", {"status": 500})  # not its own
    await memory.end("key", "a", {"status": 200, "body": "세종"})
    assert await memory.begin("key", "body", "b", 60) == {"status": 200, "body": "세종"}
    with pytest.raises(OtherRequestError):
        await memory.begin("key", "another body", "b", 60)


async def test_a_request_without_a_response_is_answered_anew(database: Database) -> None:
    memory = Requests(database)
    assert await memory.begin("failed", "body", "a", 60) is None
    await memory.end("failed", "a", None)
    assert await memory.begin("failed", "body", "b", 60) is None
    assert await memory.begin("dead", "body", "a", 0) is None
    assert await memory.begin("dead", "body", "b", 60) is None


async def test_until_when_somebody_listened(database: Database) -> None:
    memory = Listening(database)
    assert await memory.until("T1") is None
    await memory.begin(["T1"])
    until = await memory.until("T1")
    assert until is not None
    assert abs(until - time.time()) < 5
    await memory.go_on(["T1", "T2"])
    assert await memory.until("T1") >= until
    assert await memory.until("T2") is None, "what is forgotten does not come back"


async def _fill(database: Database) -> None:
    """Somebody's question, answered, and another's, of another workspace, still open."""
    inbox, memory = Inbox(database), Threads(database)
    await inbox.put(asked())
    taken = await inbox.take("a")
    assert taken
    await inbox.posting(taken, {"text": "세종"})
    await inbox.end(taken)
    await inbox.put(asked("9.0", team="T2", person="U2"))
    for team, person in (("T1", "U1"), ("T2", "U2")):
        place = MessageKey(team, "C1", "1.0")
        await database.run(memory.pinning(place, person, {"text": "글"}))
        await database.run(memory.replying(MessageKey(team, "C1", "2.0"), "1.0", person))
        await Listening(database).begin([team])
        kept = Answered(place, person, {"question": "누가?"})
        await database.run(Answers(database).keeping(place, person, kept.content))
        await Answers(database).judge(kept, "U9", Opinion("wrong", kept.content))
    await Requests(database).begin("key", "body", "a", 0)


async def test_an_answer_is_kept_until_the_next_to_the_same(database: Database) -> None:
    kept = Answers(database)
    for person, ts, words in (("U1", "1.0", "a"), ("U1", "2.0", "b"), ("U1", "1.0", "c")):
        await database.run(kept.keeping(MessageKey("T1", "C1", ts), person, {"answer": words}))
        await asyncio.sleep(0.002)  # the store's clock tells milliseconds apart
    await database.run(kept.keeping(MessageKey("T1", "C1", "3.0"), "U2", {"answer": "d"}))
    assert await kept.of(THREAD) == Answered(THREAD, "U1", {"answer": "c"})
    latest = await kept.latest("T1", "U1", 5)
    assert [each.content["answer"] for each in latest] == ["c", "b"]
    assert len(await kept.latest("T1", "U1", 1)) == 1
    await kept.forget(THREAD)
    assert await kept.of(THREAD) is None


async def test_no_answer_is_kept_where_nothing_may_be(database: Database) -> None:
    kept = Answers(database, keeps=False)
    await database.run(kept.keeping(THREAD, "U1", {"answer": "비밀"}))
    assert await rows(database, answers) == []


async def test_what_somebody_thinks_replaces_what_they_thought(database: Database) -> None:
    kept, answered = Answers(database), Answered(THREAD, "U1", {})
    await kept.judge(answered, "U1", Opinion("right", {"question": "누가?"}))
    await kept.judge(answered, "U2", Opinion("right", {"question": "누가?"}))
    await asyncio.sleep(0.002)  # the store's clock tells milliseconds apart
    await kept.judge(answered, "U1", Opinion("wrong", {"question": "누가?"}))
    opinions = await kept.opinions()
    assert [opinion.verdict for opinion in opinions] == ["right", "wrong"]
    assert len({opinion.id for opinion in opinions}) == 2


async def test_ended_questions_lose_their_texts_and_then_go(database: Database) -> None:
    keeping = Keeping(database)
    await _fill(database)
    assert await keeping.sweep(7, 90) == 0
    await let_pass(database, 8 * 86_400)
    await keeping.sweep(7, 90)
    assert [row.id for row in await rows(database, questions)] == ["T2:C1:9.0"], "not what is open"
    assert len(await rows(database, threads)) == 2, "these are young"


async def test_nothing_kept_is_still_known_for_two_days(database: Database) -> None:
    keeping = Keeping(database)
    await _fill(database)
    assert await keeping.sweep(0, 90) == 1
    ended = [row for row in await rows(database, questions) if row.state == "done"]
    assert [(row.payload, row.message) for row in ended] == [(None, None)]
    assert await Inbox(database).put(asked()) is None
    assert await rows(database, requests) == []
    await let_pass(database, 3 * 86_400)
    await keeping.sweep(0, 90)
    assert len(await rows(database, questions)) == 1


_OF_PEOPLE = ("questions", "threads", "replies", "answers", "feedback")


def _left(number: int, listening: int) -> dict[str, int]:
    return dict.fromkeys(_OF_PEOPLE, number) | {"listening": listening}


@pytest.mark.parametrize(
    ("whose", "left"),
    [
        (Whose(), {}),
        (Whose(team="T1"), _left(1, 1)),
        (Whose(team="T1", person="U1"), _left(1, 2)),
        (Whose(team="T1", person="U2"), _left(2, 2)),
        (Whose(team="T1", person="U9"), _left(2, 2) | {"feedback": 1}),
        (Whose(before=1.0), _left(2, 2)),
        (Whose(before=1e11), {"listening": 2}),
    ],
)
async def test_whose_is_forgotten(database: Database, whose: Whose, left: dict[str, int]) -> None:
    await _fill(database)
    await Keeping(database).forget(whose)
    kept = {table.name: len(await rows(database, table)) for table in metadata.sorted_tables}
    kept.pop("requests")
    assert {name: number for name, number in kept.items() if number} == left
    assert (whose.team is None and whose.before != 1.0) == (await rows(database, requests) == [])


async def test_all_tables_with_texts_are_swept(database: Database) -> None:
    await _fill(database)
    old = 30 * 86_400
    for table, column in (
        (questions, "changed_at"),
        (threads, "changed_at"),
        (replies, "posted_at"),
        (requests, "changed_at"),
        (answers, "changed_at"),
        (feedback, "changed_at"),
    ):
        earlier = sa.update(table).values({column: table.c[column] - old})
        await database.run(lambda connection, statement=earlier: connection.execute(statement))
    await Keeping(database).sweep(7, 20)
    kept = {table.name: len(await rows(database, table)) for table in metadata.sorted_tables}
    assert {name for name, number in kept.items() if number} == {"questions", "listening"}
    assert len(await rows(database, questions)) == 1, "not what is open"
