"""Slack's side of HTTP: the Web API, response URLs, and the files that people uploaded."""

import asyncio
import copy
import json
import time
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from tests.standins.http import drop_connection
from tests.standins.slack.state import Call, Fault
from tests.standins.slack.webapi.chat import CHAT_METHODS
from tests.standins.slack.webapi.conversations import READ_METHODS
from tests.standins.slack.webapi.functions import FUNCTION_METHODS
from tests.standins.slack.webapi.method import Args, Method, SlackError, WebApi
from tests.standins.slack.webapi.responses import use
from tests.standins.slack.webapi.views import VIEW_METHODS

Json = dict[str, Any]


def _apps_connections_open(api: WebApi, _args: Args) -> Json:
    return {"url": api.socket_url()}


def _assistant_threads_set_status(api: WebApi, args: Args) -> Json:
    """Set what stands at the foot of a thread; "" takes it away."""
    channel = api.channel({"channel": args.need("channel_id")})
    where = (channel.id, args.need("thread_ts"))
    api.message(channel, where[1], "thread_not_found")
    if "status" not in args:
        raise SlackError("invalid_arguments", "missing required field: status")
    if args["status"]:
        api.state.statuses[where] = str(args["status"])
    else:
        api.state.statuses.pop(where, None)
    return {}


def _assistant_threads_set_suggested_prompts(api: WebApi, args: Args) -> Json:
    """Show what may be asked in a direct message with the app."""
    channel = api.channel({"channel": args.need("channel_id")})
    prompts = args.get("prompts") or []
    if not 1 <= len(prompts) <= _MOST_PROMPTS or not all(
        each.get("title") and each.get("message") for each in prompts
    ):
        raise SlackError("invalid_arguments", "prompts")
    api.state.prompts[channel.id] = prompts
    return {}


_MOST_PROMPTS = 4

METHODS = {
    "apps.connections.open": Method(_apps_connections_open, token="app"),
    "assistant.threads.setStatus": Method(_assistant_threads_set_status, "chat:write"),
    "assistant.threads.setSuggestedPrompts": Method(
        _assistant_threads_set_suggested_prompts, "assistant:write"
    ),
    **CHAT_METHODS,
    **READ_METHODS,
    **FUNCTION_METHODS,
    **VIEW_METHODS,
}

_FORM = "application/x-www-form-urlencoded"
_JSON_ARGUMENTS = {
    "attachments": "invalid_attachments",
    "blocks": "invalid_blocks_format",
    "metadata": "invalid_metadata_format",
    "view": "invalid_arguments",
}


def http_face(api: WebApi, *, socket_mode: bool) -> Starlette:
    """The application that answers for slack.com, hooks.slack.com and files.slack.com."""
    state = api.state

    def kind_of(token: str) -> str:
        if token in state.bot_tokens:
            return "bot"
        if socket_mode and token == state.app_token:
            return "app"
        return "invalid" if token else "none"

    async def call(request: Request) -> Response:
        name = request.path_params["method"]
        query, body = dict(request.query_params), await request.body()
        fault = state.next_fault(name)
        if fault:
            await asyncio.sleep(fault.seconds)
        if fault and fault.dropped == "before":
            return await _dropped(request)
        form = _form(request, body)
        token = bearer(request) or form.get("token", "")
        kind = kind_of(token)
        args: Json = {}
        with state.edit():
            try:
                _strike(fault)
                args = _arguments(name, query, form, request, body)
                reply = {"ok": True, **_run(api, name, args, kind)}
            except SlackError as error:
                reply = error.reply
            record = Call(name, copy.deepcopy(args), kind, time.monotonic(), copy.deepcopy(reply))
            state.calls.append(record)
        if fault and fault.dropped == "after":
            return await _dropped(request)
        return _answer(reply, fault, api)

    async def response_url(request: Request) -> Response:
        body = await request.body()
        with state.edit():
            try:
                use(api, request.path_params["key"], _json(body))
            except SlackError as error:
                gone = str(error) in ("used_url", "expired_url")
                return JSONResponse(error.reply, 404 if gone else 400)
        return PlainTextResponse("ok")

    async def file(request: Request) -> Response:
        stored = state.files.get(request.path_params["id"])
        allowed = kind_of(bearer(request)) == "bot" and api.grants.has("files:read")
        if stored is None:
            return PlainTextResponse("not found", 404)
        if not allowed:
            return HTMLResponse("<!DOCTYPE html><title>Sign in to Slack</title>")
        if stored.redirect:
            return RedirectResponse(stored.redirect)
        return Response(stored.content, media_type=stored.info["mimetype"])

    return Starlette(
        routes=[
            Route("/api/{method}", call, methods=["GET", "POST"]),
            Route("/response/{team}/{key}", response_url, methods=["POST"]),
            Route("/files-pri/{id}/{name}", file),
        ]
    )


def bearer(request: Request) -> str:
    """The token that a request carries in its header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip()


def _form(request: Request, body: bytes) -> dict[str, str]:
    if _content_type(request) != _FORM:
        return {}
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def _json(body: bytes) -> Json:
    try:
        given = json.loads(body)
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(given, dict):
        raise SlackError("json_not_object")
    return given


def _arguments(name: str, query: Json, form: Json, request: Request, body: bytes) -> dict[str, Any]:
    """All arguments of a call, wherever they are; those that are JSON in a string are read."""
    args = {**query, **form}
    args.pop("token", None)
    if _content_type(request) == "application/json" and body:
        given = _json(body)
        args |= given if name in METHODS and METHODS[name].takes_json else {}
    elif body and _content_type(request) != _FORM:
        raise SlackError("invalid_post_type" if _content_type(request) else "missing_post_type")
    for argument, error in _JSON_ARGUMENTS.items():
        if isinstance(args.get(argument), str):
            try:
                args[argument] = json.loads(args[argument])
            except ValueError as bad:
                raise SlackError(error) from bad
    return args


def _run(api: WebApi, name: str, args: Json, token: str) -> Json:
    method = METHODS.get(name)
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    if token == "none":
        raise SlackError("not_authed")
    if token == "invalid":
        raise SlackError("invalid_auth")
    if token != method.token:
        raise SlackError("not_allowed_token_type")
    if method.scope:
        api.need_scope(method.scope)
    return method.run(api, Args(args))


async def _dropped(request: Request) -> Response:
    """Hang up without an answer."""
    drop_connection(request.receive)
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return Response()


def _strike(fault: Fault | None) -> None:
    if fault and fault.error is not None:
        raise SlackError(fault.error)
    if fault and fault.retry_after is not None:
        raise SlackError("ratelimited")
    if fault and fault.status is not None:
        raise SlackError(f"http_{fault.status}")


def _answer(reply: Json, fault: Fault | None, api: WebApi) -> Response:
    if fault and fault.retry_after is not None:
        return JSONResponse(reply, 429, {"Retry-After": str(fault.retry_after)})
    if fault and fault.status is not None:
        return HTMLResponse("upstream error", fault.status)
    scopes = ",".join(sorted(api.grants.scopes or ()))
    return JSONResponse(reply, headers={"X-OAuth-Scopes": scopes})
