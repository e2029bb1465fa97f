"""What a person's message means for the bot: Ask, Explain or Ignore. Pure."""

from __future__ import annotations

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.incoming import Identity, Incoming
from bot.slack.understand.intent import addresses_others, is_courtesy, is_question
from bot.slack.understand.meaning import Ask, Explain, Ignore, InThread, Remembered
from bot.slack.understand.parse import Parsed, parse
from bot.slack.understand.thread import LEAST_PROSE

_HELP_WORDS = frozenset(("help", "도움말", "도움", "?", "사용법"))


def understand(message: Incoming, thread: Remembered, bot: Identity) -> Ask | Explain | Ignore:
    """Return what a message means for the bot.

    Args:
        message: A person's message.
        thread: What is remembered of the thread that it stands in.
        bot: Who the bot is.
    """
    parsed = parse(message.text)
    if not message.addressed and not _concerns_bot(message, parsed, thread, bot):
        return Ignore()
    if message.thread_ts and parsed.source is None and is_courtesy(parsed.question):
        return Ignore()
    question, own = parsed.question, parsed.source
    if not question or question.strip().lower() in _HELP_WORDS:
        return Explain("ways", question)
    if message.thread_ts and (own is None or _is_weak(parsed)):
        if thread.posted:
            return Ask(question, thread.posted)
        return Ask(question, InThread(message.thread_ts, otherwise=(own,) if own else ()))
    return Ask(question, (own,)) if own else Explain("ways", question)


def _concerns_bot(message: Incoming, parsed: Parsed, thread: Remembered, bot: Identity) -> bool:
    """Tell whether a message that does not address the bot is a question for it all the same.

    It is when it brings a link and a question, or asks on in a thread where the bot has
    answered; not when it turns to another person.
    """
    if addresses_others(message.text) or not is_question(parsed.question):
        return False
    if isinstance(parsed.source, WebPage):
        return True
    return message.thread_ts is not None and (message.parent_user == bot.user_id or thread.answered)


def _is_weak(parsed: Parsed) -> bool:
    """Tell whether a passage counts only where its thread has no other: a short second line."""
    own = parsed.source
    return isinstance(own, GivenText) and parsed.by_lines and len(own.text) < LEAST_PROSE
