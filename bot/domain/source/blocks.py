"""What every extractor makes of a source: one text, and the blocks it is made of. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "paragraph", "item", "row", "caption", "code", "byline"]
Shown = Literal["open", "folded", "label"]
"""How a page shows a block: at once, at a click, or as the name of what a click shows."""
Wall = Literal["login", "consent", "error", "script"]
"""What a page is that is not the one asked for: a sign-in, a question of consent, an error; or what
only a script fills."""
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class RowHeaders:
    """What a row of a table and its cells go by.

    Attributes:
        row: The row's name; "" without one.
        columns: Of each cell, its column's name; "" without one.
        number: Of the row in a spreadsheet, from 1.
    """

    row: str
    columns: tuple[str, ...]
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a source that stands for itself: no sentence goes on into the next one.

    Attributes:
        kind: What it is on the page; a "row" is one of a table, each value with its header, a
            "byline" says who wrote the content and when, and belongs to it.
        start: Where it starts in the text, in code points.
        end: Where it ends (exclusive).
        level: Of a heading, 1 to 6; else 0.
        main: It is part of the page's content, not of what stands around it.
        page: Of a paged document or slides, from 1.
        cells: Of a row, where its own cells stand; what is between is repeated from elsewhere.
        names: Of a row, what it and its cells go by.
        shown: How its page shows it.
        turn: Where it goes over onto a further page: how far from its start, and which page.
    """

    kind: Kind
    start: int
    end: int
    level: int = 0
    main: bool = True
    page: int | None = None
    cells: tuple[Span, ...] = ()
    names: RowHeaders | None = None
    shown: Shown = "open"
    turn: tuple[int, int] | None = None

    def page_at(self, place: int) -> int | None:
        """Return the page on which a place in the text stands that is within the block."""
        is_over = self.turn is not None and place - self.start >= self.turn[0]
        return self.turn[1] if self.turn and is_over else self.page


@dataclass(frozen=True, slots=True)
class Extracted:
    """A source's text with its blocks in reading order, a newline between them.

    Attributes:
        text: "" when there is none.
        blocks: They cover all of the text but the newlines between them.
        title: If it has one.
        url: Its canonical address, if it names one.
        language: As declared ("ko", "en-US").
        date: When it was published, as it says: ISO 8601.
        paged: What its blocks' `page` counts.
        frames: Addresses of pages that hold the text, where this one only frames it; the
            likeliest first.
        refresh: Address that the page sends its readers on to, within some seconds.
        wall: What the page is, where it is not the one asked for.
    """

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    url: str | None = None
    language: str | None = None
    date: str | None = None
    paged: Literal["page", "slide"] = "page"
    frames: tuple[str, ...] = ()
    refresh: str | None = None
    wall: Wall | None = None
