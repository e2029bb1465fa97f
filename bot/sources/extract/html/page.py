"""HTML -> all that a page has to read, and what kind of page it is. Pure.

Nothing is thrown away because it looks like boilerplate: an answer in a table, a list or a
footer is an answer too. `main_content` says which blocks are the page's content.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex
from bs4 import Tag

from bot.domain.source.blocks import Extracted, Kind
from bot.sources.extract.html.frames import FRAMING, content_frames
from bot.sources.extract.html.main_content import by_lines, main_blocks
from bot.sources.extract.html.metadata import DECLARING, metadata
from bot.sources.extract.html.script_data import embedded_text, script_target, video_text
from bot.sources.extract.html.strip import strip
from bot.sources.extract.html.tree.nodes import elements
from bot.sources.extract.html.tree.parse import is_too_much, parse, without_huge_tags
from bot.sources.extract.html.walker import Walker
from bot.sources.extract.html.walls import WALLING, Seen, wall

# With less prose than this, a page is taken to bring its text by other means.
_LEAST_PROSE = 300
_SENTENCE = regex.compile(r"\S\s+\S.*[.!?。…][\"'”’)\]]*(?:\s|$)")
_LOOKED_AT = 1_000
_NEEDS_SCRIPT = regex.compile(r"javascript|자바\s?스크립트", regex.IGNORECASE)
_SHORTEST_TEXT, _LONGEST_HINT = 20, 200


def extract(html: str) -> Extracted:
    """Read a page."""
    if is_too_much(html):
        return strip(html)
    html = without_huge_tags(html)
    tree = parse(html)
    walker = Walker()
    walker.read(tree)
    writer = walker.writer
    main = main_blocks(html, writer.shown(), walker.around, walker.unjudged)
    found = elements(tree, {*DECLARING, *FRAMING, *WALLING})
    about = metadata(found)
    is_sparse = _prose(writer.shown(), main) < _LEAST_PROSE
    if is_sparse and about.is_video:
        main = [False] * len(main)
        walker.read_lines("\n".join(video_text(found["script"], about)))
    else:
        hidden = found["noscript"] if is_sparse else ()
        _read_more(walker, hidden, found["script"], is_sparse=is_sparse)
    main += [True] * (len(writer) - len(main))
    for index in by_lines(writer.shown(), main):
        writer.call(index, "byline")
    shown = writer.shown()
    content = [text for (_, text), is_main in zip(shown, main, strict=True) if is_main]
    seen = Seen(about.title, content, _prose(shown, main), len(content) < len(shown))
    kind = wall(found, seen)
    leads = None if shown or kind in ("login", "error") else script_target(found["script"])
    return Extracted(
        writer.text(),
        writer.blocks(main),
        title=about.title,
        url=about.url,
        language=about.language,
        date=about.date,
        frames=content_frames(found, is_sparse=is_sparse),
        refresh=about.refresh or leads,
        wall=kind,
    )


def extract_content(html: str) -> Extracted:
    """Read HTML that is all content, as documents of other formats give it."""
    if is_too_much(html):
        return strip(html)
    walker = Walker()
    walker.read(parse(without_huge_tags(html)))
    return Extracted(walker.writer.text(), walker.writer.blocks())


def _read_more(
    walker: Walker,
    hidden: Iterable[Tag],
    scripts: Sequence[Tag],
    *,
    is_sparse: bool,
) -> None:
    """Add what a page holds beside what its markup shows."""
    for element in hidden:
        text = element.get_text(" ", strip=True)
        is_hint = len(text) < _LONGEST_HINT and _NEEDS_SCRIPT.search(text)
        if len(text) >= _SHORTEST_TEXT and not is_hint:
            element.name = "div"
            walker.read(element)
    for text in embedded_text(scripts, walker.writer.text(), is_sparse=is_sparse):
        walker.read_data(text)


def _prose(shown: Sequence[tuple[Kind, str]], main: Sequence[bool]) -> int:
    """Return how many code points of the content are sentences."""
    return sum(
        len(text)
        for (kind, text), is_main in zip(shown, main, strict=True)
        if is_main and kind not in ("heading", "code") and _SENTENCE.search(text[:_LOOKED_AT])
    )
