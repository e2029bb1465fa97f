"""The skeleton of a JSON body: what stands between its strings, while it comes.

What is asked has a handful of values, and its length is in its strings: they are read in
milliseconds. A million values of one digit hold everybody up for seconds, in whichever thread,
because the parser lets nobody else run meanwhile.
"""

from __future__ import annotations

import re

from bot.domain.errors import MalformedRequestError

# Names are strings; so this is for braces, colons, commas, numbers and blanks.
_MOST = 4_096
_REST_OF_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)


class Skeleton:
    """Measures what is outside the strings of JSON that comes in parts."""

    def __init__(self) -> None:
        self._size = 0
        self._in_string = False
        self._kept = b""  # a backslash whose character is still to come

    def add(self, part: bytes) -> None:
        """Look at the next part.

        Raises:
            MalformedRequestError: There is too much outside strings.
        """
        part, at = self._kept + part, 0
        self._kept = b""
        while at < len(part):
            if self._in_string:
                at = _REST_OF_STRING.match(part, at).end()  # type: ignore[union-attr]
                self._kept = part[at:] if part[at : at + 1] == b"\\" else b""
                self._in_string = at == len(part) or bool(self._kept)
                at += 1
                continue
            quote = part.find(b'"', at)
            end = len(part) if quote < 0 else quote + 1
            self._size += end - at
            self._in_string = quote >= 0
            at = end
            if self._size > _MOST:
                raise MalformedRequestError(detail="there are more values than can be meant")
