"""What is shown of a question that is being worked on. Pure."""

from __future__ import annotations

from bot.domain.language import Language, say
from bot.domain.progress import Progress


def status_words(progress: Progress, language: Language, *, slow: bool) -> str:
    """Return what stands after the bot's name: what it is doing, and how far it is.

    Args:
        progress: The step.
        language: The asker's.
        slow: It takes long, so that it also says why.
    """
    words = say(language, f"status.{progress.step}")
    if progress.of:
        words = say(language, "status.reading-of", done=progress.done, of=progress.of)
    return f"{words} {why_slow(progress, language)}" if slow else words


def why_slow(progress: Progress, language: Language) -> str:
    """Return one sentence that says why an answer takes long."""
    return say(language, f"status.{progress.step}-slow")
