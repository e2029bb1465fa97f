"""A line of a text -> its cells: values with the names of their row and column. Pure.

Four forms: "A7 무게: 9.6kg | A7 가격: 12만 원", where the row's name begins every name;
"품목: A7 | 무게: 9.6kg", where it is the first value; "A7 | 9.6kg", a row of a plain table, whose
first line names the columns; and "작성자: 한도윤 / 작성일: 9월 2일", the fields of a form or a
by-line, which have no row.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

import regex

from mrc_core.decode.grids import are_names, names_above, pieces_of

# Code points; a longer line is prose.
_MOST_LINE = 600
# Code points of the value of a line that is one field; a longer one is prose after a colon.
_MOST_FIELD = 80
_MOST_NAME = 40
_BETWEEN = regex.compile(r"\s[|·/]\s")
_LABEL = regex.compile(r"(?<name>[^:：|.?!]{1,48}+)[:：]\s{1,2}(?=\S)")
# What stands before a value without a colon.
_BYLINE = regex.compile(
    r"(?<name>posted by|written by|by|photographs? by|photos? by|(?:last )?updated|published"
    r"|posted(?= on)|글|사진|게시[자일]|작성[자일]?|등록[자일]?|검토|조회수?|(?:최종 )?수정일?)"
    r"\s(?:on\s)?(?=\S)",
    regex.IGNORECASE,
)
_NEXT_BYLINE = regex.compile(r",\s(?=(?:photographs?|photos?) by\s)| (?=on \d)", regex.IGNORECASE)
_PROSE = regex.compile(r"[.?!](?:\s|$)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and its names.

    Attributes:
        row: What its row is called; "" without a name.
        column: What its column is called; "" without a name.
        start: Where its names begin, in code points.
        value: Where the value itself begins.
        end: Where it ends.
        names_row: The value is what its row is called.
    """

    row: str
    column: str
    start: int
    value: int
    end: int
    names_row: bool = False


def line_at(text: str, position: int) -> tuple[int, int] | None:
    """Return where the line of a place starts and ends; None if it is too long to be a row."""
    low = text.rfind("\n", max(0, position - _MOST_LINE), position) + 1
    high = text.find("\n", position, low + _MOST_LINE + 1)
    if low == 0 and position > _MOST_LINE:
        return None
    if high < 0:
        high = len(text)
    return (low, high) if high - low <= _MOST_LINE else None


def cells_of(text: str, low: int, high: int) -> tuple[Cell, ...]:
    """Return the cells of the line from `low` to `high`; none if it is prose."""
    places = _pieces(text, low, high)
    labels = [_label(text, start, end) for start, end in places]
    if not any(labels):
        return _of_plain_row(text, low, high)
    if len(places) == 1 and _is_prose(text, *places[0], labels[0]):
        return ()
    row = _shared(labels) if len(places) > 1 else ""
    rows = (row and names_above(text, low, places, len(places) + 1)) or ("",)
    cells = []
    name = ""
    for (start, end), label in zip(places, labels, strict=True):
        value = start
        if label:
            name, value = label
        if row and label:
            cells.append(Cell(row, rows[0], start, start, start + len(row), names_row=True))
            start += len(row)
        cells.append(Cell(row, name[len(row) :].strip(), start, value, end))
    if not row and "|" in text[low:high] and sum(map(bool, labels)) > 1:
        row = text[cells[0].value : cells[0].end][:_MOST_NAME]
        cells = [
            Cell(row, cell.column, cell.start, cell.value, cell.end, names_row=index == 0)
            for index, cell in enumerate(cells)
        ]
    return tuple(cells)


def _of_plain_row(text: str, low: int, high: int) -> tuple[Cell, ...]:
    """Return the cells of a row of a plain table; none if it is none.

    The names of the columns are no values: their cells have none themselves.
    """
    pieces = pieces_of(text, low, high)
    if len(pieces) < 2:
        return ()
    names = names_above(text, low, pieces, len(pieces))
    if not names:
        is_header = are_names(text, high, [text[slice(*piece)] for piece in pieces])
        return tuple(Cell("", "", start, start, end) for start, end in pieces if is_header)
    row = text[slice(*pieces[0])][:_MOST_NAME]
    return tuple(
        Cell(row, name, start, start, end, names_row=index == 0)
        for index, (name, (start, end)) in enumerate(zip(names, pieces, strict=True))
        if start < end
    )


def _pieces(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """Return what stands between the separators of a line."""
    marks = [mark.span() for mark in _BETWEEN.finditer(text, low, high)]
    if not marks or _BYLINE.match(text, low, high):
        marks += [mark.span() for mark in _NEXT_BYLINE.finditer(text, low, high)]
        marks.sort()
    starts, ends = [low, *(end for _, end in marks)], [*(start for start, _ in marks), high]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


def _label(text: str, start: int, end: int) -> tuple[str, int] | None:
    """Return a piece's name and where its value begins; None without a name."""
    found = _LABEL.match(text, start, end) or _BYLINE.match(text, start, end)
    return (found["name"].strip(), found.end()) if found else None


def _is_prose(text: str, start: int, end: int, label: tuple[str, int] | None) -> bool:
    return label is None or end - label[1] > _MOST_FIELD or bool(_PROSE.search(text, label[1], end))


def _shared(labels: list[tuple[str, int] | None]) -> str:
    """Return the words that all names begin with, if each goes on after them; or ""."""
    words = [label[0].split(" ") for label in labels if label]
    if len(words) < 2:
        return ""
    same = takewhile(lambda column: len(set(column)) == 1, zip(*words, strict=False))
    shared = [column[0] for column in same]
    return " ".join(shared) if len(shared) < min(map(len, words)) else ""
