"""An answer as server-sent events: what is being done, and then the answer or a problem.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import Response, StreamingResponse

from bot.domain.progress import OnProgress, Progress

MEDIA_TYPE = "text/event-stream"
# Proxies cut connections that nothing comes through, and show nothing before they have enough.
_SILENCE_SECONDS = 15.0
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_MOST_ACCEPTED = 50

Answer = Callable[[OnProgress], Awaitable[Response]]
"""Makes a response, and tells how far it is."""


def wants_events(headers: Headers) -> bool:
    """Tell whether a request asks for events, by its Accept header."""
    accepted = headers.get("accept", "").lower().split(",", _MOST_ACCEPTED)
    return any(part.partition(";")[0].strip() == MEDIA_TYPE for part in accepted)


def events(answer: Answer) -> StreamingResponse:
    """Return the response of a question whose asker watches."""
    return StreamingResponse(_stream(answer), headers=_HEADERS, media_type=MEDIA_TYPE)


async def _stream(answer: Answer) -> AsyncIterator[bytes]:
    news: asyncio.Queue[Progress] = asyncio.Queue()
    answering = asyncio.ensure_future(answer(news.put_nowait))
    try:
        while not (answering.done() and news.empty()):
            heard = asyncio.create_task(news.get())
            await asyncio.wait(
                (heard, answering),
                timeout=_SILENCE_SECONDS,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if heard.done():
                step = asdict(heard.result())
                yield _event("progress", json.dumps(step).encode())
            else:
                heard.cancel()
                if not answering.done():
                    yield b": still at it\n\n"
        response = answering.result()
        found = response.status_code == HTTPStatus.OK
        yield _event("answer" if found else "problem", bytes(response.body))
    finally:
        # Who has hung up waits for nothing.
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)


def _event(name: str, data: bytes) -> bytes:
    """Return an event; JSON is one line, and so is its data."""
    return b"event: " + name.encode() + b"\ndata: " + data + b"\n\n"
