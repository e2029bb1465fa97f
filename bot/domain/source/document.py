"""A source that was read. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.source.blocks import Block, Shown
from mrc_core import Part, Passage

_AROUND_PRIOR = -2.0
"""Log odds of a part around a page's content: it holds the answer in about one of eight cases."""
_WEIGHTS: dict[Shown, float] = {"open": 0.0, "folded": -0.25, "label": -4.0}
"""Log odds of a block by how it is shown; a label alone is hardly ever an answer."""


@dataclass(frozen=True, slots=True)
class Document:
    """A source that was read.

    Attributes:
        kind: "text", "web", "pdf", "thread" or "file".
        text: All of its text; an answer's offsets are code points into it.
        url: Where a web page or PDF was found in the end, after redirects.
        fetched_at: When, for what was fetched (UTC).
        language: As the page declares it ("ko", "en-US").
        date: When it was published, as the page says; ISO 8601.
        paged: What its blocks' `page` counts.
        blocks: What its text is made of; none for pasted text.
        complete: False where its site ended before the page did.
        is_page: Of what is on the web, whether a browser shows it and can be sent to a place in it.
    """

    kind: Literal["text", "web", "pdf", "thread", "file"]
    text: str
    url: str | None = None
    title: str | None = None
    fetched_at: datetime | None = None
    language: str | None = None
    date: str | None = None
    paged: Literal["page", "slide"] = "page"
    blocks: tuple[Block, ...] = ()
    complete: bool = True
    is_page: bool = True

    @property
    def passage(self) -> Passage:
        """Return what the reader reads: the text, in the parts that its blocks are."""
        return Passage(
            self.text,
            tuple(
                Part(
                    block.start,
                    block.end,
                    whole=block.kind == "row",
                    prior=0.0 if block.main or block.kind == "byline" else _AROUND_PRIOR,
                    weight=_WEIGHTS[block.shown],
                )
                for block in self.blocks
            ),
        )
