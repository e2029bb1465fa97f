"""Frames that hold what a page only frames. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bs4 import Tag

from bot.sources.extract.html.tree.nodes import attribute

FRAMING = ("frame", "iframe")
"""Names of the elements that frame other pages."""

_MOST = 3
# As sites call the frame of their content: Naver's blogs and cafes, and old ones.
_CONTENT = re.compile(
    r"(?:cafe_?)?(?:main|contents?|body|center|right|article|post|view|board|doc)"
    r"(?:_?(?:i?frame|ifrm|frm|area|view))?",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"youtube|youtu\.be|vimeo|maps\.|/maps|doubleclick|googletag|googlesynd|facebook|twitter"
    r"|recaptcha|captcha|disqus|adservice|criteo|taboola|analytics|banner|/ads?[/.?]|instagram",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(%|px|$)")
_LEAST_WIDTH, _LEAST_HEIGHT, _LEAST_SHARE = 400, 200, 60
_FULL = 100


def content_frames(found: Mapping[str, Sequence[Tag]], *, is_sparse: bool) -> tuple[str, ...]:
    """Return the addresses of the frames that may hold a page's text, the likeliest first.

    Args:
        found: The page's frames by name, see `FRAMING`.
        is_sparse: There is so little prose on the page itself that a frame is taken to show more.
    """
    large = [f for f in found["iframe"] if _address(f) and _is_large(f)] if is_sparse else []
    likely = [f for f in large if _is_named(f) or len(large) == 1]
    frames = [f for f in found["frame"] if _address(f)] + likely
    frames.sort(key=lambda frame: _FULL * _is_named(frame) + _share(frame), reverse=True)
    return tuple(dict.fromkeys(map(_address, frames[:_MOST])))


def _address(frame: Tag) -> str:
    """Return where a frame's page is; "" where it holds none of the site's."""
    address = attribute(frame, "src").strip()
    if not address or address.startswith(("about:", "javascript:", "data:", "blob:", "#")):
        return ""
    return "" if _ELSEWHERE.search(address) else address


def _is_named(frame: Tag) -> bool:
    return any(_CONTENT.fullmatch(attribute(frame, name)) for name in ("id", "name"))


def _is_large(frame: Tag) -> bool:
    """Tell whether an inline frame is drawn large, as far as it says."""
    sizes = (
        (attribute(frame, "width"), _LEAST_WIDTH),
        (attribute(frame, "height"), _LEAST_HEIGHT),
    )
    for size, least in sizes:
        if match := _NUMBER.match(size):
            enough = _LEAST_SHARE if match[2] == "%" else least
            if int(match[1]) < enough:
                return False
    return True


def _share(frame: Tag) -> int:
    """Return about how many hundredths of its set a frame takes; what is left counts as most."""
    holder = frame.parent
    if holder is None or frame.name != "frame":
        return 0
    sizes = next((s for name in ("cols", "rows") if (s := attribute(holder, name))), "")
    parts = sizes[: 10 * _FULL].split(",")
    place = sum(1 for sibling in frame.previous_siblings if isinstance(sibling, Tag))
    part = parts[place].strip() if place < len(parts) else ""
    match = _NUMBER.match(part)
    if match is None:
        return _FULL // 2 if "*" in part else 0
    return int(match[1]) if match[2] == "%" else int(match[1]) // 20
