"""A page's text -> its lines and where they stand, by PDFium."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2 as pdfium

from bot.sources.extract.lines import width

HYPHEN = "\ufffe"
"""What PDFium puts where a word was parted at the end of a line."""

_USUAL_SIZE = 10.0
_USUAL_WIDTH = 5.0


@dataclass(slots=True)
class Line:
    """A line, in points from the page's lower left corner; at its end, HYPHEN where one stood."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    first: int = 0

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
    return Line(text, left, right, min(bottom, end_bottom), max(top, end_top), first)


def _guessed(text: str, number: int) -> Line:
    top = -number * 1.2 * _USUAL_SIZE
    return Line(text, 0, width(text) * _USUAL_WIDTH, top - _USUAL_SIZE, top)
