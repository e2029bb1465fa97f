"""What follows from a message that was understood: a reply in its thread, or an explanation."""

from __future__ import annotations

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.question import Question
from bot.slack.answering.answer import answer
from bot.slack.answering.deps import Deps
from bot.slack.answering.inquiry import Inquiry
from bot.slack.client.failures import SLACK_FAILURES, refusal, slack_reason
from bot.slack.client.send import show
from bot.slack.client.threads import read_thread
from bot.slack.render.notice import explanation
from bot.slack.sources.access import Asker
from bot.slack.understand.incoming import Incoming
from bot.slack.understand.meaning import Ask, Explain, InThread
from bot.slack.understand.thread import thread_source

_log = structlog.get_logger(__name__)


async def follow(
    deps: Deps, client: AsyncWebClient, message: Incoming, meaning: Ask | Explain
) -> None:
    """Answer a question in its thread, or explain to its asker, alone, how to ask.

    Raises:
        One of SLACK_FAILURES: What was to be said could not be posted.
    """
    language = await deps.people.language(client, message.user, meaning.question)
    question = await _with_source(deps, client, message, meaning)
    if isinstance(question, Question):
        inquiry = Inquiry(
            channel=message.channel,
            ts=message.ts,
            thread_ts=message.thread_ts or message.ts,
            user=message.user,
            question=question,
            language=language,
            only_found=isinstance(meaning, Ask) and meaning.only_found,
        )
        await answer(deps, client, inquiry)
    elif message.addressed:  # nobody who did not speak to the bot is told how to
        words = explanation(question, language, deps.bot.name)
        await show(client, message.channel, message.user, words, message.thread_ts)


async def _with_source(
    deps: Deps, client: AsyncWebClient, message: Incoming, meaning: Ask | Explain
) -> Question | Explain:
    """Return the question with what to read, or what to explain instead."""
    if isinstance(meaning, Explain):
        return meaning
    sources = meaning.sources
    if isinstance(sources, InThread):
        try:
            thread = await read_thread(client, message.channel, sources.thread_ts)
            offered = thread_source(thread, message.ts, deps.bot.user_id)
        except SLACK_FAILURES as error:
            _log.warning("thread_unreadable", error=slack_reason(error))
            if refusal(error) == "permission":
                return Explain("thread-not-permitted", meaning.question)
            return Explain("thread-unreadable", meaning.question)
        sources = (offered,) if offered else sources.otherwise
    named = sources if isinstance(sources, tuple) else ()
    read = deps.sources.of(client, Asker(message.user, message.channel), named)
    return (
        Question(meaning.question, read) if read else Explain("no-thread-source", meaning.question)
    )
