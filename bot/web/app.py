"""The Starlette app: API, page, health, metrics, and Slack's request URL when it is on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.domain.errors import BotError, StoreAwayError
from bot.domain.language import LanguageSetting, choose_language
from bot.metrics import Metrics
from bot.service.service import QuestionService
from bot.store.database.database import StoreError
from bot.store.store import Store
from bot.web import pages
from bot.web.access.callers import Callers
from bot.web.access.hosts import TrustedHosts
from bot.web.access.origins import Cors
from bot.web.api.asked import AnswerRequest, AnswersRequest
from bot.web.api.endpoint import Endpoint, EndpointDeps, Preview
from bot.web.api.openapi import description
from bot.web.api.reader import ReaderEndpoint
from bot.web.body import Bodies
from bot.web.problems import http_problem, problem
from bot.web.request_ids import RequestIds

_HEADERS = {
    b"content-security-policy": b"default-src 'self'; object-src 'none'; form-action 'self'; "
    b"frame-ancestors 'none'; base-uri 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}


def make_web(
    service: QuestionService,
    metrics: Metrics,
    language: LanguageSetting,
    slack: Sequence[Route],
    trusted_hosts: Collection[str] = ("*",),
    slack_state: Callable[[], str] = lambda: "off",
    store: Store | None = None,
    *,
    loopback: bool = True,
    cors_origins: Collection[str] = (),
    most_file_bytes: int = 20_000_000,
    preview: Preview = lambda *_: [],
) -> ASGIApp:
    """Return the app with all its routes.

    Args:
        service: Answers questions.
        metrics: Shown at /metrics.
        language: MRC_LANGUAGE.
        slack: What Slack and its administrators come to.
        trusted_hosts: Names that the page and the API answer to; see `TrustedHosts`.
        slack_state: How the connection to Slack is, for /readyz; the reader alone decides on its
            status.
        store: Keeps the API's keys, and responses for who asks again; must be there to be ready.
        loopback: The server is bound to a loopback address.
        cors_origins: MRC_CORS_ORIGINS.
        most_file_bytes: Of a file that is sent.
        preview: Returns the blocks of a reply in Slack.
    """
    requests = store.requests if store else None
    callers = Callers(store.keys if store else None, loopback=loopback)
    deps = EndpointDeps(
        service, language, callers, cors_origins, most_file_bytes, requests, preview
    )
    answer = Endpoint(deps, AnswerRequest, lambda answers: answers[0])
    answers = Endpoint(deps, AnswersRequest, lambda answers: {"answers": answers})
    described = description()

    async def healthz(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readyz(request: Request) -> Response:
        try:
            await service.check()
            await _check(store)
        except BotError as error:
            asked_in = choose_language(language, "", _locale(request))
            return problem(error, asked_in, slack=slack_state())
        return JSONResponse({"status": "ready", "slack": slack_state()})

    async def show_metrics(_: Request) -> Response:
        return Response(metrics.exposition(), media_type="text/plain; version=0.0.4")

    async def openapi(_: Request) -> Response:
        return JSONResponse(described)

    routes = [
        *pages.routes(),
        Route("/openapi.json", openapi),
        Route("/v1/answer", answer.__call__, methods=["POST"]),
        Route("/v1/answers", answers.__call__, methods=["POST"]),
        Route("/v1/reader", ReaderEndpoint(deps).__call__),
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", show_metrics),
        *slack,
    ]

    async def on_http_error(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
        return http_problem(error)

    async def on_error(request: Request, _: Exception) -> Response:
        return problem(BotError(), choose_language(language, "", _locale(request)))

    async def on_disconnect(_: Request, __: Exception) -> Response:
        return Response(status_code=400)  # nobody is there to read it

    app: ASGIApp = Starlette(
        routes=routes,
        exception_handlers={
            HTTPException: on_http_error,
            ClientDisconnect: on_disconnect,
            Exception: on_error,
        },
    )
    # Around all of it, what answers when a route fails too.
    app = Cors(Bodies(app), cors_origins)
    app = TrustedHosts(app, trusted_hosts, language)
    return RequestIds(_SecureHeaders(app))


async def _check(store: Store | None) -> None:
    try:
        if store:
            await store.database.check()
    except StoreError as error:
        raise StoreAwayError from error


def _locale(request: Request) -> str | None:
    return request.headers.get("accept-language")


class _SecureHeaders:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS.items()]
            await send(message)

        await self._app(scope, receive, send_with_headers)
