"""Which cells of a table name its columns and rows, where nothing says so. Pure.

By style, when the cells of the first row or column are set apart and the others are not; by kind,
when words stand above quantities; by place, behind an empty corner or over columns that share a
name; by what they say, "이름 | 부서"; and for spreadsheets, whose first row is one by convention,
when nothing speaks against it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import regex

from bot.sources.extract.tables.rows import MOST_LABEL, Cell

Lines = Sequence[Sequence[Cell]]

_MOST_HEADER_ROWS = 3
_MOSTLY = 0.6
_YEAR = regex.compile(r"(?:19|20)\d\d(?:\s*년(?:도)?)?")
# "1,250", "₩12만 원", "9.6kg", "3월 1일", "09:00-10:30"
_QUANTITY = regex.compile(
    r"\p{Sc}?\s?[-+±~]?\p{Sc}?(?:\d[\d.,:/\-~%‰℃°()\s]*+\p{L}{0,3}\s?)++\p{L}{0,2}"
)
_LONGEST_QUANTITY = 30
# What people write above or beside values, and hardly ever as one.
_FIELD = regex.compile(
    r"구\s?분|항\s?목|내\s?용|이\s?름|성\s?명|부\s?서|부서명|소\s?속|직\s?[급위책]|담\s?당|담당[자부]서?|당번"
    r"|연락처|전\s?화|(?:휴대)?전화(?:번호)?|휴대폰|내선(?:번호)?|이?메일|팩스|주\s?소|장\s?소|위\s?치|일\s?[자시]"
    r"|날\s?짜|시\s?간|요\s?일|기\s?[간한]|마감일?|비\s?고|금\s?액|가\s?격|단\s?가|요\s?금|수\s?량|규\s?격|품\s?[목명]"
    r"|번\s?호|순번|연번|제\s?목|안\s?건|상태|(?!.요일)[가-힣]{2}일[자시]?|생년월일|작성자|신청인|메뉴|[조중석]식|노선|첫차|막차"
    r"|name|department|team|position|role|phone|tel|e-?mail|address|date|time|place|location|room"
    r"|price|cost|amount|quantity|qty|item|description|notes?|remarks|status|due|deadline|owner|type",
    regex.IGNORECASE,
)
_DIGITS = regex.compile(r"[\d.,\s]+")


def with_headers(lines: Lines, *, by_convention: bool = False) -> list[list[Cell]]:
    """Return a table with its headers marked; as it is where some are, or none can be told.

    Args:
        lines: Its rows.
        by_convention: The first row is a header unless something speaks against it.
    """
    rows = [list(line) for line in lines]
    if any(cell.is_header for row in rows for cell in row):
        return rows
    if len(rows) > 1 and (depth := _depth(rows, by_convention=by_convention)):
        return [[_header(cell) for cell in row] for row in rows[:depth]] + rows[depth:]
    strong = [[cell.is_strong for cell in row] for row in rows if len(row) > 1]
    # A form: some cells of each row are set apart, never all of them.
    if strong and all(any(row) and not all(row) for row in strong):
        return [[_header(cell) if cell.is_strong else cell for cell in row] for row in rows]
    if _is_filled_in(rows):
        return [
            [cell if index % 2 else _header(cell) for index, cell in enumerate(row)] for row in rows
        ]
    return rows


def _header(cell: Cell) -> Cell:
    return replace(cell, is_header=True)


def _depth(rows: Lines, *, by_convention: bool) -> int:
    """Return how many rows from the top are headers."""
    first = [cell for cell in rows[0] if cell.text]
    if len(first) < 2 or any(len(cell.text) > MOST_LABEL for cell in first):
        return 0
    depth = max(cell.rows for cell in first)
    if depth == 1 and any(cell.columns > 1 for cell in first):
        depth = 2
    depth = min(depth, _MOST_HEADER_ROWS, len(rows) - 1)
    below = rows[depth:]
    by_style = all(cell.is_strong for cell in first) and not all(
        cell.is_strong for row in below for cell in row if cell.text
    )
    is_named = not _is_like(rows[0], below)
    # Whose first cells are set apart alone names its rows, whatever stands behind them.
    names_rows = all(row and row[0].is_strong for row in rows) and not by_style
    by_kind = is_named and not names_rows and _is_above_quantities(rows[depth - 1], below)
    by_place = _is_above_names(rows) or _has_corner(rows) or (depth == 1 and _is_fields(first))
    convention = (
        by_convention
        and is_named
        and not _recurs(first, below)
        and not _is_form(below)
        and not _is_filled_in(rows)
    )
    return depth if by_style or by_kind or (is_named and by_place) or convention else 0


def _is_fields(cells: Sequence[Cell]) -> bool:
    return all(_FIELD.fullmatch(cell.text) for cell in cells)


def _is_filled_in(rows: Lines) -> bool:
    """Tell whether every other cell is a field's name: "성명 | 홍길동 | 부서 | 인사팀"."""
    names = [cell for row in rows if len(row) > 1 for cell in row[::2] if cell.text]
    return len(names) > 1 and _is_fields(names) and not _is_fields(rows[0])


