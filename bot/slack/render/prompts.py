"""What Slack suggests to ask where the app is declared an agent. Pure."""

from __future__ import annotations

from bot.domain.language import Language, say

_PROMPTS = ("ways", "text", "page")


def suggested_prompts(language: Language) -> list[dict[str, str]]:
    """Return the prompts, as `assistant.threads.setSuggestedPrompts` takes them."""
    return [
        {
            "title": say(language, f"prompt.{name}"),
            "message": say(language, f"prompt.{name}-message"),
        }
        for name in _PROMPTS
    ]
