"""What follows from a message that was understood: a reply in its thread, or an explanation."""

from __future__ import annotations

from dataclasses import replace

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.language import Language, say
from bot.slack.answering.admission import may_ask
from bot.slack.answering.answer import answer
from bot.slack.answering.inquiry import Inquiry
from bot.slack.answering.replying.retract import take_back
from bot.slack.answering.turn import PutOffError, Turn
from bot.slack.client.delivery import quietly
from bot.slack.client.failures import SLACK_FAILURES, refusal, slack_reason
from bot.slack.client.send import post, show
from bot.slack.client.threads import read_talk, read_thread
from bot.slack.render.message import Message
from bot.slack.render.notice import explanation, notice, pinned_sources
from bot.slack.understand.incoming import Identity, Incoming
from bot.slack.understand.meaning import Ask, Explain, InTalk, InThread, OfPin
from bot.slack.understand.thread.choice import choose
from bot.slack.understand.thread.followed import overheard
from bot.slack.understand.thread.offered import talk_sources
from bot.slack.workspace.deps import Deps

_log = structlog.get_logger(__name__)


# Of an explanation, to whoever still looks for it.
_WORTH_SECONDS = 30.0


async def follow(
    deps: Deps,
    client: AsyncWebClient,
    message: Incoming,
    meaning: Ask | Explain | OfPin,
    turn: Turn,
) -> None:
    """Answer a question in its thread, or explain to its asker, alone, how to ask.

    What a thread reads is shown, and forgotten, for whoever wishes it.

    Raises:
        PutOffError: Its turn is to come again.
        LeaseLostError: Somebody else has it.
        StoreError: The store is away.
    """
    rules = await deps.rules.of(message.channel)
    said, user = meaning.question, message.user
    language = await deps.people.language(client, user, said, rules.language)
    # Of workflows it is settled already.
    if not (message.by_workflow or await may_ask(deps, client, user, rules, turn)):
        meaning = Explain("not-permitted", said)
    if isinstance(meaning, Ask):
        looked_up = await _looked_up(client, message, meaning, deps.bot)
        if message.edited_ts and not isinstance(looked_up, Ask):
            await take_back(deps, client, message.channel, message.ts)
        if looked_up is None:
            await turn.end()
            return
        meaning = looked_up
    if isinstance(meaning, Ask):
        inquiry = Inquiry(
            channel=message.channel,
            ts=message.ts,
            thread_ts=message.thread_ts or message.ts,
            user=message.user,
            ask=meaning,
            language=language,
        )
        await answer(deps, client, inquiry, turn)
        return
    if message.addressed:  # nobody who did not speak to the bot is told how to
        words = await _told(deps, message, meaning, language)
        try:
            await _explain(deps, client, message, words)
        except SLACK_FAILURES as error:
            _log.warning("explanation_refused", error=slack_reason(error))
            if refusal(error) == "passing" and turn.may_wait:
                raise PutOffError from error
            user = message.user
            directly = deps.delivery.deliver(user, lambda: post(client, user, words))
            await quietly(directly, "asker_not_reached")
    await turn.end()


async def _told(
    deps: Deps, message: Incoming, meaning: Explain | OfPin, language: Language
) -> Message:
    if isinstance(meaning, Explain):
        return explanation(meaning, language, deps.bot.name)
    thread_ts = message.thread_ts or message.ts
    pin = (await deps.memory.thread(message.channel, thread_ts)).pin
    if meaning.wish == "show":
        return pinned_sources(pin, language)
    await deps.memory.unpin(message.channel, thread_ts, message.user, message.ts)
    return notice(say(language, "pin.forgotten"))


async def _explain(deps: Deps, client: AsyncWebClient, message: Incoming, words: Message) -> None:
    channel, user, thread_ts = message.channel, message.user, message.thread_ts
    if message.direct:
        await deps.delivery.deliver(
            channel, lambda: post(client, channel, words, thread_ts), worth=_WORTH_SECONDS
        )
    else:
        await deps.delivery.deliver(
            f"{user}@{channel}",
            lambda: show(client, channel, user, words, thread_ts),
            worth=_WORTH_SECONDS,
        )


async def _looked_up(
    client: AsyncWebClient, message: Incoming, ask: Ask, bot: Identity
) -> Ask | Explain | None:
    """Return the question with the sources that were said before it, or what to explain instead.

    None where people talk of something else.
    """
    where = ask.sources
    try:
        if isinstance(where, InThread):
            thread = await read_thread(client, message.channel, where.thread_ts)
            choice = choose(thread, message.ts, bot.user_id, where)
            if not choice.sources:
                return Explain("no-thread-source", ask.question)
            found = replace(
                ask, sources=choice.sources, otherwise=choice.otherwise, pinned=choice.pinned
            )
            return found if message.addressed else overheard(found, thread, message, bot.user_id)
        if isinstance(where, InTalk):
            talk = await read_talk(client, message.channel)
            sources = talk_sources(talk, message.ts, bot.user_id, together=where.together)
            return replace(ask, sources=sources) if sources else Explain("no-source", ask.question)
    except SLACK_FAILURES as error:
        _log.warning("thread_unreadable", error=slack_reason(error))
        if isinstance(where, InThread) and where.pin and where.pin.sources:
            return replace(ask, sources=where.pin.sources, pinned=True)
        if isinstance(where, InThread) and where.otherwise:
            return replace(ask, sources=where.otherwise)
        not_permitted = refusal(error) == "permission"
        return Explain(
            "thread-not-permitted" if not_permitted else "thread-unreadable", ask.question
        )
    return ask
