"""What is slow to load or to rewrite, once or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any
from unittest.mock import patch

import kiwipiepy
import pytest

_Kiwi = kiwipiepy.Kiwi


@cache
def _usual() -> kiwipiepy.Kiwi:
    return _Kiwi()


def _kiwi(**options: Any) -> kiwipiepy.Kiwi:
    """One with options may be taught words: it is nobody else's."""
    return _Kiwi(**options) if options else _usual()


@pytest.fixture(scope="session", autouse=True)
def _kiwi_is_loaded_once() -> Iterator[None]:
    with patch.object(kiwipiepy, "Kiwi", _kiwi):
        yield


@pytest.fixture(scope="module", autouse=True)
def _training_runs_graphs_as_traced(graphs_as_traced: None) -> None: ...
