"""The tree of a page -> the blocks that a reader sees, in one pass over it. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable

from bs4 import Tag

from bot.domain.source.blocks import Kind, Shown
from bot.sources.extract.html.grids import HOLDING, read_grid
from bot.sources.extract.html.tables import (
    Arranging,
    Table,
    arranging,
    definitions,
    read_table,
)
from bot.sources.extract.html.tree.inline import BREAK, lines_of
from bot.sources.extract.html.tree.nodes import (
    APART,
    AROUND,
    FOLDED,
    HOVER,
    INLINE,
    JUDGED,
    LABEL,
    MOVED,
    SPACED,
    attribute,
    inline_text,
    preformatted,
    walk,
)
from bot.sources.extract.html.tree.parse import parse, without_huge_tags
from bot.sources.extract.lines import tidy
from bot.sources.extract.tables.rows import Row
from bot.sources.extract.writer import BlockWriter

_KINDS: dict[str, tuple[Kind, int]] = {
    **{f"h{level}": ("heading", level) for level in range(1, 7)},
    "li": ("item", 0),
    "caption": ("caption", 0),
    "figcaption": ("caption", 0),
}
_AROUND = frozenset(("nav", "footer", "aside"))
_WHOLE = HOLDING | {"pre", "textarea", "srcdoc", "table", "dl"}
_MARKS = frozenset((AROUND, FOLDED, MOVED, LABEL, JUDGED))
# A longer text in a control is what it shows, not what it is called.
_MOST_LABEL = 120
# Code points: shorter ones say "logo", or nothing.
_LEAST_ALTERNATIVE = 10
_MOST_FRAMES = 2


class Walker:
    """Collects inline text until a block ends.

    Attributes:
        writer: Holds the blocks.
        around: Of each block, whether it stands in navigation, a footer or an aside.
        unjudged: Of each block, whether a main-content extractor does not see it.
    """

    def __init__(self) -> None:
        self.writer = BlockWriter()
        self.around: list[bool] = []
        self.unjudged: list[bool] = []
        self._line: list[str] = []
        self._pictures: list[str] = []
        # What is shown above the line, if somebody points at a word of it.
        self._above: list[str] = []
        self._kinds: list[tuple[Kind, int]] = [("paragraph", 0)]
        self._depths = dict.fromkeys(_MARKS, 0)
        self._around = 0
        # Of the line, whether controls are in it, anything else, and what extractors do not see.
        self._has_label = self._has_text = self._has_unjudged = False
        self._arranging = Arranging(set(), set())
        self._frames = 0

    def read(self, root: Tag) -> None:
        """Add all blocks below an element."""
        outer, self._arranging = self._arranging, arranging(root)
        self._walk(root)
        self._arranging = outer

    def read_data(self, text: str) -> None:
        """Add a text that scripts would show: HTML, or paragraphs in lines."""
        if "<" in text:
            self.read(parse(without_huge_tags(text)))
        else:
            self.read_lines(text)

    def read_lines(self, text: str) -> None:
        """Add a text, a paragraph a line."""
        for line in text.splitlines():
            self._add("paragraph", tidy(line))

    def _walk(self, root: Tag) -> None:
        for node, starts in walk(root, self._whole):
            if not isinstance(node, Tag):
                self._take(str(node))
                continue
            tag = node.name
            if tag == "br":
                self._line.append(BREAK if starts else "")
            elif tag in SPACED:
                self._line.append(" ")
            elif tag not in INLINE:
                self._end_line()
                if tag in _AROUND:
                    self._around += 1 if starts else -1
                elif tag in _KINDS:
                    if starts:
                        self._kinds.append(_KINDS[tag])
                    else:
                        self._kinds.pop()
            elif tag == "img" and starts:
                self._pictures.append(attribute(node, "alt"))
            if node.attrs:
                self._mark(node, starts=starts)
        self._end_line()

    def _take(self, text: str) -> None:
        self._line.append(text)
        if not text.isspace():
            self._has_unjudged |= self._is_unjudged()
            if self._depths[LABEL]:
                self._has_label = True
            else:
                self._has_text = True

    def _mark(self, element: Tag, *, starts: bool) -> None:
        """Count what is marked of the elements that are open."""
        attributes = element.attrs
        if APART in attributes and starts:
            self._line.append(" ")
        if _MARKS.isdisjoint(attributes):
            return
        for mark in self._depths:
            if mark in attributes:
                self._depths[mark] += 1 if starts else -1

    def _whole(self, element: Tag) -> bool:
        """Take tables of data, definitions, preformatted text and frames' own text as a whole."""
        if element.name not in _WHOLE:
            if HOVER in element.attrs:
                self._above.append(inline_text(element))
            return HOVER in element.attrs
        if element.name == "pre":
            self._end_line()
            self._add("code", preformatted(element))
        elif element.name == "textarea":
            self._end_line()
            self.read_lines(preformatted(element))
        elif element.name == "srcdoc":
            self._read_frame(attribute(element, "srcdoc"))
        elif element.name == "table":
            table = read_table(element, self._arranging)
            if table is None:
                return False
            self._end_line()
            self._add_table(table)
        elif element.name in HOLDING:
            table = read_grid(element)
            if table is None:
                return False
            self._end_line()
            self._add_table(table)
        elif element.name == "dl":
            rows = definitions(element)
            if rows is None:
                return False
            self._end_line()
            self._add_rows(rows)
        else:
            return False
        return True

    def _read_frame(self, html: str) -> None:
        """Read the page that a frame brings with it."""
        if self._frames < _MOST_FRAMES:
            self._frames += 1
            self._depths[MOVED] += 1
            self._end_line()
            self.read(parse(without_huge_tags(html)))
            self._depths[MOVED] -= 1
            self._frames -= 1

    def _add_table(self, table: Table) -> None:
        self._add("paragraph", table.beside)
        for caption in table.captions:
            self._add("caption", caption)
        rows = iter(table.rows)
        row = next(rows, None)
        for line in sorted(table.large):
            while row is not None and row.line <= line:
                self._add_rows([row], table.folded)
                row = next(rows, None)
            for cell in table.large[line]:
                self._walk(cell)
        self._add_rows(rows if row is None else [row, *rows], table.folded)

    def _add_rows(self, rows: Iterable[Row], folded: Container[int] = ()) -> None:
        """Add rows, and say of those lines of their table that a click shows them."""
        for row in rows:
            self.writer.add_row(row, shown="folded" if row.line in folded else self._shown())
            self._judge()

    def _end_line(self) -> None:
        kind, level = self._kinds[-1]
        if self._has_text or self._has_label:
            is_label = self._has_label and not self._has_text
            for text in lines_of("".join(self._line)):
                is_name = is_label and len(text) <= _MOST_LABEL
                self._add(kind, text, level=level, is_label=is_name)
        elif self._pictures:
            for text in dict.fromkeys(map(tidy, self._pictures)):
                if len(text) >= _LEAST_ALTERNATIVE:
                    self._add("caption", text)
        self._line.clear()
        self._pictures.clear()
        if self._above:
            above, self._above = self._above, []
            self._depths[FOLDED] += 1
            self._depths[AROUND] += 1
            for text in above:
                self._add("paragraph", text)
            self._depths[FOLDED] -= 1
            self._depths[AROUND] -= 1
        self._has_label = self._has_text = self._has_unjudged = False

    def _add(self, kind: Kind, text: str, level: int = 0, *, is_label: bool = False) -> None:
        if text:
            self.writer.add(kind, text, level=level, shown="label" if is_label else self._shown())
            self._judge()

    def _shown(self) -> Shown:
        return "folded" if self._depths[FOLDED] else "open"

    def _judge(self) -> None:
        self.around.append(self._around + self._depths[AROUND] > 0)
        self.unjudged.append(self._has_unjudged or self._is_unjudged())

    def _is_unjudged(self) -> bool:
        """Tell whether main-content extractors do not see what stands here, or take it for more."""
        is_folded = self._depths[FOLDED] > self._depths[JUDGED]
        return is_folded or self._depths[MOVED] > 0 or self._depths[AROUND] > 0
