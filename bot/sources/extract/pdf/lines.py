"""A page's text -> its lines and where they stand, by PDFium."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import regex

from bot.sources.extract.lines import tidy, width
from bot.sources.extract.tables.rows import Row

HYPHEN = "\ufffe"
"""What PDFium puts where a word was parted at the end of a line."""

_USUAL_SIZE = 10.0
_USUAL_WIDTH = 5.0
_BLANKS = regex.compile(r"(?<=\S)\s+(?=\S)")
_UNUSABLE = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Of a letter's height: between two words there is less, between two columns more.
_WIDE = 1.0


def clean(text: str) -> str:
    """Return a text on one line, without what no encoding has."""
    return tidy(_UNUSABLE.sub("", text))


class Piece(NamedTuple):
    """A part of a line that stands apart, as columns and cells do."""

    text: str
    left: float
    right: float


@dataclass(slots=True)
class Line:
    """A line, in points from the page's lower left corner; at its end, HYPHEN where one stood.

    Attributes:
        first: The number of its first letter on the page.
        pieces: Its parts, if wide gaps are between them.
        row: It is a row of a table, which its text is written from.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    first: int = 0
    pieces: list[Piece] = field(default_factory=list)
    row: Row | None = None

    @property
    def size(self) -> float:
        """Return the height of its letters."""
        return self.top - self.bottom


def read_lines(page: pdfium.PdfTextPage) -> tuple[str, list[Line]]:
    """Return a page's text, and its lines in the order in which it has them."""
    text = page.get_text_range(errors="ignore")
    # Where a letter takes two places, the places of all after it are not known.
    is_placed = len(text) == page.count_chars()
    lines: list[Line] = []
    first = 0
    for piece in text.replace(HYPHEN, f"{HYPHEN}\n").split("\n"):
        line = piece.rstrip("\r ")
        if line.strip():
            start = first + len(line) - len(line.lstrip())
            last = first + len(line.rstrip(HYPHEN)) - 1
            lines.append(
                _placed(page, line.lstrip(), start, max(last, start))
                if is_placed
                else _guessed(line.lstrip(), len(lines))
            )
        first += len(piece) + (not piece.endswith(HYPHEN))
    return text, lines


def _placed(page: pdfium.PdfTextPage, text: str, first: int, last: int) -> Line:
    left, bottom, _, top = page.get_charbox(first, loose=True)
    _, end_bottom, right, end_top = page.get_charbox(last, loose=True)
    line = Line(text, left, right, min(bottom, end_bottom), max(top, end_top), first)
    line.pieces = _pieces(page, line)
    return line


def _pieces(page: pdfium.PdfTextPage, line: Line) -> list[Piece]:
    """Return the parts of a line between wide gaps; none where there are no such gaps."""
    parts: list[tuple[int, float, float]] = []
    start, left = 0, line.left
    for blank in _BLANKS.finditer(line.text):
        _, right = _edges(page, line.first + blank.start() - 1)
        following, _ = _edges(page, line.first + blank.end())
        if following - right > _WIDE * line.size:
            parts.append((start, left, right))
            start, left = blank.end(), following
    if not parts:
        return []
    parts.append((start, left, line.right))
    ends = [at for at, _, _ in parts[1:]] + [len(line.text)]
    return [
        Piece(line.text[at:end].rstrip(), left, right)
        for (at, left, right), end in zip(parts, ends, strict=True)
    ]


def _edges(page: pdfium.PdfTextPage, index: int) -> tuple[float, float]:
    """Return where a letter begins and ends."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium_c.FPDFText_GetCharBox(page.raw, index, left, right, bottom, top)
    return left.value, right.value


def _guessed(text: str, number: int) -> Line:
    top = -number * 1.2 * _USUAL_SIZE
    return Line(text, 0, width(text) * _USUAL_WIDTH, top - _USUAL_SIZE, top)
