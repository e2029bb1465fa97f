"""Who asks over HTTP, and whether they may: by the key that they send.

Nobody needs one as long as there is none and nobody but this machine can ask: the server is bound
to a loopback address, and no proxy has passed the request on from elsewhere.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog
from starlette.datastructures import Headers

from bot.domain.errors import (
    KeyNotAllowedError,
    KeyRequiredError,
    KeyUnknownError,
    StoreAwayError,
    TooManyRequestsError,
)
from bot.domain.operation.scope import SCOPES, Scope
from bot.store.credentials.keys import Key, parse_key
from bot.store.database.database import StoreError
from bot.web.access.allowance import Allowance

_log = structlog.get_logger(__name__)

ANYBODY = ""

_FORWARDING = ("forwarded", "via", "x-real-ip", "true-client-ip", "cf-connecting-ip")
# For, Host, Proto, Port, Server, Prefix, …
_FORWARDED = "x-forwarded-"
_MOST_HEADER = 200
# A key that is made or revoked meanwhile is known after this.
_KNOWN_SECONDS = 2.0
_USED_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may ask.

    Attributes:
        key: The id of their key; `ANYBODY` where none is needed.
        scopes: What they may have read.
    """

    key: str
    scopes: frozenset[str]

    def may(self, scope: Scope) -> None:
        """Return if they may have that read.

        Raises:
            KeyNotAllowedError: They may not.
        """
        if scope not in self.scopes:
            raise KeyNotAllowedError(scope=scope)


class KeyStore(Protocol):
    """Where keys are kept."""

    async def all(self) -> list[Key]:
        """Return all keys, revoked ones too."""

    async def used(self, id_: str) -> None:
        """Keep that a key was used just now."""


class Callers:
    """Tells who asks.

    Limits are kept by each process for itself.

    Args:
        keys: Where keys are kept; None: there are none.
        loopback: The server is bound to a loopback address.
        clock: Tells seconds.
    """

    def __init__(
        self,
        keys: KeyStore | None,
        *,
        loopback: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._keys = keys
        self._loopback = loopback
        self._clock = clock
        self._known: dict[str, Key] | None = {} if keys is None else None
        self._known_at = 0.0
        self._loading = asyncio.Lock()
        self._allowances: dict[str, Allowance] = {}
        self._used_at: dict[str, float] = {}

    async def identify(self, headers: Headers) -> Caller:
        """Return who has sent a request.

        Raises:
            KeyRequiredError, KeyUnknownError: Nobody who may ask.
            StoreAwayError: Nobody knows yet which keys there are.
        """
        known = await self._live()
        given = _given(headers)
        if given is None:
            if known or not self._loopback or _is_forwarded(headers):
                raise KeyRequiredError
            return Caller(ANYBODY, frozenset(SCOPES))
        parsed = parse_key(given)
        key = known.get(parsed[0]) if parsed else None
        if not (parsed and key and key.is_opened_by(parsed[1])):
            raise KeyUnknownError
        await self._note_use(key)
        return Caller(key.id, frozenset(key.scopes))

    def charge(self, caller: Caller, questions: int) -> None:
        """Count a caller's questions.

        Raises:
            TooManyRequestsError: They are more than the caller's key allows a minute.
        """
        if allowance := self._allowances.get(caller.key):
            seconds = allowance.take(questions)
            if seconds:
                raise TooManyRequestsError(limit=allowance.per_minute, seconds=seconds)

    async def _live(self) -> dict[str, Key]:
        """Return the keys that are in use, as they were a moment ago.

        Raises:
            StoreAwayError: They have never been known.
        """
        async with self._loading:
            fresh = self._clock() - self._known_at < _KNOWN_SECONDS
            if self._keys is None or (self._known is not None and fresh):
                return self._known or {}
            try:
                keys = await self._keys.all()
            except StoreError as error:
                if self._known is None:
                    raise StoreAwayError from error
                return self._known  # who had a key has it still
            self._known = {key.id: key for key in keys if key.revoked_at is None}
            self._known_at = self._clock()
            self._allowances = {
                key.id: self._allowances.get(key.id) or Allowance(key.per_minute, self._clock)
                for key in self._known.values()
            }
            return self._known

    async def _note_use(self, key: Key) -> None:
        now = self._clock()
        if now - self._used_at.get(key.id, -_USED_SECONDS) < _USED_SECONDS or self._keys is None:
            return
        self._used_at[key.id] = now
        try:
            await self._keys.used(key.id)
        except StoreError as error:
            _log.warning("key_use_not_kept", key=key.id, error=str(error))


def _given(headers: Headers) -> str | None:
    """Return the key of a request, as RFC 6750 sends it; None where there is none."""
    scheme, _, key = headers.get("authorization", "")[:_MOST_HEADER].partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None


def _is_forwarded(headers: Headers) -> bool:
    """Tell whether a proxy has passed the request on."""
    return any(name in _FORWARDING or name.startswith(_FORWARDED) for name in headers)
