"""HTML -> the blocks that a reader sees, in one pass over the whole page. Pure.

Nothing is thrown away because it looks like boilerplate: an answer in a table, a list or a
footer is an answer too. `main_content` says which blocks are the page's content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.domain.blocks import Extracted, Kind
from bot.sources.extract.html.main_content import main_blocks
from bot.sources.extract.html.metadata import metadata
from bot.sources.extract.html.nodes import INLINE, SPACED, inline_text, tidy, walk
from bot.sources.extract.html.script_data import embedded_text
from bot.sources.extract.html.tables import Row, arranging, definition, rows_of
from bot.sources.extract.writer import Writer

_KINDS: dict[str, tuple[Kind, int]] = {
    **{f"h{level}": ("heading", level) for level in range(1, 7)},
    "li": ("item", 0),
    "caption": ("caption", 0),
    "figcaption": ("caption", 0),
}
_AROUND = frozenset(("nav", "footer", "aside"))
# A parser compares each attribute with all before it: a tag of this length, most likely a
# hostile one, would cost it seconds. Pictures in attributes are shorter, or hold no text.
_HUGE_TAG = 100_000
# Pages of which a frame shows the text (Naver blogs).
_FRAME = "iframe#mainFrame[src]"


def extract(html: str) -> Extracted:
    """Read a page."""
    html = _without_huge_tags(html)
    tree = LexborHTMLParser(html)
    walker = _Walker()
    if tree.body is not None:
        walker.read(tree.body)
    writer = walker.writer
    main = main_blocks(html, writer.shown(), walker.around)
    for text in embedded_text(tree, writer.text()):
        walker.read_data(text)
    main += [True] * (len(writer) - len(main))
    frame = tree.css_first(_FRAME)
    about = metadata(tree)
    return Extracted(
        writer.text(),
        writer.blocks(main),
        title=about.title,
        url=about.url,
        language=about.language,
        date=about.date,
        frame=frame.attributes.get("src") if frame else None,
    )


def _without_huge_tags(html: str) -> str:
    parts = html.split("<")
    for index, part in enumerate(parts):
        if len(part) > _HUGE_TAG and part[0].isalpha():
            end = part.find(">")
            if end > _HUGE_TAG:
                parts[index] = part[: part.index(" ")] + part[end:] if " " in part[:end] else ""
    return "<".join(parts)


def extract_content(html: str) -> Extracted:
    """Read HTML that is all content, as documents of other formats give it."""
    walker = _Walker()
    body = LexborHTMLParser(html).body
    if body is not None:
        walker.read(body)
    return Extracted(walker.writer.text(), walker.writer.blocks())


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

    def read(self, body: LexborNode) -> None:
        """Add all blocks below a node."""
        self._arranging = arranging(body)
        for node, starts in walk(body, self._whole):
            if node.is_text_node:
                self._line.append(node.text_content or "")
                continue
            tag = node.tag or ""
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
        body = LexborHTMLParser(text).body if "<" in text else None
        if body is not None:
            self.read(body)
        else:
            for line in text.splitlines():
                self._add("paragraph", tidy(line))

    def _whole(self, node: LexborNode) -> bool:
        """Take tables of data, definitions and preformatted text as a whole."""
        tag = node.tag
        if tag == "pre":
            self._end_line()
            self._add("code", _preformatted(node))
            return True
        rows: Iterable[Row] | None = None
        if tag == "table":
            rows = None if node.mem_id in self._arranging else rows_of(node)
        elif tag == "dl":
            rows = _definitions(node)
        if rows is None:
            return False
        self._end_line()
        for caption in node.css("caption"):
            self._add("caption", inline_text(caption))
        for row in rows:
            self._add("row", row.text, row)
        return True

    def _end_line(self) -> None:
        if self._line:
            kind, level = self._kinds[-1]
            self._add(kind, tidy("".join(self._line)), level=level)
            self._line.clear()

    def _add(self, kind: Kind, text: str, row: Row | None = None, level: int = 0) -> None:
        if text:
            self.writer.add(kind, text, level=level, cells=row.cells if row else ())
            self.around.append(self._depth_around > 0)


def _definitions(node: LexborNode) -> list[Row] | None:
    """A row for each term of a definition list, if each fits on a line."""
    rows = [definition(term, values) if term else None for term, values in _terms(node)]
    fitting = [row for row in rows if row]
    return fitting if fitting and len(fitting) == len(rows) else None


def _terms(node: LexborNode) -> Iterator[tuple[LexborNode | None, list[LexborNode]]]:
    term: LexborNode | None = None
    values: list[LexborNode] = []
    for part in node.css("dt, dd"):
        if part.tag == "dd":
            values.append(part)
            continue
        if term is not None or values:
            yield term, values
        term, values = part, []
    if term is not None or values:
        yield term, values


def _preformatted(node: LexborNode) -> str:
    """Its lines as they stand."""
    parts = []
    for part, starts in walk(node):
        if part.is_text_node:
            parts.append(part.text_content or "")
        elif starts and part.tag == "br":
            parts.append("\n")
    lines = "".join(parts).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")
