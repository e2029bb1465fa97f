"""Kiwi takes a second to load, so it is loaded once for those who know the same names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from unittest.mock import patch

import pytest

from exporter.train.questions import generate, unanswered
from exporter.train.questions.korean import morphology
from exporter.train.questions.workplace import write

_Analyzer = morphology.Analyzer


@cache
def _once(names: frozenset[str]) -> _Analyzer:
    return _Analyzer(sorted(names))


def _analyzer(names: Iterable[str] = ()) -> _Analyzer:
    return _once(frozenset(names))


@pytest.fixture(scope="session", autouse=True)
def _analyzers_are_loaded_once() -> Iterator[None]:
    with (
        patch.object(morphology, "Analyzer", _analyzer),
        patch.object(generate, "Analyzer", _analyzer),
        patch.object(unanswered, "Analyzer", _analyzer),
        patch.object(write, "Analyzer", _analyzer),
    ):
        yield


@pytest.fixture(scope="session")
def analyzer() -> _Analyzer:
    return _analyzer()
