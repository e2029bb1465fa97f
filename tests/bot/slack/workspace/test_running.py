from __future__ import annotations

import asyncio

from bot.slack.workspace.running import Running


async def test_what_is_being_answered_may_end_within_its_time() -> None:
    running, ended = Running(), []

    async def work(seconds: float) -> None:
        with running.one():
            await asyncio.sleep(seconds)
            ended.append(seconds)

    tasks = [asyncio.create_task(work(seconds)) for seconds in (0.05, 60)]
    await asyncio.sleep(0)
    await running.drain(0.5)
    assert ended == [0.05]
    tasks[1].cancel()


async def test_where_nothing_is_answered_there_is_nothing_to_wait_for() -> None:
    await asyncio.wait_for(Running().drain(60), timeout=10)
