"""Secrets at rest: encrypted by keys that the operator holds, apart from the database.

Fernet (https://github.com/fernet/spec) encrypts and authenticates, and says when it did.
"""

from __future__ import annotations

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

Json = dict[str, Any]


class UnreadableSecretError(Exception):
    """It was encrypted by a key that is not here any more, or is too old, or was tampered with."""


class Cipher:
    """Encrypts with the newest key, and reads what any of them encrypted.

    Args:
        keys: Newest first, by comma: each 32 random bytes, in URL-safe base64.

    Raises:
        ValueError: There is none, or one is no such key. It tells nothing of it.
    """

    def __init__(self, keys: str) -> None:
        each = [key.strip() for key in keys.split(",") if key.strip()]
        try:
            if not each:
                raise ValueError
            self._keys = MultiFernet([Fernet(key) for key in each])
        except ValueError:
            raise ValueError(
                "give one key, or several by comma with the newest first, each as "
                "`mrc-bot encryption new-key` prints it"
            ) from None

    def seal(self, secret: Json) -> str:
        """Return a secret, encrypted."""
        return self._keys.encrypt(json.dumps(secret).encode()).decode()

    def unseal(self, sealed: str, within: int | None = None) -> Json:
        """Return what was sealed.

        Args:
            sealed: By `seal`.
            within: Seconds for which it is good; None: for ever.

        Raises:
            UnreadableSecretError: It cannot be had.
        """
        try:
            secret: Json = json.loads(self._keys.decrypt(_bytes(sealed), ttl=within))
        except InvalidToken as error:
            raise UnreadableSecretError(
                "it was encrypted by a key that is not in MRC_ENCRYPTION_KEYS"
            ) from error
        return secret

    def reseal(self, sealed: str) -> str:
        """Return the same secret, encrypted by the newest key.

        Raises:
            UnreadableSecretError: It cannot be had.
        """
        try:
            return self._keys.rotate(_bytes(sealed)).decode()
        except InvalidToken as error:
            raise UnreadableSecretError(
                "it was encrypted by a key that is not in MRC_ENCRYPTION_KEYS"
            ) from error


def _bytes(sealed: str) -> bytes:
    # A state comes from strangers, who send anything.
    return sealed.encode("utf-8", "surrogatepass")


def new_key() -> str:
    """Return a new key for MRC_ENCRYPTION_KEYS."""
    return Fernet.generate_key().decode()
