"""Kinds of tables, read from text files, and questions by row, by column and by both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from random import Random

from exporter.train.questions.workplace.layout import PageTable, swapped
from exporter.train.questions.workplace.statements import Maker, filled

_ROWS = (2, 2, 3, 3, 3, 4, 4, 5, 6, 7, 8)
_SWAPPED = 0.2


@dataclass(slots=True)
class Column:
    """A column of a kind of table.

    Attributes:
        slot: What makes its cells; a list after "=".
        headers: What it may be called.
        questions: That its cell answers, with slots "row" and "column".
        reverse: That the row's name answers, with a slot "value".
    """

    slot: str
    headers: tuple[str, ...]
    questions: list[str] = field(default_factory=list)
    reverse: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TableKind:
    """Its first column names the rows."""

    name: str
    columns: list[Column] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A filled-in table.

    Attributes:
        table: As drawn, or with rows and columns exchanged.
        is_swapped: Whether they are.
        columns: Its kind's, the first of which names the things.
        headers: Theirs.
        things: Their values: `things[thing][column]`.
    """

    table: PageTable
    is_swapped: bool
    columns: tuple[Column, ...]
    headers: tuple[str, ...]
    things: tuple[tuple[str, ...], ...]

    def place(self, thing: int, column: int) -> tuple[int, int]:
        """Row and column of a value in the table."""
        if not self.is_swapped:
            return thing, column
        return column - 1, thing + 1

    def ask(self, random: Random) -> Iterator[tuple[str, int, int]]:
        """Yield questions with the thing and the column that answer them, without end."""
        while True:
            thing = random.randrange(len(self.things))
            column = random.randrange(1, len(self.columns))
            value = self.things[thing][column]
            reverse = self.columns[column].reverse
            only = sum(row[column] == value for row in self.things) == 1
            if reverse and only and not self.is_swapped and random.random() < 0.2:
                yield filled(random.choice(reverse), {"value": value}).text, thing, 0
            else:
                yield self.question(self.things[thing][0], column, random), thing, column

    def question(self, row: str, column: int, random: Random) -> str:
        """Ask for a column of a thing."""
        values = {"row": row, "column": self.headers[column]}
        own = self.columns[column].questions
        general = self.columns[0].questions
        form = random.choice(own if own and random.random() < 0.6 else general or own)
        return filled(form, values).text


def table_kinds(language: str, general: list[str]) -> tuple[TableKind, ...]:
    """Read the tables of "korean" or "english".

    Args:
        language: Names the file.
        general: Questions that any column can be asked with.
    """
    text = files(__package__).joinpath("texts", language, "tables.txt").read_text("utf-8")
    kinds: list[TableKind] = []
    for line in text.splitlines():
        if line.startswith("["):
            kinds.append(TableKind(line[1:-1]))
        elif line.startswith(("row: ", "col: ")):
            slot, headers = _column(line[5:])
            questions = list(general) if line.startswith("row") else []
            kinds[-1].columns.append(Column(slot, tuple(headers.split("/")), questions))
        elif line.startswith("? "):
            kinds[-1].columns[-1].questions.append(line[2:])
        elif line.startswith("< "):
            kinds[-1].columns[-1].reverse.append(line[2:])
    return tuple(kinds)


def _column(text: str) -> tuple[str, str]:
    """Return a slot and its headers; a list's items may have blanks in them."""
    if not text.startswith("="):
        slot, headers = text.split(" ", 1)
        return slot, headers
    items, headers = text.rsplit(" ", 1)
    return items, headers


def drawn(kind: TableKind, make: Maker, random: Random) -> Drawn:
    """Fill in a table of a kind, with some of its columns and different rows."""
    first, *others = kind.columns
    wanted = random.randint(1, min(5, len(others)))
    chosen = [first, *random.sample(others, wanted)]
    headers: list[str] = []
    for column in chosen:
        free = [header for header in column.headers if header not in headers]
        headers.append(random.choice(free or list(column.headers)))
    count = random.choice(_ROWS)
    if first.slot.startswith("="):
        items = first.slot[1:].split(",")
        count = min(count, len(items))
        places = sorted(random.sample(range(len(items)), count))
        names = [items[place] for place in places]
    else:
        names = list(dict.fromkeys(make(first.slot) for _ in range(count)))
    things = tuple((name, *(make(column.slot) for column in chosen[1:])) for name in names)
    table = PageTable(tuple(headers), things)
    is_swapped = len(things) > 1 and random.random() < _SWAPPED
    return Drawn(
        swapped(table, headers[0]) if is_swapped else table,
        is_swapped,
        tuple(chosen),
        tuple(headers),
        things,
    )
