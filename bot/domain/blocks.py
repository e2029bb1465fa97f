"""What every extractor makes of a source: one text, and the blocks it is made of. Data only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "paragraph", "item", "row", "caption", "code"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a source that stands for itself: no sentence goes on into the next one.

    Attributes:
        kind: What it is on the page; a "row" is one of a table, each value with its header.
        start: Where it starts in the text, in code points.
        end: Where it ends (exclusive).
        level: Of a heading, 1 to 6; else 0.
        main: It is part of the page's content, not of what stands around it.
        page: Of a paged document, from 1.
        cells: Of a row, where its own cells stand; what is between is repeated from elsewhere.
    """

    kind: Kind
    start: int
    end: int
    level: int = 0
    main: bool = True
    page: int | None = None
    cells: tuple[Span, ...] = ()


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
        frame: Address of the page that holds the text, where this one only frames it.
    """

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    url: str | None = None
    language: str | None = None
    date: str | None = None
    frame: str | None = None


class Writer:
    """Puts a text together, block by block."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._blocks: list[tuple[Kind, int, int | None, tuple[Span, ...]]] = []

    def __len__(self) -> int:
        return len(self._blocks)

    def add(
        self,
        kind: Kind,
        text: str,
        *,
        level: int = 0,
        page: int | None = None,
        cells: Sequence[Span] = (),
    ) -> None:
        """Append a block, if it is not empty; `cells` are spans of its own `text`."""
        if text:
            self._texts.append(text)
            self._blocks.append((kind, level, page, tuple(cells)))

    def shown(self) -> list[tuple[Kind, str]]:
        """Of each block, what stands there: a row without the headers that it repeats."""
        return [
            (kind, " ".join(text[start:end] for start, end in cells) if cells else text)
            for text, (kind, *_, cells) in zip(self._texts, self._blocks, strict=True)
        ]

    def text(self) -> str:
        """All of it."""
        return "\n".join(self._texts)

    def blocks(self, main: Sequence[bool] | None = None) -> tuple[Block, ...]:
        """All blocks; `main` says of each whether it is content (None: all are)."""
        made, start = [], 0
        for index, (kind, level, page, cells) in enumerate(self._blocks):
            end = start + len(self._texts[index])
            placed = tuple((start + low, start + high) for low, high in cells)
            is_main = main is None or main[index]
            made.append(Block(kind, start, end, level, is_main, page, placed))
            start = end + 1
        return tuple(made)
