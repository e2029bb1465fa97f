"""Putting a source's text together from its blocks, as every extractor does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.source.blocks import Block, Extracted, Kind, RowHeaders, Shown, Span
from bot.sources.extract.tables.rows import Row


class BlockWriter:
    """Appends block after block; a newline stands between two in the text."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._blocks: list[
            tuple[Kind, int, int | None, tuple[Span, ...], RowHeaders | None, Shown, Span | None]
        ] = []
        self._columns: dict[tuple[str, ...], tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self._blocks)

    def add(
        self,
        kind: Kind,
        text: str,
        *,
        level: int = 0,
        page: int | None = None,
        turn: tuple[int, int] | None = None,
        shown: Shown = "open",
    ) -> None:
        """Append a block, if it is not empty."""
        if text:
            self._texts.append(text)
            self._blocks.append((kind, level, page, (), None, shown, turn))

    def add_row(
        self,
        row: Row,
        *,
        page: int | None = None,
        number: int | None = None,
        shown: Shown = "open",
    ) -> None:
        """Append a row of a table; `number` is what it has in a spreadsheet, from 1."""
        # The rows of a table share their columns' names: workers send them once.
        columns = tuple(row.columns)
        columns = self._columns.setdefault(columns, columns)
        names = RowHeaders(row.name, columns, number)
        self._texts.append(row.text)
        self._blocks.append((row.kind, 0, page, tuple(row.cells), names, shown, None))

    def call(self, index: int, kind: Kind) -> None:
        """Say anew what a block is."""
        self._blocks[index] = (kind, *self._blocks[index][1:])

    def shown(self) -> list[tuple[Kind, str]]:
        """Return each block's kind and the text shown there: a row without repeated headers."""
        return [
            (kind, " ".join(text[start:end] for start, end in cells) if cells else text)
            for text, (kind, _, _, cells, *_) in zip(self._texts, self._blocks, strict=True)
        ]

    def text(self) -> str:
        """Return the whole text."""
        return "\n".join(self._texts)

    def blocks(self, main: Sequence[bool] | None = None) -> tuple[Block, ...]:
        """Return all blocks; `main` says of each whether it is content (None: all are)."""
        made, start = [], 0
        for index, (kind, level, page, cells, names, shown, turn) in enumerate(self._blocks):
            end = start + len(self._texts[index])
            placed = tuple((start + low, start + high) for low, high in cells)
            is_main = main is None or main[index]
            made.append(Block(kind, start, end, level, is_main, page, placed, names, shown, turn))
            start = end + 1
        return tuple(made)


def concatenated(pages: Sequence[Extracted]) -> Extracted:
    """Return what was read in parts as one, without the empty ones."""
    parts = [page for page in pages if page.text]
    blocks: list[Block] = []
    start = 0
    for page in parts:
        for block in page.blocks:
            cells = tuple((low + start, high + start) for low, high in block.cells)
            moved = replace(block, start=block.start + start, end=block.end + start, cells=cells)
            blocks.append(moved)
        start += len(page.text) + 1
    return Extracted("\n".join(page.text for page in parts), tuple(blocks))
