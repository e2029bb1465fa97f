"""One process that documents are read in, for all tests of a file that share a loop."""

from __future__ import annotations

import pytest_asyncio
from anyio import BrokenWorkerProcess, to_process


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def first_task() -> None:
    """Be the task that anyio ties a loop's processes to: it kills those that there are at its end.

    A test would be, otherwise, and the next one would now and then be given a process that dies.
    """
    await to_process.run_sync(int)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one_process(first_task: None) -> None:
    """Start the process that stays, when it is seen that the first one is gone."""
    while True:
        try:
            await to_process.run_sync(int)
        except BrokenWorkerProcess:
            continue
        return
