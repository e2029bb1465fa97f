"""What follows from a step of Workflow Builder: it is completed with the answer, or fails."""

from __future__ import annotations

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BotError, BusyError, ReaderAwayError, TooLateError
from bot.domain.language import choose_language, say
from bot.domain.reply import Reply
from bot.slack.answering.turn import PutOffError, Turn
from bot.slack.client.failures import SLACK_FAILURES, refusal, slack_reason
from bot.slack.sources.access import Asker
from bot.slack.understand.step import ANSWER, LINK, STATE, WorkflowStep
from bot.slack.workspace.deps import Deps

_log = structlog.get_logger(__name__)


async def complete_step(deps: Deps, client: AsyncWebClient, step: WorkflowStep, turn: Turn) -> None:
    """Answer a step; the workflow goes on with what it is given, or ends where it fails.

    Raises:
        PutOffError: Its turn is to come again.
        LeaseLostError: Somebody else has it.
        StoreError: The store is away.
    """
    execution, failed = step.execution, None
    outputs: dict[str, str] = {}
    try:
        outputs = _outputs(await _reply(deps, client, step, turn))
    except BotError as error:
        failed = error

    async def complete() -> None:
        await turn.hold()
        if failed:
            words = _why(deps, step, failed)
            await client.functions_completeError(function_execution_id=execution, error=words)
        else:
            await client.functions_completeSuccess(function_execution_id=execution, outputs=outputs)

    try:
        await deps.delivery.deliver(execution, complete)
    except SLACK_FAILURES as error:
        _log.warning("step_not_completed", error=slack_reason(error))
        # Else its workflow is gone, or waits no more.
        if refusal(error) == "passing" and not turn.too_late:
            raise PutOffError from error
    await turn.end()


async def turn_away(deps: Deps, client: AsyncWebClient, step: WorkflowStep) -> None:
    """Fail a step at once: too many wait already.

    Raises:
        One of SLACK_FAILURES: Slack does not take it.
    """
    words = _why(deps, step, BusyError())
    await client.functions_completeError(function_execution_id=step.execution, error=words)


async def _reply(deps: Deps, client: AsyncWebClient, step: WorkflowStep, turn: Turn) -> Reply:
    if turn.too_late:
        raise TooLateError
    if turn.hopeless:
        raise BotError
    # A step has no asker whose rights could be looked up: what is in Slack it does not read.
    asker = Asker("", "", deps.bot.user_id)
    question = deps.sources.question(client, asker, step.ask, deps.rules.default.hosts)
    try:
        return await deps.service.answer(question)
    except (BusyError, ReaderAwayError) as error:
        if turn.may_wait:
            raise PutOffError from error
        raise


def _outputs(reply: Reply) -> dict[str, str]:
    answer = reply.reading.answer
    return {
        ANSWER: answer.text if answer else "",
        STATE: reply.reading.state,
        LINK: reply.place.url or "",
    }


def _why(deps: Deps, step: WorkflowStep, error: BotError) -> str:
    language = choose_language(deps.rules.default.language, step.ask.question, None)
    return say(language, f"error.{error.slug}", **error.parameters)
