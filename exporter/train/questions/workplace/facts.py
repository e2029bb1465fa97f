"""Facts of workplaces, drawn from ways to write them and lists of words, in text files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

_SLOT = re.compile(r"\{(?:(?P<low>\d+)-(?P<high>\d+)(?P<format>,|:0\d)?|(?P<name>[a-z]+\d?))\}")


@dataclass(frozen=True, slots=True)
class _Ways:
    """Ways to write a kind of fact, and how often each is taken."""

    forms: tuple[str, ...]
    weights: tuple[int, ...]


class Facts:
    """Makes a value for each kind of slot."""

    def __init__(self, language: str, random: Random) -> None:
        """Draw from the files of a language.

        Args:
            language: "korean" or "english".
            random: Source of chance.
        """
        self._ways, self._words = _facts(language), _words(language)
        self._random = random

    def make(self, slot: str) -> str:
        """Return a new value for a slot; a number after it ("date2") is of no account."""
        kind = slot if slot in self._ways or slot in self._words else slot.rstrip("0123456789")
        if (ways := self._ways.get(kind)) is None:
            return self._random.choice(self._words[kind])
        form = self._random.choices(ways.forms, ways.weights)[0]
        return _SLOT.sub(self._filled, form)

    def _filled(self, match: re.Match[str]) -> str:
        if match["name"]:
            return self.make(match["name"])
        value = self._random.randint(int(match["low"]), int(match["high"]))
        return format(value, (match["format"] or "").lstrip(":"))


@cache
def _facts(language: str) -> Mapping[str, _Ways]:
    found: dict[str, list[tuple[int, str]]] = {}
    kind = ""
    for line in _lines(language, "facts.txt"):
        if line.startswith("["):
            kind = line[1:-1]
            found[kind] = []
        else:
            weight, form = line.split(" ", 1)
            found[kind].append((int(weight), form))
    return {
        kind: _Ways(tuple(form for _, form in rows), tuple(weight for weight, _ in rows))
        for kind, rows in found.items()
    }


@cache
def _words(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return lists of words; a "|" is a blank."""
    found: dict[str, list[str]] = {}
    kind = ""
    for line in _lines(language, "words.txt"):
        if line.startswith("["):
            kind = line[1:-1]
            found[kind] = []
        else:
            found[kind] += (word.replace("|", " ") for word in line.split())
    return {kind: tuple(words) for kind, words in found.items()}


def _lines(language: str, name: str) -> Iterator[str]:
    text = files(__package__).joinpath("texts", language, name).read_text("utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
