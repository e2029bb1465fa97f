"""Where in its source an answer stands, and a link that opens it there. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.source.blocks import Block, Span
from bot.domain.source.document import Document
from bot.domain.source.fragment import SearchedPage
from mrc_core import Answer

_DIRECTIVE = ":~:"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands.

    Attributes:
        heading: The nearest heading above it.
        page: Of a paged document, from 1.
        url: Opens the source there; None for what has no address.
        row: In a table, what its row is called.
        column: In a table, what its column is called.
        row_number: In a spreadsheet, from 1.
    """

    heading: str | None = None
    page: int | None = None
    url: str | None = None
    row: str | None = None
    column: str | None = None
    row_number: int | None = None


def places_of(documents: Sequence[Document], answers: Sequence[Answer]) -> tuple[Place, ...]:
    """Return the place of each answer in the document that it is from."""
    found: dict[int, Place] = {}
    for index, document in enumerate(documents):
        within = [at for at, answer in enumerate(answers) if answer.passage == index]
        found |= zip(within, _places_in(document, [answers[at] for at in within]), strict=True)
    return tuple(found[at] for at in range(len(answers)))


def _places_in(document: Document, answers: Sequence[Answer]) -> Sequence[Place]:
    blocks, url = document.blocks, document.url
    if not blocks or not answers:
        return [Place(url=url) for _ in answers]
    headings = [block for block in blocks if block.kind == "heading"]
    is_page = document.kind == "web" and document.is_page
    page = SearchedPage(document.text, blocks) if is_page else None
    places = []
    for answer in answers:
        block = blocks[max(bisect_right(blocks, answer.start, key=_start) - 1, 0)]
        above = bisect_left(headings, block.start, key=_start)
        heading = headings[above - 1] if above else None
        fragment = page.fragment(*_target(answer, block)) if page else None
        cell = _cell(answer, block)
        names = block.names
        number = block.page_at(answer.start)
        if number and document.kind == "pdf":
            fragment = f"page={number}"
        places.append(
            Place(
                heading=document.text[heading.start : heading.end] if heading else None,
                page=number,
                url=_link(url, fragment) if url and fragment else url,
                row=(names and names.row) or None,
                column=(names.columns[cell] if names and cell is not None else None) or None,
                row_number=names.number if names else None,
            )
        )
    return places


def _start(block: Block) -> int:
    return block.start


def _link(url: str, fragment: str) -> str:
    """Return the address with a fragment; a page's own stays in front of a text directive."""
    address, _, own = url.partition("#")
    kept = own.partition(_DIRECTIVE)[0] if fragment.startswith(_DIRECTIVE) else ""
    return f"{address}#{kept}{fragment}"


def _cell(answer: Answer, block: Block) -> int | None:
    """Return which of a row's cells the answer stands in, from 0; None where it is in none."""
    for index, (start, end) in enumerate(block.cells):
        if start <= answer.start and answer.end <= end:
            return index
    return None


def _target(answer: Answer, block: Block) -> Span:
    """Return the span that a link leads to: the answer's sentence, or in a row its cell."""
    cell = _cell(answer, block)
    if cell is not None and block.kind == "row":
        return block.cells[cell]
    end = answer.context_start + len(answer.context)
    if block.start <= answer.context_start and end <= block.end:
        return answer.context_start, end
    return answer.start, answer.end
