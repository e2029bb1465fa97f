"""HTML -> its text, tag by tag, in time that grows with its length alone. Pure.

For pages that the real extractor does not survive. Every HTML parser has markup that takes it
quadratic time; this knows no markup.
"""

from __future__ import annotations

import html

import regex

from bot.domain.errors import TextTooLongError
from bot.domain.question import MAX_TEXT_CHARACTERS
from bot.domain.source.blocks import Extracted
from bot.sources.extract.html.tree.nodes import INLINE
from bot.sources.extract.lines import tidy
from bot.sources.extract.writer import BlockWriter

_NAME = regex.compile(r"/?([a-zA-Z][a-zA-Z0-9-]{0,30})")
_SKIPPED = {
    name: regex.compile(rf"</{name}\b", regex.IGNORECASE)
    for name in ("script", "style", "noscript", "template", "svg", "textarea", "head")
}


# A block is a character at least, and the line break behind it.
_MOST_BLOCKS = MAX_TEXT_CHARACTERS // 2


def strip(page: str) -> Extracted:
    """Return the text between tags; a block ends at every tag that is not part of a line.

    Raises:
        TextTooLongError: It is made of more blocks than a text may have characters for.
    """
    writer = BlockWriter()
    line: list[str] = []
    at = 0
    while 0 <= at < len(page):
        low = page.find("<", at)
        line.append(page[at:] if low < 0 else page[at:low])
        if low < 0:
            break
        name = _NAME.match(page, low + 1)
        if name is None:
            is_comment = page.startswith(("<!", "<?"), low)
            if not is_comment:
                line.append("<")
            at = low + 1 if not is_comment else _after_comment(page, low)
            continue
        tag = name[1].lower()
        if tag not in INLINE:
            _end_line(writer, line)
            if len(writer) > _MOST_BLOCKS:
                raise TextTooLongError(limit=f"{MAX_TEXT_CHARACTERS:,}")
        at = _after(page, ">", low)
        if at > 0 and tag in _SKIPPED and page[low + 1] != "/":
            # What is never closed goes on to the end, as it does in browsers.
            close = _SKIPPED[tag].search(page, at)
            at = _after(page, ">", close.end()) if close else -1
    _end_line(writer, line)
    return Extracted(writer.text(), writer.blocks())


def _end_line(writer: BlockWriter, line: list[str]) -> None:
    text = tidy(html.unescape("".join(line)))
    writer.add("paragraph", text)
    line.clear()


def _after_comment(page: str, at: int) -> int:
    return _after(page, "-->" if page.startswith("<!--", at) else ">", at)


def _after(page: str, end: str, at: int) -> int:
    """Return the offset behind the next `end`; -1 when there is none."""
    found = page.find(end, at)
    return found + len(end) if found >= 0 else -1
