"""From a Slack message to an answer in its thread: what all listeners have in common."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BotError
from bot.language import Language, say
from bot.question import Page, Question
from bot.service import QuestionService, validate
from bot.slack.blocks import (
    Message,
    answer_message,
    asked_message,
    error_message,
    help_message,
)
from bot.slack.grammar import Parsed, is_question, parse
from bot.slack.incoming import Identity, Incoming
from bot.slack.people import People
from bot.slack.thread_source import thread_source
from bot.slack.threads import Threads

Tell = Callable[[Message], Awaitable[object]]

_log = structlog.get_logger(__name__)

_WORKING = "eyes"
_HELP_WORDS = frozenset(("help", "도움말", "도움", "?", "사용법"))
_CANNOT_POST = frozenset(
    ("not_in_channel", "channel_not_found", "is_archived", "restricted_action", "no_permission")
)


class Answering:
    """Answers messages, commands and forms through one `QuestionService`."""

    def __init__(
        self, service: QuestionService, threads: Threads, people: People, bot: Identity
    ) -> None:
        self._service = service
        self._threads = threads
        self._bot = bot
        self.people = people
        self._running: set[asyncio.Task[Any]] = set()

    async def on_event(self, client: AsyncWebClient, event: dict[str, Any], team: str) -> None:
        """Answer a `message` or `app_mention` event, if it is a question for the bot."""
        message = Incoming.of_event(event, team, self._bot)
        if message is None:
            return
        async with self._one_task():
            await self._on_message(client, message)

    async def ask_in_channel(
        self, client: AsyncWebClient, channel: str, user: str, question: Question, tell: Tell
    ) -> None:
        """Post a question that came by command or form, and answer in its thread.

        Args:
            client: Of the workspace.
            channel: Where to post.
            user: Who asks.
            question: What and of what.
            tell: Reaches the asker alone, when it cannot be posted.
        """
        async with self._one_task():
            language = await self.people.language(client, user, question.text)
            try:
                validate(question)
                asked = asked_message(question, user, language)
                posted = await _post(client, channel, asked)
            except BotError as error:
                await tell(error_message(_words(error, language)))
            except SlackApiError as error:
                if error.response.get("error") not in _CANNOT_POST:
                    raise
                invite = say(language, "help.invite", bot=self._bot.name)
                await tell(error_message(invite))
            else:
                where, ts = str(posted["channel"]), str(posted["ts"])
                self._threads.remember_posting(where, ts, question.source)
                await self._answer(client, where, ts, ts, question, language)

    async def help(self, client: AsyncWebClient, user: str, text: str = "") -> Message:
        """The ways to ask, in this person's language."""
        return help_message(await self.people.language(client, user, text), self._bot.name)

    async def drain(self, seconds: float) -> None:
        """Let the questions that are being answered end, for a while."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)

    async def _on_message(self, client: AsyncWebClient, message: Incoming) -> None:
        parsed = parse(message.text)
        if not message.addressed and not self._concerns_bot(message, parsed):
            return
        if not self._threads.first_time(message.team, message.channel, message.ts):
            return
        wants_help = parsed.question.strip().lower() in _HELP_WORDS
        source = parsed.source
        if source is None and parsed.question and message.thread_ts and not wants_help:
            source = self._threads.posting(message.channel, message.thread_ts)
            source = source or await thread_source(
                client, message.channel, message.thread_ts, message.ts, self._bot.user_id
            )
        if wants_help or source is None or not parsed.question:
            await self._explain(client, message, no_source=bool(parsed.question) and not wants_help)
            return
        question = Question(parsed.question, source)
        language = await self.people.language(client, message.user, parsed.question)
        thread_ts = message.thread_ts or message.ts
        await self._answer(client, message.channel, message.ts, thread_ts, question, language)

    def _concerns_bot(self, message: Incoming, parsed: Parsed) -> bool:
        """Whether a message that does not address the bot is a question for it all the same.

        It is when it brings a link and a question, or asks on in a thread where the bot has
        answered; not when it turns to another person.
        """
        if "<@" in message.text or not is_question(parsed.question):
            return False
        if isinstance(parsed.source, Page):
            return True
        return message.thread_ts is not None and (
            message.parent_user == self._bot.user_id
            or self._threads.has_answered(message.channel, message.thread_ts)
        )

    async def _answer(
        self,
        client: AsyncWebClient,
        channel: str,
        ts: str,
        thread_ts: str,
        question: Question,
        language: Language,
    ) -> None:
        """Read, and reply in the thread, whatever happens."""
        self._threads.mark_answered(channel, thread_ts)
        async with _eyes(client, channel, ts):
            try:
                message = answer_message(await self._service.answer(question), language)
            except BotError as error:
                message = error_message(_words(error, language))
            except Exception:  # noqa: BLE001
                # Never silence: the asker hears of it, the log keeps the trace.
                _log.exception("question_failed")
                message = error_message(say(language, "error.internal"))
            await _post(client, channel, message, thread_ts)

    async def _explain(self, client: AsyncWebClient, message: Incoming, *, no_source: bool) -> None:
        """Show the asker alone how to ask."""
        if no_source and message.thread_ts:
            language = await self.people.language(client, message.user, message.text)
            shown = error_message(say(language, "help.no-thread-source"))
        else:
            shown = await self.help(client, message.user, message.text)
        await client.chat_postEphemeral(
            channel=message.channel,
            user=message.user,
            thread_ts=message.thread_ts,
            text=shown.text,
            blocks=shown.blocks,
        )

    @asynccontextmanager
    async def _one_task(self) -> AsyncIterator[None]:
        """Known to `drain` while it runs."""
        if task := asyncio.current_task():
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        yield


@asynccontextmanager
async def _eyes(client: AsyncWebClient, channel: str, ts: str) -> AsyncIterator[None]:
    """👀 on the question while it is worked on; its failure fails nothing."""
    await _quietly(client.reactions_add(channel=channel, timestamp=ts, name=_WORKING))
    try:
        yield
    finally:
        await _quietly(client.reactions_remove(channel=channel, timestamp=ts, name=_WORKING))


async def _quietly(call: Awaitable[object]) -> None:
    try:
        await call
    except SlackApiError as error:
        _log.warning("reaction_failed", error=error.response.get("error"))


async def _post(
    client: AsyncWebClient, channel: str, message: Message, thread_ts: str | None = None
) -> dict[str, Any]:
    posted = await client.chat_postMessage(
        channel=channel,
        thread_ts=thread_ts,
        text=message.text,
        blocks=message.blocks,
        unfurl_links=False,
        unfurl_media=False,
    )
    return dict(posted.data) if isinstance(posted.data, dict) else {}


def _words(error: BotError, language: Language) -> str:
    return say(language, f"error.{error.slug}", **error.parameters)
