"""POST /v1/answer: JSON in, the answer object or a problem out."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.domain.errors import BotError, EmptySourceError, MalformedRequestError, TextTooLongError
from bot.domain.language import LanguageSetting, choose_language
from bot.domain.question import (
    DEFAULT_TOP_K,
    MAX_QUESTION_CHARACTERS,
    MAX_TEXT_CHARACTERS,
    MAX_TOP_K,
    GivenText,
    Question,
    WebPage,
)
from bot.service import QuestionService
from bot.store.requests import Requests
from bot.web.access.callers import Caller, Callers
from bot.web.access.origins import may_ask
from bot.web.api.idempotency import answer_once
from bot.web.body import BodyTooLargeError, read_body
from bot.web.problems import problem

_MAX_NAME = 50
_NOBODY = 499  # nobody reads it; by this number servers call who hangs up
# Beyond the service's deadline: what goes on around it.
_AROUND_SECONDS = 5.0
# JSON may spell a code point as twelve bytes (two \uXXXX escapes).
_MAX_BODY_BYTES = 12 * (MAX_TEXT_CHARACTERS + MAX_QUESTION_CHARACTERS) + 4096


class _AnswerRequest(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    question: str
    text: str | None = None
    url: str | None = None
    top_k: int = Field(DEFAULT_TOP_K, ge=1, le=MAX_TOP_K)

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.text is not None and self.url is not None:
            raise ValueError("give text or url, not both")
        return self

    def to_question(self) -> Question:
        if self.url is not None:
            return Question(self.question, (WebPage(self.url),), self.top_k)
        if self.text is None:
            raise EmptySourceError
        return Question(self.question, (GivenText(self.text),), self.top_k)


class AnswerEndpoint:
    """The endpoint, for one service.

    Args:
        service: Answers questions.
        language: MRC_LANGUAGE.
        callers: Tells who may ask.
        origins: MRC_CORS_ORIGINS.
        requests: Keeps the responses to requests with an Idempotency-Key; None: their keys mean
            nothing.
    """

    def __init__(
        self,
        service: QuestionService,
        language: LanguageSetting,
        callers: Callers,
        origins: Collection[str],
        requests: Requests | None = None,
    ) -> None:
        self._service = service
        self._language = language
        self._callers = callers
        self._origins = origins
        self._requests = requests

    async def __call__(self, request: Request) -> Response:
        """Answer one request."""
        locale = request.headers.get("accept-language")
        key = request.headers.get("idempotency-key")
        try:
            caller = await self._admit(request.headers)
            body = await _body(request)
            if key is None or self._requests is None:
                return await _while_awaited(request, self._answer(body, caller, locale))
            seconds = self._service.deadline + _AROUND_SECONDS
            return await answer_once(
                self._requests,
                caller.key,
                key,
                body,
                seconds,
                lambda: self._answer(body, caller, locale),
            )
        except BotError as error:
            return problem(error, choose_language(self._language, "", locale))

    async def _admit(self, headers: Headers) -> Caller:
        """Return who has sent a request, before its body is read.

        Raises:
            BotError: They may not ask, or not now.
        """
        if not may_ask(headers, self._origins):
            # Another site's page in the operator's browser may not make the bot read for it.
            raise MalformedRequestError(detail="requests of pages on other sites are not answered")
        caller = await self._callers.identify(headers)
        self._callers.charge(caller, 1)
        return caller

    async def _answer(self, body: bytes, caller: Caller, locale: str | None) -> Response:
        asked = ""
        try:
            question = _parse(body)
            asked = question.text
            caller.may("url" if isinstance(question.sources[0], WebPage) else "text")
            reply = await self._service.answer(question)
        except BotError as error:
            return problem(error, choose_language(self._language, asked, locale))
        return JSONResponse(reply.to_json())


async def _while_awaited(request: Request, answer: Coroutine[Any, Any, Response]) -> Response:
    """Return the response, or give it up when the asker hangs up: others wait for their turn."""
    answering, leaving = asyncio.create_task(answer), asyncio.create_task(_left(request))
    try:
        await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
        return answering.result() if answering.done() else Response(status_code=_NOBODY)
    finally:
        answering.cancel()
        leaving.cancel()
        await asyncio.gather(answering, leaving, return_exceptions=True)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _body(request: Request) -> bytes:
    try:
        return await read_body(request, _MAX_BODY_BYTES)
    except BodyTooLargeError as error:
        raise TextTooLongError(limit=f"{MAX_TEXT_CHARACTERS:,}") from error


def _parse(body: bytes) -> Question:
    try:
        return _AnswerRequest.model_validate_json(body).to_question()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"]))[:_MAX_NAME]
        what = first["msg"].removeprefix("Value error, ")
        raise MalformedRequestError(detail=f"{where}: {what}" if where else what) from None
