"""What follows from a question by command or form: it is posted, and answered in its thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BotError
from bot.domain.language import say
from bot.domain.question import Question
from bot.service import validate
from bot.slack.answering.answer import Inquiry, answer
from bot.slack.answering.deps import Deps
from bot.slack.client.failures import SLACK_FAILURES, slack_reason
from bot.slack.client.send import post
from bot.slack.render.message import Message
from bot.slack.render.notice import notice, posting
from bot.slack.render.reply import failure_message

Tell = Callable[[Message], Awaitable[object]]

_log = structlog.get_logger(__name__)

_CANNOT_POST = frozenset(
    ("not_in_channel", "channel_not_found", "is_archived", "restricted_action", "no_permission")
)


async def post_and_answer(
    deps: Deps, client: AsyncWebClient, channel: str, user: str, question: Question, tell: Tell
) -> None:
    """Post a question in a channel, and answer in its thread.

    Args:
        deps: What answering needs.
        client: Of the workspace.
        channel: Where to post.
        user: Who asks.
        question: What and of what.
        tell: Reaches the asker alone, when it cannot be posted.

    Raises:
        One of SLACK_FAILURES: The reply could not be posted, or the asker not be told.
    """
    language = await deps.people.language(client, user, question.text)
    try:
        validate(question)
        posted = await post(client, channel, posting(question, user, language))
    except BotError as error:
        await tell(failure_message(error, language))
    except SLACK_FAILURES as error:
        reason = slack_reason(error)
        _log.warning("posting_failed", error=reason)
        key = "help.invite" if reason in _CANNOT_POST else "error.internal"
        await tell(notice(say(language, key, bot=deps.bot.name)))
    else:
        where, ts = str(posted["channel"]), str(posted["ts"])
        await deps.memory.keep_posting(where, ts, question.source)
        await answer(deps, client, Inquiry(where, ts, ts, question, language))
