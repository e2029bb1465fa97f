"""Lines that PDFium reads across -> columns one after the other, and the rows of tables. Pure.

Where a page is drawn line by line, two columns and the cells of a table come as one line with wide
gaps. Prose on both sides of one gutter is columns; pieces that stand below each other are cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from bot.sources.extract.lines import width
from bot.sources.extract.pdf.lines import Line, Piece, clean
from bot.sources.extract.tables.headers import with_headers
from bot.sources.extract.tables.rows import Cell, joined

_LEAST_ROWS, _MOST_ROWS = 3, 300
_MOST_COLUMNS = 30
# Of prose: half-width characters of a line, and shares of its pieces.
_LEAST_PROSE = 16
_FULL, _MOSTLY = 0.7, 0.7
_MOST_LED_ON = 0.2
_MOST_CELL = 24
# In heights of a line: what is further down is another table, or another column.
_MOST_DROP = 4.0
_LEVEL = 0.3
_MARKER = regex.compile(r"[-–•·○●◦▪■□▶※*]|\(?\d{1,3}[.)]?|\(?[a-zA-Z가-하][.)]|[①-⑳]")
_LETTER = regex.compile(r"[\p{L}\d]")
_LED_ON = regex.compile(r"\p{Ll}")
_SENTENCE_END = regex.compile(r"[.!?。:]['\"”’)\]]*$")

_Column = tuple[float, float]


def laid_out(lines: Sequence[Line]) -> list[Line]:
    """Return a page's lines in the order in which they are read, rows of tables as such."""
    groups = list(_level(lines))
    level = [_one(group) for group in groups]
    made: list[Line] = []
    at = tried = 0
    while at < len(level):
        end = at + 1
        found: list[Line] = []
        # Once over the lines of a run: it may be long, and each of its lines may begin another.
        if level[at].pieces and at >= tried:
            end = tried = _run_end(level, at)
            found = _in_columns(level[at:end])
        if level[at].pieces and not found:
            last = min(len(level), at + _MOST_ROWS)
            last = next((n for n in range(at + 1, last) if not level[n].pieces), last)
            end = at + _run_end(level[at:last], 0)
            found = _rows(level[at:end])
        made += found or [line for group in groups[at:end] for line in group]
        at = end
    return made


def _level(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the lines that follow each other on one height, from left to right, together."""
    group: list[Line] = []
    for line in lines:
        if group and not (
            abs(line.bottom - group[-1].bottom) < _LEVEL * line.size
            and line.left >= group[-1].right
            and len(group) < _MOST_COLUMNS
        ):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _one(group: Sequence[Line]) -> Line:
    """Return lines of one height as one, with a piece for each that stands apart."""
    if len(group) == 1:
        return group[0]
    pieces: list[Piece] = []
    for piece in (piece for line in group for piece in _pieces(line)):
        if pieces and piece.left - pieces[-1].right < _LEVEL * group[0].size:
            pieces[-1] = Piece(pieces[-1].text + piece.text, pieces[-1].left, piece.right)
        else:
            pieces.append(piece)
    bottom, top = min(line.bottom for line in group), max(line.top for line in group)
    text = " ".join(piece.text for piece in pieces)
    line = Line(text, pieces[0].left, pieces[-1].right, bottom, top)
    line.pieces = pieces if len(pieces) > 1 else []
    return line


def _run_end(lines: Sequence[Line], at: int) -> int:
    """Return where the lines end whose pieces stand in the same columns."""
    columns = _merged([], lines[at].pieces)
    for number in range(at + 1, min(len(lines), at + _MOST_ROWS)):
        line = lines[number]
        widened = _merged(columns, _pieces(line))
        # A line of one piece is a heading of what follows, where it stands in no column.
        if (
            len(widened) > (_MOST_COLUMNS if line.pieces else len(columns))
            or not _is_below(lines[number - 1], line)
            or not _are_apart(
                widened, lines[at if len(widened) < len(columns) else number : number + 1]
            )
        ):
            return number
        columns = widened
    return min(len(lines), at + _MOST_ROWS)


def _columns(lines: Sequence[Line]) -> list[_Column]:
    return _merged([], [piece for line in lines for piece in _pieces(line)])


def _merged(columns: Sequence[_Column], pieces: Sequence[Piece]) -> list[_Column]:
    """Return columns with a line's pieces in them: what overlaps is one."""
    found: list[_Column] = []
    for left, right in sorted([*columns, *((piece.left, piece.right) for piece in pieces)]):
        if found and left < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], right)
        else:
            found.append((left, right))
    return found


