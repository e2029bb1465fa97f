"""Which language a reply is in, and its words. Pure, but for reading the package's own files.

A language is a file in `locale/`. What it lacks is said in English.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from importlib.resources import files
from typing import Any

import regex

from bot.domain.particles import PAIRS, with_particle

Language = str
"""The name of a file in `locale/`, without its ending: an ISO 639-1 code."""

AUTO = "auto"
"""Of `LanguageSetting`: a question's script decides, and else its asker's locale."""

LanguageSetting = str
"""A language, or `AUTO`."""

_FALLBACK = "en"
_MOST_LOOKED_AT = 2_000
_MOST_TAGS = 20


def choose_language(setting: LanguageSetting, question: str, locale: str | None) -> Language:
    """Return the setting's language, else that of the question's script, else the locale's.

    Args:
        setting: MRC_LANGUAGE.
        question: What was asked; may be empty.
        locale: The asker's, like "ko-KR" or an Accept-Language header; None if not known.
    """
    if setting != AUTO:
        return setting
    if written := language_of_script(question):
        return written
    tags = (locale or "").lower().replace("_", "-").split(",", _MOST_TAGS)[:_MOST_TAGS]
    spoken = (tag.partition(";")[0].strip().partition("-")[0] for tag in tags)
    return next((tag for tag in spoken if tag in languages()), _FALLBACK)


def language_of_script(text: str) -> Language | None:
    """Return the language in whose own script most of a text is; None where it has none."""
    start = text[:_MOST_LOOKED_AT]
    numbers = {
        language: len(catalogue.script.findall(start))
        for language, catalogue in languages().items()
        if catalogue.script
    }
    language = max(numbers, key=lambda each: numbers[each])
    return language if numbers[language] else None


def say(language: Language, key: str, **parameters: str | int) -> str:
    """Return the message `key` ("group.name") of `bot/domain/locale`, filled in.

    Of a message with several forms the first number in it chooses one, by the language's rule of
    plurals. `{name:은/는}` is a name with the particle that follows it.

    Raises:
        KeyError: There is no such message, or a parameter is missing.
    """
    catalogue = languages()[language]
    if key not in catalogue.messages:
        catalogue = languages()[_FALLBACK]
    message = catalogue.messages[key]
    if not isinstance(message, str):
        number = next(name for _, name, _, _ in _FORMATTER.parse(message[0]) if name)
        message = message[catalogue.plural(int(parameters[number]))]
    return _FORMATTER.vformat(message, (), parameters)


class _Formatter(string.Formatter):
    """Formats as `str.format` does, and knows particles."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec in PAIRS:
            return with_particle(str(value), format_spec)
        return str(super().format_field(value, format_spec))


_FORMATTER = _Formatter()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A language's file.

    Attributes:
        name: What those who speak it call it.
        script: Finds letters of its own script; None for one that it shares with others.
        plural: Of a number, which form of a message; by a C expression, as gettext has it.
        messages: By "group.name"; those with plurals in all their forms.
    """

    name: str
    script: regex.Pattern[str] | None
    plural: Callable[[int], int]
    messages: Mapping[str, str | list[str]]


@cache
def languages() -> Mapping[Language, Catalogue]:
    """Return what there is in `locale/`."""
    folder = files("bot.domain") / "locale"
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".toml"))
    return {
        name.removesuffix(".toml"): _catalogue((folder / name).read_text("utf-8")) for name in names
    }


def _catalogue(text: str) -> Catalogue:
    groups = tomllib.loads(text)
    own = groups.pop("language")
    scripts = "".join(rf"\p{{Script={script}}}" for script in own["scripts"])
    return Catalogue(
        name=own["name"],
        script=regex.compile(f"[{scripts}]") if scripts else None,
        plural=c2py(own["plural"]),
        messages={
            f"{group}.{name}": message
            for group, messages in groups.items()
            for name, message in messages.items()
        },
    )
