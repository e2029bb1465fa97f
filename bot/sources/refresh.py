"""Where a page sends its reader on, as a header or as a `meta` element says it. Pure.

https://html.spec.whatwg.org/multipage/semantics.html#attr-meta-http-equiv-refresh
"""

from __future__ import annotations

import re

_SECONDS = re.compile(r"\s*(\d{1,9})[\d.]*[\s;,]+")
_NAME = re.compile(r"url\s*=\s*", re.IGNORECASE)
_LONGEST = 8_192
# A page that stays longer is there to be read: live tickers load themselves anew.
_SOON = 10


def refresh_target(value: str) -> str | None:
    """Return the address that follows within ten seconds; None where there is none.

    Args:
        value: As in `Refresh: 0; url=/next`.
    """
    value = value[:_LONGEST]
    seconds = _SECONDS.match(value)
    if seconds is None or int(seconds[1]) > _SOON:
        return None
    name = _NAME.match(value, seconds.end())
    target = value[name.end() if name else seconds.end() :].strip()
    if target.startswith(("'", '"')):
        target = target[1:].partition(target[0])[0].strip()
    return target or None
