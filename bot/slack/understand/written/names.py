"""People, channels and groups in a passage: their ids, and their names in the place of these. Pure.

A passage of a message keeps `<@U…>`, `<#C…>` and `<!subteam^S…>` as Slack writes them, until
somebody has looked up what they are called.
"""

from __future__ import annotations

from collections.abc import Mapping

import regex

_ID = regex.compile(r"<(?:@|#|!subteam\^)([UWCGS][A-Z0-9]+)>")


def unnamed(text: str) -> tuple[str, ...]:
    """Return the ids that stand in a passage for names, each once, in their order."""
    return tuple(dict.fromkeys(match[1] for match in _ID.finditer(text)))


def with_names(text: str, names: Mapping[str, str]) -> str:
    """Return a passage with names in the place of ids.

    Args:
        text: The passage.
        names: By id; whom it lacks loses the brackets only.
    """
    return _ID.sub(lambda match: names.get(match[1], match[1]), text)
