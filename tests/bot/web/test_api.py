"""An asker who hangs up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from unittest.mock import Mock

import pytest
from starlette.types import Message

from bot.domain.question import Question
from bot.domain.reply import Reply
from bot.metrics import Metrics
from bot.web.app import make_web

BODY = json.dumps({"question": "누가?", "text": "글"}).encode()
SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/v1/answer",
    "query_string": b"",
    "headers": [(b"host", b"localhost")],
}


class SlowService:
    """Answers never; tells when it is asked and when it is given up."""

    def __init__(self) -> None:
        self.asked, self.given_up = asyncio.Event(), False

    async def answer(self, _: Question) -> Reply:
        self.asked.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.given_up = True
            raise
        raise AssertionError


@pytest.fixture
def messages() -> Iterator[Message]:
    return iter([{"type": "http.request", "body": BODY}])


async def test_nothing_is_read_for_who_hangs_up(messages: Iterator[Message]) -> None:
    service, sent = SlowService(), []

    async def receive() -> Message:
        for message in messages:
            return message
        await service.asked.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    web = make_web(Mock(wraps=service, answer=service.answer), Metrics(), "ko", None)
    async with asyncio.timeout(10):
        await web(SCOPE, receive, send)
    assert service.given_up
    assert sent[0]["status"] == 499
