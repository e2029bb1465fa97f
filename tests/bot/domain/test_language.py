from __future__ import annotations

import string
import tomllib
from importlib.resources import files
from typing import get_args

import pytest

from bot.domain import errors
from bot.domain.language import Language, LanguageSetting, choose_language, say


def _messages(language: str) -> dict[str, set[str | None]]:
    table = tomllib.loads((files("bot.domain") / "locale" / f"{language}.toml").read_text("utf-8"))
    return {
        f"{group}.{name}": {field for _, field, _, _ in string.Formatter().parse(text) if field}
        for group, messages in table.items()
        for name, text in messages.items()
    }


def test_every_language_has_the_same_messages_and_parameters() -> None:
    korean, *others = (_messages(language) for language in get_args(Language))
    assert korean
    assert all(other == korean for other in others)


def test_every_error_has_a_message() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    slugs = {kind.slug for kind in kinds if issubclass(kind, errors.BotError)}
    assert {f"error.{slug}" for slug in slugs} == {
        key for key in _messages("ko") if key.startswith("error.")
    }


@pytest.mark.parametrize(
    ("setting", "question", "locale", "language"),
    [
        ("auto", "누가?", "en-US", "ko"),
        ("auto", "Who?", "ko-KR", "ko"),
        ("auto", "Who?", "en-US", "en"),
        ("auto", "", None, "en"),
        ("auto", "", "ko,en;q=0.8", "ko"),
        ("en", "누가?", "ko-KR", "en"),
        ("ko", "Who?", "en-US", "ko"),
    ],
)
def test_the_language_follows_setting_question_and_locale(
    setting: LanguageSetting, question: str, locale: str | None, language: str
) -> None:
    assert choose_language(setting, question, locale) == language


def test_a_message_is_filled_in() -> None:
    assert "10" in say("en", "error.source-timeout", seconds=10)
