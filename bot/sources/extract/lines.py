"""A line of text: tidied, and how wide it is. Pure."""

from __future__ import annotations

import regex

_WIDE = regex.compile(r"[\p{Hangul}\p{Han}\p{Hiragana}\p{Katakana}\uff00-\uff60]")
# Between letters, seen by nobody: soft hyphen, zero width space, word joiner, byte order mark.
_INVISIBLE = regex.compile("[\u00ad\u200b\u2060\ufeff]+")


def tidy(text: str) -> str:
    """Return a text on one line, with single spaces, without invisible characters."""
    return " ".join((text if text.isascii() else _INVISIBLE.sub("", text)).split())


def width(line: str) -> int:
    """Return a line's width in half-width characters."""
    return len(line) + len(_WIDE.findall(line))
