"""POST /v1/answer and /v1/answers: a question in, the answer object or a problem out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.domain.errors import BotError, MalformedRequestError
from bot.domain.language import Language, LanguageSetting, choose_language
from bot.domain.progress import OnProgress, Progress
from bot.domain.question import Question
from bot.domain.reply import Reply
from bot.store.requests import Requests
from bot.web.access.callers import Caller, Callers
from bot.web.access.origins import may_ask
from bot.web.api.asked import Asked
from bot.web.api.events import events, wants_events
from bot.web.api.idempotency import answer_once, key_of
from bot.web.api.taking import take
from bot.web.problems import problem
from mrc_core import ModelInfo

Json = dict[str, Any]
Preview = Callable[[Reply, Language], list[Json]]

_NOBODY = 499  # nobody reads it; by this number servers call who hangs up
# Beyond the service's deadline: what goes on around it.
_AROUND_SECONDS = 5.0


class Service(Protocol):
    """Answers questions."""

    @property
    def model(self) -> ModelInfo:
        """Return which reader answers."""

    @property
    def deadline(self) -> float:
        """Return the seconds that an answer may take."""

    async def answer_all(
        self, questions: Sequence[Question], on_progress: OnProgress | None = None
    ) -> list[Reply]:
        """Return the replies to questions of one source.

        Raises:
            BotError: Why there are none.
        """


@dataclass(frozen=True, slots=True)
class EndpointDeps:
    """What endpoints work with.

    Attributes:
        service: Answers questions.
        language: MRC_LANGUAGE.
        callers: Tells who may ask.
        origins: MRC_CORS_ORIGINS.
        most_file_bytes: Of a file that is sent.
        requests: Keeps the responses to requests with an Idempotency-Key; None: their keys mean
            nothing.
        preview: Returns the blocks of a reply in Slack.
    """

    service: Service
    language: LanguageSetting
    callers: Callers
    origins: Collection[str]
    most_file_bytes: int
    requests: Requests | None
    preview: Preview

    async def admit(self, headers: Headers) -> Caller:
        """Return who has sent a request, before its body is read.

        Raises:
            BotError: They may not ask.
        """
        if not may_ask(headers, self.origins):
            # Another site's page in the operator's browser may not make the bot read for it.
            raise MalformedRequestError(detail="requests of pages on other sites are not answered")
        return await self.callers.identify(headers)

    def refusal(self, error: BotError, headers: Headers, asked: str = "") -> Response:
        """Return an error as a problem, in the language of what was asked."""
        locale = headers.get("accept-language")
        return problem(error, choose_language(self.language, asked, locale))


class Endpoint:
    """Takes questions.

    Args:
        deps: What it works with.
        shape: What may be asked.
        whole: Puts the answer objects together.
    """

    def __init__(
        self, deps: EndpointDeps, shape: type[Asked], whole: Callable[[list[Json]], Json]
    ) -> None:
        self._deps = deps
        self._shape = shape
        self._whole = whole

    async def __call__(self, request: Request) -> Response:
        """Answer one request."""
        deps, headers = self._deps, request.headers
        try:
            caller = await deps.admit(headers)
            key = key_of(headers)
            # One now, for what it costs to be read; the others once they are known.
            deps.callers.charge(caller, 1)
            asked = await take(request, self._shape, deps.most_file_bytes)
            caller.may(asked.scope)
            questions = asked.to_questions()
            if len(questions) > 1:
                deps.callers.charge(caller, len(questions) - 1)
        except BotError as error:
            return deps.refusal(error, headers)

        answer = partial(self._answer, headers, asked, questions)
        once = partial(self._once, headers, caller, key, asked, answer)
        if wants_events(headers):
            return events(once)
        answering = once(_unheard)
        if key is not None:
            return await answering  # kept for who asks again
        return await _while_awaited(request, answering)

    async def _once(
        self,
        headers: Headers,
        caller: Caller,
        key: str | None,
        asked: Asked,
        answer: Callable[[OnProgress], Awaitable[Response]],
        on_progress: OnProgress,
    ) -> Response:
        requests = self._deps.requests
        if key is None or requests is None:
            return await answer(on_progress)
        seconds = self._deps.service.deadline + _AROUND_SECONDS
        # Its time grows with what was sent.
        fingerprint = await asyncio.to_thread(lambda: asked.fingerprint)
        try:
            return await answer_once(
                requests, caller.key, key, fingerprint, seconds, lambda: answer(on_progress)
            )
        except BotError as error:
            return self._deps.refusal(error, headers)

    async def _answer(
        self,
        headers: Headers,
        asked: Asked,
        questions: Sequence[Question],
        on_progress: OnProgress,
    ) -> Response:
        try:
            replies = await self._deps.service.answer_all(questions, on_progress)
        except BotError as error:
            return self._deps.refusal(error, headers, asked.texts[0])
        # Its time grows with the source's text, where that is asked for.
        return await asyncio.to_thread(self._response, headers, asked, replies)

    def _response(self, headers: Headers, asked: Asked, replies: Sequence[Reply]) -> Response:
        objects = []
        for text, reply in zip(asked.texts, replies, strict=True):
            answer = reply.to_json()
            if "text" in asked.include:
                answer["source"]["text"] = reply.document.text
            if "slack" in asked.include:
                locale = headers.get("accept-language")
                language = choose_language(self._deps.language, text, locale)
                answer["slack"] = self._deps.preview(reply, language)
            objects.append(answer)
        return JSONResponse(self._whole(objects))


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


def _unheard(_: Progress) -> None:
    """Let progress pass that nobody watches."""
