"""Statements of workplace pages: read from text files, filled in with facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from random import Random

from exporter.train.questions.korean.particles import with_particle

_SLOT = re.compile(r"\{(?P<name>[a-z]+\d?)(?::(?P<particle>[가-힣]+)(?P<mark>\?)?)?\}")
_EITHER = re.compile(r"<([^<>]*)>")
_HEAD = re.compile(r"\[(?P<name>\w+)(?P<topics>(?: \w+)*)\]")

Maker = Callable[[str], str]
"""Makes a value for a slot's name."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that a page can say.

    Attributes:
        name: Of the statement.
        topics: What it is about; a page says nothing on other topics.
        sentences: Ways to say it, with slots.
        questions: (slot that answers, question with slots).
    """

    name: str
    topics: frozenset[str]
    sentences: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FilledTemplate:
    """A filled-in text, and where the slots' values stand in it."""

    text: str
    spans: Mapping[str, tuple[int, int]]


def statements(language: str) -> tuple[Statement, ...]:
    """Read the statements of "korean" or "english"."""
    text = files(__package__).joinpath("texts", language, "statements.txt").read_text("utf-8")
    return tuple(_read(text))


def _read(text: str) -> Iterator[Statement]:
    head: re.Match[str] | None = None
    sentences: list[str] = []
    questions: list[tuple[str, str]] = []
    for line in [*text.splitlines(), "[end]"]:
        if found := _HEAD.fullmatch(line):
            if head is not None:
                yield Statement(
                    head["name"],
                    frozenset(head["topics"].split()),
                    tuple(sentences),
                    tuple(questions),
                )
            head, sentences, questions = found, [], []
        elif line.startswith("- "):
            sentences.append(line[2:])
        elif line.startswith("? "):
            slot, question = line[2:].split(": ", 1)
            questions.append((slot, question))


def worded(template: str, random: Random) -> str:
    """Return a template in one of its wordings: "<a|b>" is either."""
    return _EITHER.sub(lambda match: random.choice(match[1].split("|")), template)


def slots(template: str) -> list[str]:
    """Return the names of a template's slots."""
    return [match["name"] for match in _SLOT.finditer(template)]


def filled(template: str, values: Mapping[str, str]) -> FilledTemplate:
    """Put values in a template's places, with the particles that they ask for.

    Args:
        template: With slots such as "{date:은}".
        values: By the slots' names.
    """
    parts: list[str] = []
    spans: dict[str, tuple[int, int]] = {}
    length = at = 0
    for match in _SLOT.finditer(template):
        value = values[match["name"]]
        before = template[at : match.start()]
        start = length + len(before)
        said = with_particle(value, match["particle"]) if match["particle"] else value
        spans[match["name"]] = (start, start + len(value))
        parts += [before, said, match["mark"] or ""]
        length = start + len(said) + len(match["mark"] or "")
        at = match.end()
    parts.append(template[at:])
    return FilledTemplate("".join(parts), spans)


def said(
    statement: Statement, known: Mapping[str, str], make: Maker, random: Random
) -> tuple[FilledTemplate, dict[str, str]]:
    """Say a statement in one of its ways.

    Args:
        statement: What is said.
        known: Values that the page has already, such as its event's name.
        make: For the others.
        random: Source of chance.

    Returns:
        The text, and all values by slot.
    """
    template = worded(random.choice(statement.sentences), random)
    wanted = slots(template) + [slot for _, q in statement.questions for slot in slots(q)]
    values = dict(known)
    for slot in wanted:
        if slot not in values:
            values[slot] = _unlike(make, slot, values.values())
    return filled(template, values), values


def _unlike(make: Maker, slot: str, others: Iterable[str]) -> str:
    """Return a value that is not among the others, if a few tries find one."""
    taken = set(others)
    value = make(slot)
    for _ in range(5):
        if value not in taken:
            break
        value = make(slot)
    return value