def _are_apart(columns: Sequence[_Column], lines: Sequence[Line]) -> bool:
    """Tell whether the pieces of each line stand in columns of their own."""
    return all(
        len({_place(columns, piece) for piece in _pieces(line)}) == len(_pieces(line))
        for line in lines
    )


def _place(columns: Sequence[_Column], piece: Piece) -> int:
    """Return the column that a piece stands in."""
    places = (n for n, (_, right) in enumerate(columns) if piece.left < right)
    return next(places, len(columns) - 1)


def _pieces(line: Line) -> Sequence[Piece]:
    return line.pieces or [Piece(line.text, line.left, line.right)]


def _is_below(above: Line, below: Line) -> bool:
    return 0 < above.bottom - below.bottom <= _MOST_DROP * max(above.size, below.size)


def _in_columns(lines: Sequence[Line]) -> list[Line]:
    """Return the lines column after column; none where these are not all of prose."""
    if len(lines) < _LEAST_ROWS or 2 * sum(bool(line.pieces) for line in lines) < len(lines):
        return []
    columns = _columns(lines)
    sides: list[list[Line]] = [[] for _ in columns]
    for line in lines:
        for piece in _pieces(line):
            part = Line(piece.text, piece.left, piece.right, line.bottom, line.top)
            sides[_place(columns, piece)].append(part if line.pieces else line)
    return [line for side in sides for line in side] if all(map(_is_prose, sides)) else []


def _is_prose(lines: Sequence[Line]) -> bool:
    """Tell whether most lines fill their column, as those of sentences do."""
    most = max((line.right - line.left for line in lines), default=0.0)
    full = sum(
        line.right - line.left > _FULL * most and width(line.text) >= _LEAST_PROSE for line in lines
    )
    return len(lines) >= _LEAST_ROWS and full > _MOSTLY * len(lines)


def _rows(lines: Sequence[Line]) -> list[Line]:
    """Return lines as the rows of a table; none where their pieces are no cells."""
    columns = _columns(lines)
    if len(lines) < _LEAST_ROWS or not _are_apart(columns, lines):
        return []
    if _is_wordy(lines) or _goes_on(lines, columns):
        return []
    table = [[Cell("") for _ in columns] for _ in lines]
    for row, line in zip(table, lines, strict=True):
        for piece in line.pieces:
            row[_place(columns, piece)] = Cell(clean(piece.text))
    first, *_ = sides = list(zip(*table, strict=True))
    is_list = len(columns) == 2 and all(_MARKER.fullmatch(cell.text) for cell in first)
    texts = [[cell.text for cell in side if cell.text] for side in sides]
    is_ruled = any(len(own) > 1 and not any(map(_LETTER.search, own)) for own in texts)
    if is_list or is_ruled:
        return []
    rows = joined(with_headers(table))
    return [replace(lines[row.line], text=row.text, row=row, pieces=[]) for row in rows]


def _is_wordy(lines: Sequence[Line]) -> bool:
    """Tell whether more pieces are lines of text than could be cells."""
    pieces = [piece for line in lines for piece in line.pieces]
    return 2 * sum(width(piece.text) > _MOST_CELL for piece in pieces) > len(pieces)


def _goes_on(lines: Sequence[Line], columns: Sequence[_Column]) -> bool:
    """Tell whether pieces go on in those below them, as columns of text do that are set ragged."""
    last: dict[int, Piece] = {}
    count = led_on = 0
    for line in lines:
        for piece in line.pieces:
            place = _place(columns, piece)
            above = last.get(place)
            led_on += (
                above is not None
                and width(above.text) >= _LEAST_PROSE
                and not _SENTENCE_END.search(above.text)
                and bool(_LED_ON.match(piece.text))
            )
            last[place] = piece
            count += 1
    return led_on > _MOST_LED_ON * count
