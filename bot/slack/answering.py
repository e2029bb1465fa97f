"""From a Slack message to an answer in its thread: what all listeners have in common."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BotError
from bot.domain.language import Language, say
from bot.domain.question import GivenText, Question, Source, WebPage
from bot.service import QuestionService, validate
from bot.slack.client.failures import SLACK_FAILURES, slack_reason
from bot.slack.client.people import People
from bot.slack.client.send import eyes, post, show
from bot.slack.client.threads import read_thread
from bot.slack.render.message import Message
from bot.slack.render.notice import notice, posting, ways_to_ask
from bot.slack.render.reply import failure_message, reply_message
from bot.slack.threads import Threads
from bot.slack.understand.incoming import Identity, Incoming
from bot.slack.understand.intent import addresses_others, is_courtesy, is_question
from bot.slack.understand.parse import Parsed, parse
from bot.slack.understand.thread import LEAST_PROSE, thread_source

Tell = Callable[[Message], Awaitable[object]]

_log = structlog.get_logger(__name__)

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
                asked = posting(question, user, language)
                posted = await post(client, channel, asked)
            except BotError as error:
                await tell(failure_message(error, language))
            except SLACK_FAILURES as error:
                reason = slack_reason(error)
                _log.warning("posting_failed", error=reason)
                key = "help.invite" if reason in _CANNOT_POST else "error.internal"
                await tell(notice(say(language, key, bot=self._bot.name)))
            else:
                where, ts = str(posted["channel"]), str(posted["ts"])
                self._threads.remember_posting(where, ts, question.source)
                await self._answer(client, where, ts, ts, question, language)

    async def help(self, client: AsyncWebClient, user: str, text: str = "") -> Message:
        """The ways to ask, in this person's language."""
        return ways_to_ask(await self.people.language(client, user, text), self._bot.name)

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
        if message.thread_ts and parsed.source is None and is_courtesy(parsed.question):
            return
        language = await self.people.language(client, message.user, parsed.question)
        if parsed.question.strip().lower() in _HELP_WORDS:
            await self._explain(client, message, ways_to_ask(language, self._bot.name))
            return
        try:
            source = await self._source(client, message, parsed)
        except SLACK_FAILURES as error:
            _log.warning("thread_unreadable", error=slack_reason(error))
            unreadable = notice(say(language, "help.thread-unreadable"))
            await self._explain(client, message, unreadable)
            return
        if source and parsed.question:
            question = Question(parsed.question, source)
            thread_ts = message.thread_ts or message.ts
            await self._answer(client, message.channel, message.ts, thread_ts, question, language)
        elif parsed.question and message.thread_ts:
            nothing = notice(say(language, "help.no-thread-source"))
            await self._explain(client, message, nothing)
        else:
            await self._explain(client, message, ways_to_ask(language, self._bot.name))

    async def _source(
        self, client: AsyncWebClient, message: Incoming, parsed: Parsed
    ) -> Source | None:
        """The message's own source, else its thread's.

        In a thread a short second line ("고맙습니다") is no passage, if there is another.
        """
        own = parsed.source
        weak = isinstance(own, GivenText) and parsed.by_lines and len(own.text) < LEAST_PROSE
        if not parsed.question or not message.thread_ts or (own and not weak):
            return own
        if posting := self._threads.posting(message.channel, message.thread_ts):
            return posting
        thread = await read_thread(client, message.channel, message.thread_ts)
        return thread_source(thread, message.ts, self._bot.user_id) or own

    def _concerns_bot(self, message: Incoming, parsed: Parsed) -> bool:
        """Whether a message that does not address the bot is a question for it all the same.

        It is when it brings a link and a question, or asks on in a thread where the bot has
        answered; not when it turns to another person.
        """
        if addresses_others(message.text) or not is_question(parsed.question):
            return False
        if isinstance(parsed.source, WebPage):
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
        async with eyes(client, channel, ts):
            try:
                message = reply_message(await self._service.answer(question), language)
                self._threads.mark_answered(channel, thread_ts)
            except BotError as error:
                message = failure_message(error, language)
            except Exception as error:  # noqa: BLE001
                # Never silence. The trace goes without the error's words, which may quote a text.
                trace = traceback.format_tb(error.__traceback__)
                _log.error("question_failed", kind=type(error).__name__, trace=trace)
                message = notice(say(language, "error.internal"))
            await post(client, channel, message, thread_ts)

    async def _explain(self, client: AsyncWebClient, message: Incoming, words: Message) -> None:
        """Tell an asker, alone, how to ask; nobody who did not speak to the bot."""
        if message.addressed:
            await show(client, message.channel, message.user, words, message.thread_ts)

    @asynccontextmanager
    async def _one_task(self) -> AsyncIterator[None]:
        """Known to `drain` while it runs."""
        if task := asyncio.current_task():
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        yield
