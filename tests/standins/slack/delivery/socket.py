"""Socket Mode: the WebSocket server that an app connects to instead of being called."""

import asyncio
import secrets
import threading
from concurrent.futures import CancelledError
from typing import Any

from aiohttp import WSMsgType, web

from tests.standins.slack.delivery.outbox import ACK_LIMIT

Json = dict[str, Any]

DEBUG_INFO = {"host": "applink-standin", "build_number": 1, "approximate_connection_time": 18060}


class SocketServer:
    """Holds the app's connections, sends envelopes to the newest, awaits acknowledgements."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._connections: list[web.WebSocketResponse] = []
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._connected = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()

    async def _start(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_get("/link/", self._link)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner

    @property
    def connections(self) -> int:
        """How many connections the app holds."""
        return len(self._connections)

    def new_url(self) -> str:
        """An address to connect to, good for one connection."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        host, port = self._runner.addresses[0][:2]
        return f"ws://{host}:{port}/link/?ticket={ticket}&app_id={self._app_id}"

    def send(self, kind: str, payload: Json, retry: int) -> tuple[int | None, Any]:
        """Send an envelope and wait three seconds, for a connection and for the acknowledgement."""
        envelope = {
            "envelope_id": secrets.token_hex(16),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            reason = "timeout" if retry else ""
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        exchange = asyncio.run_coroutine_threadsafe(self._exchange(envelope), self._loop)
        try:
            # The loop may have stopped before it got to it.
            return 200, exchange.result(ACK_LIMIT + 1).get("payload", "")
        except (TimeoutError, ConnectionError, CancelledError) as error:
            return None, repr(error)

    def disconnect(self) -> None:
        """Ask the app to connect anew, as Slack does every few hours."""
        asyncio.run_coroutine_threadsafe(self._disconnect(), self._loop).result()

    def close(self) -> None:
        """Close the connections and stop the server."""
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404)
        self._tickets.discard(ticket)
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        self._connections.append(connection)
        await connection.send_json(
            {
                "type": "hello",
                "num_connections": len(self._connections),
                "debug_info": DEBUG_INFO,
                "connection_info": {"app_id": self._app_id},
            }
        )
        self._connected.set()
        async for message in connection:
            if message.type is WSMsgType.TEXT:
                self._acknowledge(message.json())
        self._forget(connection)
        return connection

    def _acknowledge(self, ack: Json) -> None:
        waiting = self._waiting.get(ack.get("envelope_id", ""))
        if waiting and not waiting.done():
            waiting.set_result(ack)

    def _forget(self, connection: web.WebSocketResponse) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
        if not self._connections:
            self._connected.clear()

    async def _exchange(self, envelope: Json) -> Json:
        ack = self._loop.create_future()
        self._waiting[envelope["envelope_id"]] = ack
        try:
            async with asyncio.timeout(ACK_LIMIT):
                await self._connected.wait()
                await self._connections[-1].send_json(envelope)
                return await ack
        finally:
            del self._waiting[envelope["envelope_id"]]

    async def _disconnect(self) -> None:
        for connection in list(self._connections):
            self._forget(connection)
            await connection.send_json(
                {"type": "disconnect", "reason": "refresh_requested", "debug_info": DEBUG_INFO}
            )

    async def _stop(self) -> None:
        own = asyncio.current_task()
        await self._runner.cleanup()
        left = asyncio.all_tasks() - {own}
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=1)
