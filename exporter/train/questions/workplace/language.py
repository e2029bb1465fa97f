"""What pages are made of in a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import ClassVar

from exporter.train.questions.workplace.facts import Facts
from exporter.train.questions.workplace.layout import before_each
from exporter.train.questions.workplace.statements import Statement, filled
from exporter.train.questions.workplace.tables import TableKind


class Language(Facts):
    """Facts, statements and tables of a language.

    Attributes:
        name: Of its files.
        statements: What pages say.
        tables: Kinds of tables that they have.
        titles: Headings, with slots.
        fillers: Sentences that say nothing that is asked, with slots.
        bullets: What points may start with.
    """

    name: ClassVar[str]
    statements: ClassVar[tuple[Statement, ...]]
    tables: ClassVar[tuple[TableKind, ...]]
    titles: ClassVar[Sequence[str]]
    fillers: ClassVar[Sequence[str]]
    bullets: ClassVar[Sequence[str]]

    def __init__(self, random: Random) -> None:
        super().__init__(self.name, random)
        self._random = random

    def shared(self) -> dict[str, str]:
        """Return new values for the slots that all statements of a page share."""
        slots = ("event", "facility", "product", "company", "dept", "headtitle", "system")
        return {slot: self.make(slot) for slot in slots}

    def title(self, known: Mapping[str, str]) -> str:
        """Return a heading for a page."""
        text = filled(self._random.choice(self.titles), known).text
        return text[:1].upper() + text[1:]

    def filler(self, known: Mapping[str, str]) -> str:
        """Return a sentence that says nothing that is asked."""
        return filled(self._random.choice(self.fillers), known).text

    def before_each(self, count: int) -> list[str]:
        """Return what stands before each of so many parts: blanks, line ends, bullets."""
        return before_each(count, self._random, self.bullets)
