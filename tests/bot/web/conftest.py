from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.metrics import Metrics
from bot.store.store import Store, open_store
from bot.web.app import make_web
from tests.bot.web.service import Scripted

Connect = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(f"sqlite:///{tmp_path}/store.sqlite", keep_days=7) as opened:
        yield opened


@pytest.fixture
def service() -> Scripted:
    return Scripted()


@pytest.fixture
def connect(service: Scripted, store: Store) -> Connect:
    """Opens a client of a bot that was made with these options."""
    return partial(client_of, service, store=store)


def client_of(service: Any, **options: Any) -> httpx.AsyncClient:
    web = make_web(service, Metrics(), "en", (), **options)
    return httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://bot")
