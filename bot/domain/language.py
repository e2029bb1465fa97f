"""Which language a reply is in, and its words. Pure, but for reading the package's own files."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

import regex

Language = Literal["ko", "en"]
LanguageSetting = Literal["ko", "en", "auto"]

_HANGUL = regex.compile(r"\p{Script=Hangul}")


def choose_language(setting: LanguageSetting, question: str, locale: str | None) -> Language:
    """Return the setting's language, else Korean for Hangul, else the asker's locale's.

    Args:
        setting: MRC_LANGUAGE.
        question: What was asked; may be empty.
        locale: The asker's, like "ko-KR" or an Accept-Language header; None if not known.
    """
    if setting != "auto":
        return setting
    if _HANGUL.search(question):
        return "ko"
    return "ko" if (locale or "").strip().lower().startswith("ko") else "en"


@cache
def _table(language: Language) -> dict[str, str]:
    text = (files("bot.domain") / "locale" / f"{language}.toml").read_text("utf-8")
    return {
        f"{group}.{name}": message
        for group, messages in tomllib.loads(text).items()
        for name, message in messages.items()
    }


def say(language: Language, key: str, **parameters: str | int) -> str:
    """Return the message `key` ("group.name") of `bot/domain/locale`, filled in.

    Raises:
        KeyError: There is no such message, or a parameter is missing.
    """
    return _table(language)[key].format(**parameters)