def _has_corner(rows: Lines) -> bool:
    """Tell whether the first row and the first column are full, and nothing is where they meet."""
    first, *below = rows
    return (
        len(first) > 2
        and not first[0].text
        and all(cell.text for cell in first[1:])
        and all(len(row) == len(first) and row[0].text for row in below)
    )


def _is_above_names(rows: Lines) -> bool:
    """Tell whether each cell of the first row goes down over the second, or spans some of it."""
    wide = sum(cell.columns for cell in rows[0] if cell.rows == 1)
    return (
        len(rows) > 2
        and any(cell.rows > 1 for cell in rows[0])
        and all((cell.rows == 2) != (cell.columns > 1) for cell in rows[0])
        and wide == sum(cell.columns for cell in rows[1])
    )


def _is_quantity(text: str) -> bool:
    if len(text) > _LONGEST_QUANTITY or _YEAR.fullmatch(text):
        return False
    return bool(_QUANTITY.fullmatch(text))


def _shape(quantity: str) -> str:
    """Return its signs and units: "월" of "3월", "--" of "2024-03-02"."""
    return _DIGITS.sub("", quantity)


def _is_like(first: Sequence[Cell], below: Lines) -> bool:
    """Tell whether a quantity in the first row is one of those below: "1월" above 30 is none."""
    for index, cell in enumerate(first):
        if not _is_quantity(cell.text):
            continue
        values = [row[index].text for row in below if len(row) == len(first)]
        shapes = {_shape(value) for value in values if _is_quantity(value)}
        if _shape(cell.text) in shapes or not (shapes or _shape(cell.text)):
            return True
    return False


def _is_above_quantities(names: Sequence[Cell], below: Lines) -> bool:
    """Tell whether some column below a name is mostly quantities, in two rows at least."""
    for index in range(1, len(names)):
        values = [row[index].text for row in below if len(row) == len(names) and row[index].text]
        quantities = list(filter(_is_quantity, values))
        if len(values) < 2 or len(quantities) < _MOSTLY * len(values):
            continue
        # Two columns may be a form: "성명 | 홍길동", "나이 | 30세", "입사일 | 2024-03-02".
        alike = Counter(map(_shape, quantities)).most_common(1)[0][1]
        if len(names) > 2 or alike >= _MOSTLY * len(values):
            return True
    return False


def _recurs(first: Sequence[Cell], below: Lines) -> bool:
    """Tell whether a name is a value further down, too: then it is one itself, or names nothing."""
    names = [cell.text for cell in first]
    values = {cell.text for row in below for cell in row}
    return len(set(names)) < len(names) or any(name in values for name in names)


def _is_form(below: Lines) -> bool:
    """Tell whether each row of two columns names a value of another kind."""
    values = [row[1].text for row in below if len(row) == 2 and row[1].text]
    quantities = sum(map(_is_quantity, values))
    return len(values) == len(below) and 0 < quantities < len(values)
