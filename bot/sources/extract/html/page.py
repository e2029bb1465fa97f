"""HTML -> the blocks that a reader sees, in one pass over the whole page. Pure.

Nothing is thrown away because it looks like boilerplate: an answer in a table, a list or a
footer is an answer too. `main_content` says which blocks are the page's content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bs4 import Tag

from bot.domain.blocks import Extracted, Kind
from bot.sources.extract.html.main_content import main_blocks
from bot.sources.extract.html.metadata import DECLARING, metadata
from bot.sources.extract.html.nodes import INLINE, SPACED, attribute, elements, tidy, walk
from bot.sources.extract.html.script_data import embedded_text
from bot.sources.extract.html.tables import arranging, definition, read_table
from bot.sources.extract.html.tree import is_too_much, parse, without_huge_tags
from bot.sources.extract.strip import strip
from bot.sources.extract.tables.rows import Row
from bot.sources.extract.writer import Writer

_KINDS: dict[str, tuple[Kind, int]] = {
    **{f"h{level}": ("heading", level) for level in range(1, 7)},
    "li": ("item", 0),
    "caption": ("caption", 0),
    "figcaption": ("caption", 0),
}
_AROUND = frozenset(("nav", "footer", "aside"))
# Pages of which a frame shows the text (Naver blogs).
_FRAME = "mainFrame"


def extract(html: str) -> Extracted:
    """Read a page."""
    if is_too_much(html):
        return strip(html)
    html = without_huge_tags(html)
    tree = parse(html)
    walker = _Walker()
    walker.read(tree)
    writer = walker.writer
    main = main_blocks(html, writer.shown(), walker.around)
    found = elements(tree, (*DECLARING, "iframe"))
    for text in embedded_text(found["script"], writer.text()):
        walker.read_data(text)
    main += [True] * (len(writer) - len(main))
    about = metadata(found)
    return Extracted(
        writer.text(),
        writer.blocks(main),
        title=about.title,
        url=about.url,
        language=about.language,
        date=about.date,
        frame=_frame(found["iframe"]),
        refresh=about.refresh,
    )


def extract_content(html: str) -> Extracted:
    """Read HTML that is all content, as documents of other formats give it."""
    if is_too_much(html):
        return strip(html)
    walker = _Walker()
    walker.read(parse(without_huge_tags(html)))
    return Extracted(walker.writer.text(), walker.writer.blocks())


def _frame(frames: Sequence[Tag]) -> str | None:
    addresses = (attribute(f, "src") for f in frames if attribute(f, "id") == _FRAME)
    return next(filter(None, addresses), None)


class _Walker:
    """Collects inline text until a block ends.

    Attributes:
        writer: Holds the blocks.
        around: Of each block, whether it stands in navigation, a footer or an aside.
    """

    def __init__(self) -> None:
        self.writer = Writer()
        self.around: list[bool] = []
        self._line: list[str] = []
        self._kinds: list[tuple[Kind, int]] = [("paragraph", 0)]
        self._depth_around = 0
        self._arranging: set[int] = set()

    def read(self, root: Tag) -> None:
        """Add all blocks below an element."""
        self._arranging = arranging(root)
        for node, starts in walk(root, self._whole):
            if not isinstance(node, Tag):
                self._line.append(str(node))
                continue
            tag = node.name
            if tag in SPACED:
                self._line.append(" ")
            elif tag not in INLINE:
                self._end_line()
                if tag in _AROUND:
                    self._depth_around += 1 if starts else -1
                elif tag in _KINDS:
                    if starts:
                        self._kinds.append(_KINDS[tag])
                    else:
                        self._kinds.pop()
        self._end_line()

    def read_data(self, text: str) -> None:
        """Add a text that scripts would show: HTML, or paragraphs in lines."""
        if "<" in text:
            self.read(parse(without_huge_tags(text)))
        else:
            for line in text.splitlines():
                self._add("paragraph", tidy(line))

    def _whole(self, element: Tag) -> bool:
        """Take tables of data, definitions and preformatted text as a whole."""
        if element.name == "pre":
            self._end_line()
            self._add("code", _preformatted(element))
        elif element.name == "table":
            table = None if id(element) in self._arranging else read_table(element)
            if table is None:
                return False
            self._end_line()
            self._add("paragraph", table.beside)
            for caption in table.captions:
                self._add("caption", caption)
            self._add_rows(table.rows)
        elif element.name == "dl":
            rows = _definitions(element)
            if rows is None:
                return False
            self._end_line()
            self._add_rows(rows)
        else:
            return False
        return True

    def _add_rows(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.writer.add_row(row)
            self.around.append(self._depth_around > 0)

    def _end_line(self) -> None:
        if self._line:
            kind, level = self._kinds[-1]
            self._add(kind, tidy("".join(self._line)), level=level)
            self._line.clear()

    def _add(self, kind: Kind, text: str, level: int = 0) -> None:
        if text:
            self.writer.add(kind, text, level=level)
            self.around.append(self._depth_around > 0)


def _definitions(dl: Tag) -> list[Row] | None:
    """Return a row for each term of a definition list, if each fits on a line."""
    if any(isinstance(part, Tag) and part.name == "dl" for part in dl.descendants):
        return None
    rows = [definition(term, values) if term else None for term, values in _terms(dl)]
    fitting = [row for row in rows if row]
    return fitting if fitting and len(fitting) == len(rows) else None


def _terms(dl: Tag) -> Iterator[tuple[Tag | None, list[Tag]]]:
    term: Tag | None = None
    values: list[Tag] = []
    for part in dl.descendants:
        if not isinstance(part, Tag) or part.name not in ("dt", "dd"):
            continue
        if part.name == "dd":
            values.append(part)
            continue
        if term is not None or values:
            yield term, values
        term, values = part, []
    if term is not None or values:
        yield term, values


def _preformatted(pre: Tag) -> str:
    """Return its lines as they stand."""
    parts = []
    for node, starts in walk(pre):
        if not isinstance(node, Tag):
            parts.append(str(node))
        elif starts and node.name == "br":
            parts.append("\n")
    lines = "".join(parts).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")
