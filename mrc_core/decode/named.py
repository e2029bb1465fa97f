"""A question -> the cells of tables and forms that it names by their row and column. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from mrc_core.decode.cells import Cell, cells_of, line_at

_WORD = regex.compile(r"\d+(?:[.,]\d+)*|\p{Latin}+|\p{Hangul}+")
_WEEKDAY = regex.compile(r"\(([월화수목금토일])\)")
# "작성자", "작성일": what is named by it is asked for with a verb, "누가 작성했나요?".
_STEM = regex.compile(r"(?<=\p{Hangul}{2})[자일시처지]$")
_PER_CHARACTER = 0.01
_KIND = 0.1
# Code points of a value that is taken as a whole.
_MOST_WHOLE = 60
_PLAIN = regex.compile(r"[^()\[\],;/]{1,30}")
_LISTS = regex.compile(r"참석|참가|참여|불참|attend|present|absent|participants|members", regex.I)
_NAMES = regex.compile(r"(?:\p{L}[\p{L}.]*+(?:\s\p{L}[\p{L}.]*+){0,2}+(?:,\s|$)){2,12}+")
# The same kind: what a question asks with, and what a name that is asked for so looks like.
_KINDS = tuple(
    (regex.compile(asks, regex.I), regex.compile(name, regex.I))
    for asks, name in (
        (
            r"누구|누가|누군|글쓴이|작성자|기자|\bwho\b|\bauthor\b",
            r"자$|담당|글쓴이|^글$|작성$|이름|성명|\bby$|^author|owner|contact",
        ),
        (
            r"언제|며칠|몇\s?[시월]|날짜|\bwhen\b|\bwhat (?:time|date|day)\b",
            r"일$|일시|일자|날짜|시각|시간|기간|기한|마감|등록$|수정$|게시$|\bdate|\btime|^posted$|published"
            r"|updated|deadline|\bdue\b",
        ),
        (r"어디|장소|\bwhere\b|\bwhich room\b", r"장소|위치|주소|place|venue|location|address"),
        (
            r"얼마|가격|요금|\bhow much\b|\bprice|\bcost",
            r"가격|요금|비$|비용|금액|단가|가$|price|fee|cost|rate",
        ),
    )
)
# Of a thing that comes again, another time: "다음 회의: …".
_OTHER_TIME = regex.compile(r"^(?:다음|차기|지난|이전|next|previous|last)\b", regex.I)
_AUTHOR = (
    regex.compile(
        r"글쓴이|작성자|저자|필자|누가\s?(?:쓴|썼|작성|올)|\bwho (?:wrote|posted)\b|\bauthor\b",
        regex.I,
    ),
    regex.compile(
        r"작성자?$|^글(?:쓴이)?$|기자|저자|^by$|^posted by$|^written by$|author", regex.I
    ),
)


class Fit(NamedTuple):
    """How well a question names a cell by its row and by its column; higher is better."""

    row: float
    column: float


class Named:
    """What a question's words name."""

    def __init__(self, question: str) -> None:
        self._words = frozenset(_words(question))
        self._hangul = "".join(regex.findall(r"\p{Hangul}+", question))
        self._kinds = tuple(name for asks, name in _KINDS if asks.search(question))
        self._asks_author = bool(_AUTHOR[0].search(question))
        self._given: set[str] = set()
        self._lines: dict[tuple[str, int], list[tuple[Cell, Fit]]] = {}

    def misses(self, text: str, spans: Sequence[tuple[int, int]]) -> list[int]:
        """Return for each span in how much its cell is not the one that the question names.

        0 for the cell of the row and the column that are named best, and for what is no cell; 1 for
        another row or another column, 2 for both.
        """
        found = [self._best(text, *span) for span in spans]
        fits = [self._without_given(*best) if best else None for best in found]
        named = max((fit for fit in fits if fit), key=sum, default=Fit(0, 0))
        return [
            int(best[0].row != "" and fit.row < named.row) + int(fit.column < named.column)
            if best and fit
            else 0
            for best, fit in zip(found, fits, strict=True)
        ]

    def _without_given(self, cell: Cell, fit: Fit) -> Fit:
        """Return a fit without a column that a question names together with its value.

        "Which room has 30 seats?" asks for no number of seats.
        """
        return fit._replace(column=0.0) if cell.column in self._given else fit

    def narrow(self, text: str, start: int, end: int) -> tuple[int, int]:
        """Return the value of the cell of a span that is named best, or what of it was marked."""
        found = self._best(text, start, end)
        if not found:
            return start, end
        cell, _ = found
        if cell.names_row or self._is_whole(text, cell):
            return cell.value, cell.end
        return max(start, cell.value), min(end, cell.end)

    def _best(self, text: str, start: int, end: int) -> tuple[Cell, Fit] | None:
        """Return the cell of a span that is named best, None if it holds none."""
        first, last = self._line(text, start), self._line(text, end - 1)
        inside = [
            found
            for found in (first if first is last else [*first, *last])
            if found[0].value < end and start < found[0].end
        ]
        return max(inside, key=lambda found: sum(found[1]), default=None)

    def _line(self, text: str, position: int) -> list[tuple[Cell, Fit]]:
        line = line_at(text, position)
        if not line:
            return []
        place = text, line[0]
        if place not in self._lines:
            self._lines[place] = list(self._fitted(text, cells_of(text, *line)))
        return self._lines[place]

    def _fitted(self, text: str, cells: Sequence[Cell]) -> Iterator[tuple[Cell, Fit]]:
        """Yield how well each cell of a line is named."""
        # A row is named by what it is called, or by what else is in it; what the question says
        # itself is no answer to it.
        values = (text[cell.value : cell.end] for cell in cells)
        said = [self._holds(value) * _fit_of(len(value), 0) for value in values]
        by_value = max(
            (fit for fit, cell in zip(said, cells, strict=True) if not cell.names_row), default=0.0
        )
        for own, cell in zip(said, cells, strict=True):
            if own:
                self._given.add(cell.column)
                yield cell, Fit(0, 0)
                continue
            by_name = 0.0 if cell.names_row else self._said(cell.row)
            yield cell, Fit(max(by_name, by_value), self._column(cell.column))

    def _is_whole(self, text: str, cell: Cell) -> bool:
        """Return whether all of a value is asked for: its name is said, and no kind of thing.

        Of names side by side that is so, too.
        """
        value = text[cell.value : cell.end]
        if not self._said(cell.column) or len(value) > _MOST_WHOLE:
            return False
        if _LISTS.search(cell.column):
            return bool(_NAMES.fullmatch(value))
        return not self._kinds and bool(_PLAIN.fullmatch(value))

    def _column(self, name: str) -> float:
        """Return how well a column is named, by its words and by the kind of what is asked for."""
        if not name:
            return 0.0
        other = _OTHER_TIME.search(name)
        if other and not self._has(other[0].lower()):
            return -1.0
        said = self._said(name)
        # A kind alone is no name: "몇 시" may ask for the last bus beside a column of departures.
        kind = said > 0 and any(pattern.search(name) for pattern in self._kinds)
        author = self._asks_author and bool(_AUTHOR[1].search(name))
        return said + _KIND * kind + author

    def _said(self, name: str) -> float:
        """Return how much of a name the question holds, and a little for how much that is."""
        said = unsaid = 0
        for word in _words(name):
            stem = word if self._has(word) else _STEM.sub("", word)
            if self._has(stem):
                said += len(stem)
            else:
                unsaid += len(word)
        return _fit_of(said, unsaid) if said > 1 else 0.0

    def _holds(self, value: str) -> bool:
        """Return whether the question holds all of a value's words."""
        words = _words(value)
        return sum(map(len, words)) > 1 and all(map(self._has, words))

    def _has(self, word: str) -> bool:
        return word in self._words or ("가" <= word[0] <= "힣" and word in self._hangul)


def _fit_of(said: int, unsaid: int) -> float:
    """Return the share of a name that is said, and a little more for a longer one."""
    return said / (said + unsaid) + _PER_CHARACTER * said


def _words(text: str) -> list[str]:
    return _WORD.findall(_WEEKDAY.sub(r" \1요일", text).lower())
