from __future__ import annotations

from bot.domain.question import WebPage
from bot.slack.memory import Memory, ProcessMemory
from bot.slack.understand.meaning import Remembered

PAGE = WebPage("https://a.example/x")


async def test_a_message_is_new_once_in_its_channel_and_workspace() -> None:
    memory: Memory = ProcessMemory()
    assert await memory.is_new("T1", "C1", "1.0")
    assert not await memory.is_new("T1", "C1", "1.0")
    assert await memory.is_new("T2", "C1", "1.0")


async def test_a_thread_is_remembered_by_what_happened_in_it() -> None:
    memory: Memory = ProcessMemory()
    await memory.keep_posting("C1", "1.0", PAGE)
    assert await memory.thread("C1", "1.0") == Remembered(answered=False, posted=PAGE)
    await memory.mark_answered("C1", "1.0")
    assert await memory.thread("C1", "1.0") == Remembered(answered=True, posted=PAGE)
    assert await memory.thread("C2", "1.0") == Remembered()
    assert await memory.thread("C1", None) == Remembered()
