"""The catalogues of what the bot says: whole, used, short, and chosen as people expect."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.domain import errors
from bot.domain.language import LanguageSetting, choose_language, languages, say
from bot.domain.particles import PAIRS

_ROOT = Path(bot.__file__).parent

# Slack's limits, where a message becomes part of a form or a button; else what reads well.
_LONGEST = {
    r"(form|feedback)\.(title|submit|cancel)": 24,
    r"home\.rules-hint": 150,
    r"button\..*|feedback\.(right|wrong|none)": 75,
    r"status\..*": 80,
    r".*": 300,
}


def _fields(message: str) -> Iterator[tuple[str, str]]:
    for _, name, spec, _ in string.Formatter().parse(message):
        if name:
            yield name, spec or ""


def _forms(message: str | list[str]) -> list[str]:
    return [message] if isinstance(message, str) else message


def _parameters(language: str) -> dict[str, set[str]]:
    return {
        key: {name for form in _forms(message) for name, _ in _fields(form)}
        for key, message in languages()[language].messages.items()
    }


@pytest.mark.parametrize("language", languages())
def test_no_language_lacks_a_message_or_a_parameter(language: str) -> None:
    assert _parameters(language) == _parameters("en")


@pytest.mark.parametrize("language", languages())
def test_a_message_has_a_form_for_every_number(language: str) -> None:
    catalogue = languages()[language]
    chosen = {catalogue.plural(number) for number in range(1000)}
    for key, message in catalogue.messages.items():
        if not isinstance(message, str):
            assert chosen == set(range(len(message))), key


@pytest.mark.parametrize("language", languages())
def test_only_korean_has_particles(language: str) -> None:
    messages = languages()[language].messages.values()
    specs = {spec for each in messages for form in _forms(each) for _, spec in _fields(form)}
    assert specs <= {"", ",", *(PAIRS if language == "ko" else ())}


@pytest.mark.parametrize("language", languages())
def test_no_message_is_longer_than_what_shows_it(language: str) -> None:
    for key, message in languages()[language].messages.items():
        longest = next(most for kind, most in _LONGEST.items() if re.fullmatch(kind, key))
        assert all(len(form) <= longest for form in _forms(message)), key


def test_no_message_is_unused() -> None:
    """Keys stand in the code as they are, or as f-strings of words that stand there."""
    words: set[str] = set()
    patterns: set[str] = set()
    for file in _ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = (
                    re.escape(part.value)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                    else "([^.]+)"
                    for part in node.values
                )
                patterns.add("".join(parts))

    def is_used(key: str) -> bool:
        found = (re.fullmatch(pattern, key) for pattern in patterns if r"\." in pattern)
        return key in words or any(match and {*match.groups()} <= words for match in found)

    messages = languages()["en"].messages
    unused = [key for key in messages if not key.startswith("page.") and not is_used(key)]
    assert unused == []


def test_the_pages_say_all_of_their_words_and_no_others() -> None:
    """Their scripts say them by name, or by a template that a name begins."""
    files = (_ROOT / "web" / "static").rglob("*.[jh]*")
    source = "\n".join(file.read_text("utf-8") for file in files)
    named = set(re.findall(r'(?:say\(|data-[a-z]+=)"([^"]+)"', source))
    quoted = set(re.findall(r'"([\w.-]+)"', source))
    begun = tuple(f"page.{start}" for start in re.findall(r"say\(`([\w-]+-)\$\{", source))
    messages = languages()["en"].messages
    ours = {key for key in messages if key.startswith("page.")}
    assert [key for key in ours if key[5:] not in quoted and not key.startswith(begun)] == []
    known = {key.removeprefix("page.") for key in messages}
    assert [name for name in named if name not in known] == []


def test_every_error_has_a_message() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    slugs = {kind.slug for kind in kinds if issubclass(kind, errors.BotError)}
    assert {f"error.{slug}" for slug in slugs} == {
        key for key in languages()["en"].messages if key.startswith("error.")
    }


@pytest.mark.parametrize(
    ("setting", "question", "locale", "language"),
    [
        ("auto", "누가?", "en-US", "ko"),
        ("auto", "Who?", "ko-KR", "ko"),
        ("auto", "Who?", "en-US", "en"),
        ("auto", "", None, "en"),
        ("auto", "", "ko,en;q=0.8", "ko"),
        ("auto", "", "fr-FR, ko_KR;q=0.8, en", "ko"),
        ("auto", "谁?", "zh-CN", "en"),
        ("auto", "誰が作りましたか?", "en-US", "ja"),
        ("auto", "한글 文書を作ったのはだれですか?", "ko-KR", "ja"),
        ("auto", "Who?", "ja-JP", "ja"),
        ("ja", "누가?", "ko-KR", "ja"),
        ("en", "누가?", "ko-KR", "en"),
        ("ko", "Who?", "en-US", "ko"),
    ],
)
def test_the_language_follows_setting_question_and_locale(
    setting: LanguageSetting, question: str, locale: str | None, language: str
) -> None:
    assert choose_language(setting, question, locale) == language


def test_a_message_is_filled_in() -> None:
    assert "10 seconds" in say("en", "error.source-timeout", seconds=10)
    assert "1 second." in say("en", "error.source-timeout", seconds=1)
    assert "1,234자" in say("ko", "reply.pasted-length", count=1234)
    with pytest.raises(KeyError):
        say("en", "error.nothing-of-the-kind")
