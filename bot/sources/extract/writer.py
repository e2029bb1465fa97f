"""Putting a source's text together from its blocks, as every extractor does."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.blocks import Block, Kind, Span


class Writer:
    """Appends block after block; a newline stands between two in the text."""

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
        """Return each block's kind and the text shown there: a row without repeated headers."""
        return [
            (kind, " ".join(text[start:end] for start, end in cells) if cells else text)
            for text, (kind, *_, cells) in zip(self._texts, self._blocks, strict=True)
        ]

    def text(self) -> str:
        """Return the whole text."""
        return "\n".join(self._texts)

    def blocks(self, main: Sequence[bool] | None = None) -> tuple[Block, ...]:
        """Return all blocks; `main` says of each whether it is content (None: all are)."""
        made, start = [], 0
        for index, (kind, level, page, cells) in enumerate(self._blocks):
            end = start + len(self._texts[index])
            placed = tuple((start + low, start + high) for low, high in cells)
            is_main = main is None or main[index]
            made.append(Block(kind, start, end, level, is_main, page, placed))
            start = end + 1
        return tuple(made)
