"""What a key of the HTTP API may be used for."""

from __future__ import annotations

from typing import Literal, get_args

Scope = Literal["text", "file", "url"]
"""What may be read for its owner: texts and files that they send, pages that the bot fetches."""

SCOPES: tuple[Scope, ...] = get_args(Scope)
