"""Lines of a page that were cut for its width. Pure."""

from __future__ import annotations

import regex

_WIDE = regex.compile(r"[\p{Hangul}\p{Han}\p{Hiragana}\p{Katakana}\uff00-\uff60]")


def width(line: str) -> int:
    """Return a line's width in half-width characters."""
    return len(line) + len(_WIDE.findall(line))
