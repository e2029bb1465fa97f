"""A plain table in a text: rows of as many pieces each, below the names of their columns. Pure.

So it comes from a wiki ("가온 | 12명"), with Markdown's pipes, or with a spreadsheet's tabs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

_BETWEEN = regex.compile(r"\t|(?<=\s)\|(?=\s)")
_RULE = regex.compile(r"[ \t|:=+]*+-[ \t|:=+-]*+")
# Lines above a row that are looked at for the names, code points of each, and pieces of the row.
_MOST_ROWS = 100
_MOST_COLUMNS = 20
_MOST_LINE = 600
_MOST_NAME = 40
# What columns are called, and values are not.
_USUAL = regex.compile(
    r"이름|성명|담당|부서|구분|항목|품목|품명|내용|날짜|[일날]자|일시|시간|시각|기간|기한|마감|장소|위치|가격|금액|요금"
    r"|수량|인원|비고|번호|연락처|이메일|메일|직급|직책|상태|종류|제목"
    r"|\b(?:name|date|day|owner|item|price|cost|fee|team|role|status|notes?|room|type|phone|email"
    r"|deadline|due|time|place|location|amount|quantity|title)\b",
    regex.IGNORECASE,
)

Piece = tuple[int, int]
"""Where a piece of a line starts and ends, without the space around it; maybe empty."""


def pieces_of(text: str, low: int, high: int) -> list[Piece]:
    """Return what stands in the columns of the line from `low` to `high`."""
    while low < high and text[low] in " |":
        low += 1
    while low < high and text[high - 1] in " |":
        high -= 1
    marks = [mark.span() for mark in _BETWEEN.finditer(text, low, high)]
    starts, ends = [low, *(end for _, end in marks)], [*(start for start, _ in marks), high]
    return [_bare(text, start, end) for start, end in zip(starts, ends, strict=True)]


def names_above(text: str, low: int, row: Sequence[Piece], columns: int) -> tuple[str, ...] | None:
    """Return what the columns of a row are called; None if that does not stand above it.

    Args:
        text: Holds the row, in a line that starts at `low`.
        low: In code points.
        row: Its pieces, which the rows above it have as many of.
        columns: Names that there are: as many as pieces, in the first of the lines with as many;
            or one more, above these.
    """
    count, rows = len(row), [row]
    header: Sequence[Piece] | None = None
    ruled = False
    for number, (start, end) in enumerate(_lines_above(text, low)):
        if number == _MOST_ROWS or count > _MOST_COLUMNS:
            return None
        if _RULE.fullmatch(text, start, end):
            ruled = True
            continue
        pieces = pieces_of(text, start, end)
        if len(pieces) != count:
            header = pieces if count != columns == len(pieces) else None
            break
        rows.append(pieces)
    if count == columns and len(rows) > 1:
        header = rows.pop()
    names = [text[start:end] for start, end in header or ()]
    if len({*names}) < columns or any(not 0 < len(name) <= _MOST_NAME for name in names):
        return None
    known = count != columns or ruled or any(map(_USUAL.search, names))
    return tuple(names) if known or _are_numbers_below(text, names, rows) else None


def are_names(text: str, high: int, pieces: Sequence[str]) -> bool:
    """Return whether the pieces of a line that ends at `high` name columns of what is below it."""
    columns = len(pieces)
    for start, end in _lines_below(text, high):
        if not _RULE.fullmatch(text, start, end):
            row = pieces_of(text, start, end)
            of_row = len(row) in (columns, columns - 1) and names_above(text, start, row, columns)
            return bool(of_row) and of_row == tuple(pieces)
    return False


def _are_numbers_below(text: str, names: Sequence[str], rows: Sequence[Sequence[Piece]]) -> bool:
    """Return whether a column has numbers in every row, but none in its name."""
    return any(
        not _has_digit(name) and all(_has_digit(text[slice(*row[index])]) for row in rows)
        for index, name in enumerate(names)
    )


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _lines_above(text: str, low: int) -> Iterator[Piece]:
    """Yield the lines above one that starts at `low`, from below, while they are short."""
    end = low - 1
    while end >= 0:
        before = text.rfind("\n", max(0, end - _MOST_LINE), end)
        if before < 0 and end > _MOST_LINE:
            return
        yield before + 1, end
        end = before


def _lines_below(text: str, high: int) -> Iterator[Piece]:
    """Yield the next two lines below one that ends at `high`, if they are short."""
    start = high + 1
    for _ in range(2):
        end = text.find("\n", start, start + _MOST_LINE + 1)
        if end < 0:
            end = len(text)
        if start < end <= start + _MOST_LINE:
            yield start, end
        start = end + 1


def _bare(text: str, start: int, end: int) -> Piece:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
