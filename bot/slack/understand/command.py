"""What comes by `/mrc`: a question and its source, or a wish for the form. Pure."""

from __future__ import annotations

from bot.domain.question import MAX_QUESTION_CHARACTERS
from bot.slack.understand.meaning import Ask, Explain, OpenForm, OpenRules
from bot.slack.understand.parse import parse
from bot.slack.understand.speech.intent import wants_help
from bot.slack.understand.written.marks import plain, without_mentions, without_style

_RULES_WORDS = frozenset(("settings", "setting", "설정"))


def understand_command(text: str, bot_user: str = "") -> Ask | Explain | OpenForm | OpenRules:
    """Return what the text after `/mrc` means.

    What is missing is asked for in the form, which holds what there is.

    Args:
        text: As Slack sends it.
        bot_user: The bot's user id; its mention is no part of what is asked.
    """
    text = without_mentions(text, bot_user).strip()
    if wants_help(text):
        return Explain("ways", text)
    if text.strip().lower() in _RULES_WORDS:
        return OpenRules()
    parsed = parse(without_style(text))
    if parsed.question and parsed.sources:
        return Ask(parsed.question, parsed.sources)
    typed = plain(text)
    if parsed.sources or len(typed) > MAX_QUESTION_CHARACTERS:
        return OpenForm(source=typed)
    return OpenForm(question=" ".join(typed.split()))
