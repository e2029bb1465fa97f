from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.meaning import Pin, Readable, Remembered, SlackFile, SlackMessage
from bot.slack.workspace.memory import Memory
from bot.store.store import Store, open_store

SOURCES: tuple[Readable, ...] = (
    WebPage("https://a.example/x"),
    GivenText("글", title="제목", url="https://b.example"),
    SlackMessage("C2", "3.0", "1.0"),
    SlackFile("F1", "a.pdf", "application/pdf", 10, "hosted", "https://files.example/a", False),
)
PIN = Pin(SOURCES, "2.0")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(f"sqlite:///{tmp_path}/store.sqlite", keep_days=7) as store:
        yield store


@pytest.fixture
def memory(store: Store) -> Memory:
    return Memory(store.threads, "T1")


async def test_a_thread_is_remembered_by_what_happened_in_it(memory: Memory, store: Store) -> None:
    await store.database.run(memory.pinning("C1", "1.0", "U1", SOURCES, "2.0"))
    assert await memory.thread("C1", "1.0") == Remembered(False, PIN)
    await store.database.run(memory.answering("C1", "1.0", "U1"))
    assert await memory.thread("C1", "1.0") == Remembered(True, PIN)
    await memory.unpin("C1", "1.0", "U1", "3.0")
    assert await memory.thread("C1", "1.0") == Remembered(True, Pin((), "3.0"))
    assert await memory.thread("C2", "1.0") == Remembered()
    assert await memory.thread("C1", None) == Remembered()


async def test_the_reply_to_a_question_is_remembered_until_it_is_gone(
    memory: Memory, store: Store
) -> None:
    assert await memory.reply_to("C1", "1.0") is None
    await store.database.run(memory.replying("C1", "1.0", "U1", "2.0"))
    assert await memory.reply_to("C1", "1.0") == "2.0"
    await memory.forget_reply("C1", "1.0")
    assert await memory.reply_to("C1", "1.0") is None
