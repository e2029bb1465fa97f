"""From a Slack message to an answer in its thread: what all listeners have in common."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

import structlog
from cachetools import TTLCache
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BotError
from bot.language import Language, LanguageSetting, choose_language, say
from bot.question import Page, Question, Source
from bot.service import QuestionService, validate
from bot.slack.blocks import (
    Message,
    answer_message,
    asked_message,
    error_message,
    help_message,
)
from bot.slack.grammar import Parsed, is_question, mentions, parse, source_of
from bot.slack.threads import Threads

Tell = Callable[[Message], Awaitable[object]]

_log = structlog.get_logger(__name__)

_WORKING = "eyes"
_HELP_WORDS = frozenset(("help", "도움말", "도움", "?", "사용법"))
_CANNOT_POST = frozenset(
    ("not_in_channel", "channel_not_found", "is_archived", "restricted_action", "no_permission")
)
_THREAD_PAGE = 200
_THREAD_PAGES = 5
_LOCALE_SECONDS = 3600
_LOCALES_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in its workspace, from auth.test."""

    user_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A person's message.

    Attributes:
        addressed: It speaks to the bot: a mention, or a direct message.
        parent_user: Who wrote the thread's first message, if Slack said so.
    """

    team: str
    channel: str
    ts: str
    thread_ts: str | None
    user: str
    text: str
    addressed: bool
    parent_user: str | None

    @classmethod
    def of_event(cls, event: dict[str, Any], team: str, bot: Identity) -> Self | None:
        """From a `message` or `app_mention` event; None for what is not a person's new message.

        Bots, the bot itself, joins, edits and link previews all carry a bot_id or a subtype.
        """
        person = event.get("user")
        if event.get("bot_id") or not person or person in (bot.user_id, "USLACKBOT"):
            return None
        if event.get("subtype") not in (None, "thread_broadcast", "file_share"):
            return None
        if event.get("edited"):
            return None
        text = event.get("text") or ""
        return cls(
            team=event.get("team") or team,
            channel=event["channel"],
            ts=event["ts"],
            thread_ts=event.get("thread_ts"),
            user=person,
            text=text,
            addressed=event["type"] == "app_mention"
            or event.get("channel_type") == "im"
            or mentions(text, bot.user_id),
            parent_user=event.get("parent_user_id"),
        )


class Answering:
    """Answers messages, commands and forms through one `QuestionService`."""

    def __init__(
        self, service: QuestionService, threads: Threads, bot: Identity, language: LanguageSetting
    ) -> None:
        self._service = service
        self._threads = threads
        self._bot = bot
        self._language_setting = language
        self._locales: TTLCache[str, str] = TTLCache(_LOCALES_MOST, _LOCALE_SECONDS)
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
            language = await self.language(client, user, question.text)
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
                await self._answer(client, where, ts, ts, question, language)

    async def language(self, client: AsyncWebClient, user: str, question: str = "") -> Language:
        """The language to speak with this person about this question."""
        chosen = choose_language(self._language_setting, question, None)
        if chosen == "ko" or self._language_setting != "auto":
            return chosen
        return choose_language("auto", question, await self._locale(client, user))

    async def help(self, client: AsyncWebClient, user: str, text: str = "") -> Message:
        """The ways to ask, in this person's language."""
        return help_message(await self.language(client, user, text), self._bot.name)

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
            source = await self._thread_source(client, message, message.thread_ts)
        if wants_help or source is None or not parsed.question:
            await self._explain(client, message, no_source=bool(parsed.question) and not wants_help)
            return
        question = Question(parsed.question, source)
        language = await self.language(client, message.user, parsed.question)
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
            or self._threads.source(message.channel, message.thread_ts) is not None
        )

    async def _thread_source(
        self, client: AsyncWebClient, message: Incoming, thread_ts: str
    ) -> Source | None:
        """What a question without a source asks about: the thread's parent, else what is nearest.

        The bot's own replies are no source, but its posting of a question is.
        """
        if known := self._threads.source(message.channel, thread_ts):
            return known
        thread = await _thread(client, message.channel, thread_ts)
        earlier = [one for one in thread if float(one["ts"]) < float(message.ts)]
        parent, others = earlier[:1], earlier[1:]
        by_others = [one for one in reversed(others) if one.get("user") != self._bot.user_id]
        for one in parent + by_others:
            if source := source_of(one.get("text") or ""):
                return source
        return None

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
        self._threads.remember(channel, thread_ts, question.source)
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
            language = await self.language(client, message.user, message.text)
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

    async def _locale(self, client: AsyncWebClient, user: str) -> str:
        if user not in self._locales:
            try:
                reply = await client.users_info(user=user, include_locale=True)
            except SlackApiError as error:
                _log.warning("locale_unknown", error=error.response.get("error"))
                return ""
            self._locales[user] = str(reply["user"].get("locale") or "")
        return self._locales[user]

    @asynccontextmanager
    async def _one_task(self) -> AsyncIterator[None]:
        """Known to `drain` while it runs."""
        if task := asyncio.current_task():
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        yield


async def _thread(client: AsyncWebClient, channel: str, ts: str) -> list[dict[str, Any]]:
    """A thread's messages, oldest first, up to a thousand; none when they cannot be read."""
    messages: list[dict[str, Any]] = []
    pages = 0
    try:
        async for page in await client.conversations_replies(
            channel=channel, ts=ts, limit=_THREAD_PAGE
        ):
            messages += page["messages"]
            pages += 1
            if pages == _THREAD_PAGES:
                break
    except SlackApiError as error:
        _log.warning("thread_unreadable", error=error.response.get("error"))
    return messages


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
