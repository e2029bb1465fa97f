"""HTML -> the title and the text that a reader sees, a block a line. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

import regex
from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PageElement, PreformattedString

_DROPPED = frozenset(
    """
    script style noscript template svg math canvas iframe object embed audio video select button
    input textarea dialog head
    """.split()
)
# Around the content on most pages, the content itself on some: dropped only when it holds
# little of the page's text.
_AROUND = ("nav", "footer", "aside", "form")
_AROUND_SHARE = 0.25
_BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table
    tbody tfoot thead tr ul
    """.split()
)
_CELLS = frozenset(("td", "th"))
_SPACES = regex.compile(r"[ \t\f\v\u00a0]+")
_LINES = regex.compile(r"\s*\n\s*")
_HIDDEN_STYLE = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Extracted:
    """A page's title, if it has one, and its text: "" when there is none."""

    title: str | None
    text: str


def extract(html: str) -> Extracted:
    """Linearise a page: one line a block, table cells joined, hidden parts and scripts left out."""
    # As a file: a string that looks like a path or a URL makes Beautiful Soup warn.
    soup = BeautifulSoup(StringIO(html), "lxml")
    title = _title(soup)
    for tag in soup.find_all(_is_unseen):
        if not tag.decomposed:
            tag.decompose()
    whole = len(soup.get_text())
    for tag in soup.find_all(_AROUND):
        if not tag.decomposed and len(tag.get_text()) < _AROUND_SHARE * whole:
            tag.decompose()
    return Extracted(title, _tidy("".join(_pieces(soup))))


def _title(soup: BeautifulSoup) -> str | None:
    named = soup.find("meta", property="og:title")
    if isinstance(named, Tag) and isinstance(content := named.get("content"), str):
        title = content
    else:
        title = soup.title.get_text() if soup.title else ""
    return " ".join(title.split())[:300] or None


def _is_unseen(tag: Tag) -> bool:
    return (
        tag.name in _DROPPED
        or tag.has_attr("hidden")
        or tag.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE.search(str(tag.get("style", ""))))
    )


def _pieces(soup: BeautifulSoup) -> Iterator[str]:
    """Strings and separators in document order, without recursion: pages nest deeply."""
    stack: list[tuple[PageElement | str, bool]] = [(soup, False)]
    while stack:
        node, keeps_lines = stack.pop()
        if isinstance(node, Tag):
            before, after = _around(node)
            yield before
            stack.append((after, True))
            keeps_lines = keeps_lines or node.name == "pre"
            stack.extend((child, keeps_lines) for child in reversed(node.contents))
        elif isinstance(node, NavigableString):
            # Comments, doctypes and the like are strings too.
            if not isinstance(node, PreformattedString):
                yield str(node) if keeps_lines else node.replace("\n", " ").replace("\r", " ")
        elif isinstance(node, str):
            yield node


def _around(tag: Tag) -> tuple[str, str]:
    if tag.name in _BLOCKS:
        return "\n", "\n"
    if tag.name in _CELLS:
        return "", " "
    return ("\n", "") if tag.name == "br" else ("", "")


def _tidy(text: str) -> str:
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()
