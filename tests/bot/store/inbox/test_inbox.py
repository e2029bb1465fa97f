"""The inbox, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from bot.store.database.database import Database
from bot.store.inbox.inbox import Inbox
from bot.store.inbox.received import Depth, LeaseLostError
from tests.bot.store.questions import asked, let_pass, rows


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


async def test_a_question_that_comes_twice_is_taken_in_once(inbox: Inbox) -> None:
    numbers = await asyncio.gather(*(inbox.put(asked()) for _ in range(8)))
    assert sorted(numbers, key=str) == [1, *[None] * 7]
    assert await inbox.put(asked("2.0")) == 2
    taken = await inbox.take("a")
    assert taken is not None
    assert taken.payload == asked().payload, "what was asked comes back as it was"
    assert (taken.surface, taken.attempt, taken.message) == ("message", 1, None)
    assert 0 <= taken.age < 5


async def test_one_question_is_taken_by_one_owner(inbox: Inbox) -> None:
    for number in range(5):
        await inbox.put(asked(f"{number}.0"))
    taken = await asyncio.gather(*(inbox.take(owner) for owner in "abcdefgh"))
    ids = [each.id for each in taken if each]
    assert len(ids) == len(set(ids))
    while rest := await inbox.take("z"):  # those of whom two reached for the same
        ids.append(rest.id)
    assert len(ids) == 5


async def test_the_way_of_a_question(inbox: Inbox) -> None:
    await inbox.put(asked())
    taken = await inbox.take("a")
    assert taken
    assert await inbox.depth() == Depth(Counter(message=0), Counter(message=1), 0.0)
    await inbox.posting(taken, {"text": "세종"})
    await inbox.renew(taken)
    await inbox.end(taken)
    assert await inbox.take("a") is None
    assert await inbox.put(asked()) is None, "it is known still"
    with pytest.raises(LeaseLostError):
        await inbox.renew(taken)


async def test_a_dead_owners_question_is_taken_over_and_the_dead_are_fenced_off(
    database: Database, inbox: Inbox
) -> None:
    await inbox.put(asked())
    dead = await inbox.take("dead")
    assert dead
    await inbox.posting(dead, {"text": "세종"})
    await let_pass(database, 8)
    assert await inbox.take("b") is None
    await let_pass(database, 8)
    with pytest.raises(LeaseLostError):
        await inbox.renew(dead)
    alive = await inbox.take("b")
    assert alive
    assert (alive.attempt, alive.message) == (2, {"text": "세종"})
    for step in (inbox.end(dead), inbox.later(dead), inbox.posting(dead, {}), inbox.renew(dead)):
        with pytest.raises(LeaseLostError):
            await step
    await inbox.end(alive)


async def test_a_late_owner_may_end_what_nobody_has_taken_over(
    database: Database, inbox: Inbox
) -> None:
    await inbox.put(asked())
    taken = await inbox.take("a")
    assert taken
    await let_pass(database, 20)
    with pytest.raises(LeaseLostError):
        await inbox.posting(taken, {})
    await inbox.end(taken)
    assert await inbox.take("b") is None


async def test_what_is_handed_back_waits_as_long_as_was_said(
    database: Database, inbox: Inbox
) -> None:
    await inbox.put(asked())
    taken = await inbox.take("a")
    assert taken
    await inbox.later(taken, 30)
    assert await inbox.take("b") is None
    await let_pass(database, 31)
    again = await inbox.take("b")
    assert again
    await inbox.later(again)
    assert await inbox.take("c")


async def test_a_flood_does_not_starve_other_workspaces_and_channels(inbox: Inbox) -> None:
    for number in range(6):
        await inbox.put(asked(f"{number}.0", team="T1", channel="flood"))
    await inbox.put(asked("7.0", team="T1", channel="calm"))
    await inbox.put(asked("8.0", team="T2", channel="other"))
    order = []
    for _ in range(4):
        taken = await inbox.take("a")
        assert taken
        order.append(taken.channel)
    assert order == ["flood", "other", "calm", "flood"]


async def test_what_follows_is_taken_in_with_the_same_stroke(inbox: Inbox) -> None:
    await inbox.put(asked())
    taken = await inbox.take("a")
    assert taken
    await inbox.end(taken, inbox.putting(asked("2.0")))
    following = await inbox.take("a")
    assert following
    assert following.id == asked("2.0").id
    with pytest.raises(LeaseLostError):
        await inbox.end(taken, inbox.putting(asked("3.0")))
    assert await inbox.take("a") is None


async def test_who_waits_is_told_once_how_many_are_before(database: Database, inbox: Inbox) -> None:
    for ts in ("1.0", "2.0", "3.0"):
        await inbox.put(asked(ts))
    assert await inbox.waiting(5) == []
    taken = await inbox.take("a")
    assert taken
    await let_pass(database, 6)
    await inbox.renew(taken)
    waiting = await inbox.waiting(5)
    assert sorted((each.id, each.before) for each in waiting) == [
        ("T1:C1:2.0", 0),
        ("T1:C1:3.0", 1),
    ]
    assert await inbox.waiting(5) == []
    depth = await inbox.depth()
    assert (depth.waiting, depth.working) == (Counter(message=2), Counter(message=1))
    assert 5 < depth.oldest < 60


async def test_texts_go_at_once_where_none_are_kept(database: Database) -> None:
    inbox = Inbox(database, keeps_texts=False)
    await inbox.put(asked())
    taken = await inbox.take("a")
    assert taken
    await inbox.posting(taken, {"text": "세종"})
    await inbox.end(taken)
    assert [(row.payload, row.message) for row in await rows(database)] == [(None, None)]


async def test_an_edit_takes_the_place_of_what_was_not_settled(inbox: Inbox) -> None:
    edit = replace(asked(), id="T1:C1:1.0:2.0")
    await inbox.put(asked())
    first = await inbox.take("a")
    assert first
    await inbox.put(edit)
    with pytest.raises(LeaseLostError):
        await inbox.posting(first, {"text": "세종"})
    second = await inbox.take("a")
    assert second
    assert second.id == edit.id


async def test_what_comes_after_something_later_about_the_same_is_not_taken_in(
    inbox: Inbox,
) -> None:
    edit = replace(asked(), id="T1:C1:1.0:2.0", version=2.0)
    assert await inbox.put(edit) == 1
    assert await inbox.put(replace(asked(), version=1.0)) is None
    assert await inbox.put(replace(edit, id="T1:C1:1.0:3.0", version=3.0)) == 1


async def test_an_edit_waits_for_what_is_being_posted(inbox: Inbox) -> None:
    edit = replace(asked(), id="T1:C1:1.0:2.0")
    await inbox.put(asked())
    first = await inbox.take("a")
    assert first
    await inbox.posting(first, {"text": "세종"})
    await inbox.put(edit)
    assert await inbox.take("b") is None
    await inbox.end(first)
    assert await inbox.take("b")


async def test_what_nobody_has_begun_with_can_be_withdrawn(inbox: Inbox) -> None:
    await inbox.put(asked())
    assert await inbox.withdraw(asked())
    assert await inbox.take("a") is None
    await inbox.put(asked("2.0"))
    await inbox.take("a")
    assert not await inbox.withdraw(asked("2.0"))
