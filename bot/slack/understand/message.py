"""What a person's message means for the bot: Ask, Explain or Ignore. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.question import GivenText, WebPage
from bot.domain.reason import reason_of
from bot.slack.understand.incoming import Identity, Incoming
from bot.slack.understand.meaning import (
    Ask,
    Explain,
    Ignore,
    InTalk,
    InThread,
    OfPin,
    Readable,
    Remembered,
    SlackMessage,
)
from bot.slack.understand.parse import Parsed, parse
from bot.slack.understand.rules.rules import Rules
from bot.slack.understand.speech.audience import is_between_people, points_into_the_talk
from bot.slack.understand.speech.intent import (
    asks,
    asks_plainly,
    greets,
    is_courtesy,
    is_question,
    may_ask,
    muses,
    only_shows,
    requests,
    wants_help,
)
from bot.slack.understand.speech.pinning import asks_of_several, wish_of_pin
from bot.slack.understand.written.links import take_links
from bot.slack.understand.written.marks import only_waves, plain, without_mentions

# Of what is said beside a question, to be a text that the question is about.
_LEAST_TEXT = 60
_DEFAULT = Rules()


def understand(
    message: Incoming, thread: Remembered, bot: Identity, rules: Rules = _DEFAULT
) -> Ask | Explain | OfPin | Ignore:
    """Return what a message means for the bot.

    Args:
        message: A person's message.
        thread: What is remembered of the thread that it stands in.
        bot: Who the bot is.
        rules: What holds in the channel.
    """
    if message.by_workflow and not rules.workflows:
        return Ignore()
    message = replace(message, text=without_mentions(message.text, bot.user_id))
    parsed = parse(message.text, shared=message.shared, files=message.files)
    if message.by_workflow:
        return _of_workflow(message, parsed, thread)
    if message.addressed:
        said = " ".join(plain(message.text).split())
        if message.thread_ts and (wish := wish_of_pin(said)):
            return OfPin(wish, said)
        return _addressed(message, parsed, thread)
    return _overheard(message, parsed, thread, bot, rules)


def _addressed(message: Incoming, parsed: Parsed, thread: Remembered) -> Ask | Explain | Ignore:
    question, sources = parsed.question, parsed.sources
    if message.thread_ts and not question and len(message.text.splitlines()) == 1:
        # In a thread there is something else to read than the one line that was said.
        question, sources = parse(message.text + "?").question, ()
    if not sources and is_courtesy(question):
        is_over = message.thread_ts or not greets(question)
        return Ignore() if is_over else Explain("ways", question)
    if not (question or sources) and only_waves(message.text):
        return Ignore()
    if not question or (sources and only_shows(question)):
        return Explain("which-question" if sources else "ways", question)
    if wants_help(question):
        return Explain("ways", question)
    if not sources and reason_of(question) == "about_bot":
        return Explain("ways", question)
    return _ask(message, question, sources, thread, weak=parsed.weak) or Explain(
        "no-source", question
    )


def _of_workflow(message: Incoming, parsed: Parsed, thread: Remembered) -> Ask | Ignore:
    """Return what a workflow's post means: a question or nothing, as nobody reads explanations.

    What it says where the bot has answered may be what the answer has set off: that could go on
    for ever.
    """
    if not message.addressed or message.direct or thread.answered or thread.pin:
        return Ignore()
    meaning = _addressed(message, parsed, thread)
    return meaning if isinstance(meaning, Ask) else Ignore()


def _overheard(
    message: Incoming,
    parsed: Parsed,
    thread: Remembered,
    bot: Identity,
    rules: Rules,
) -> Ask | Ignore:
    """Return what a message means that does not speak to the bot.

    It is a question all the same when it asks on in a thread where the bot has answered, or when
    it brings a link; not when people talk to each other.
    """
    if is_between_people(take_links(message.text).rest):
        return Ignore()
    question, sources = parsed.question, parsed.sources
    beside = [each for each in sources if isinstance(each, GivenText) and not parsed.weak]
    if any(len(each.text) < _LEAST_TEXT for each in beside):
        return Ignore()  # "예약해야 하나? 전화해 볼게요"
    is_in = bool(message.thread_ts) and (message.parent_user == bot.user_id or thread.answered)
    meaning = _ask(message, question, sources, thread, weak=parsed.weak) if is_in else None
    if meaning and (muses(question) or points_into_the_talk(question)):
        meaning = replace(meaning, only_found=True)
    if meaning and asks_plainly(question) and not reason_of(question):
        return meaning
    if meaning and asks(question):
        return replace(meaning, only_near=True)
    if rules.unaddressed == "never":
        return Ignore()
    if meaning and may_ask(question):
        return replace(meaning, only_near=True)
    links = tuple(each for each in sources if isinstance(each, WebPage | SlackMessage))
    if links and (is_question(question) or requests(question)):
        return Ask(question, links, only_found=True)
    return Ignore()


def _ask(
    message: Incoming,
    question: str,
    sources: tuple[Readable, ...],
    thread: Remembered,
    *,
    weak: bool,
) -> Ask | None:
    """Return a question with its own sources, or where to look for them; None: nowhere."""
    together = asks_of_several(question)
    if message.thread_ts and (weak or not sources):
        return Ask(question, InThread(message.thread_ts, thread.pin, sources, together))
    if sources:
        return Ask(question, sources)
    return Ask(question, InTalk(together)) if message.direct else None
