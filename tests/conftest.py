"""What tests of all rooms share: the bundled reader, loaded once."""

from __future__ import annotations

import gc
import ssl
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings

from mrc_core import Reader
from mrc_core.artifact import ReaderAssets, bundled_model_dir, load_assets
from mrc_core.predict import embedded
from tests.models import load_saved_model

# A second of each process's start would go to cycles among what is only being imported.
gc.disable()

# The same examples each time: what lands is judged by the change and not by luck. Others, and more
# of them, are tried by `pytest --hypothesis-profile other`.
settings.register_profile(
    "other", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("same", settings.get_profile("other"), derandomize=True, max_examples=40)
settings.load_profile("same")

HANGUL = (
    "훈민정음은 조선의 제4대 왕인 세종이 1443년에 만들고 1446년에 반포한 문자이다. "
    "집현전 학자들이 그 원리를 풀이한 해례본을 썼다. 해례본은 1940년 안동에서 발견되었으며, "
    "지금은 간송미술관이 소장하고 있다."
)


# Files are dealt out to processes one after the other. First come those that take longest, which
# all would wait for if they came last.
_LONGEST = (
    "chaos",
    "exporter/train/run",
    "e2e",
    "growth",
    "exporter/test_cli.py",
    "bot/web/page",
    "deploy/extension",
    "load",
)
# What waits for time to pass rather than for a processor, and has begun by this share of the rest.
_WAITING = ("bot/doctor", "bot/slack", "bot/sources/fetch", "mrc_core/predict/serving", "standins")
_WAITED = 0.8
_TESTS = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest; then mix those that wait with those that compute."""
    files = {item.path.relative_to(_TESTS) for item in items}
    longest = [_mixed(files, room) for room in _LONGEST]
    rest = files.difference(*longest)
    waiting = _mixed(rest, *_WAITING)
    computing = _mixed(rest.difference(waiting))
    places: dict[Path, tuple[int, float]] = {
        file: (room, index)
        for room, found in enumerate(longest)
        for index, file in enumerate(found)
    }
    for found, share in ((waiting, _WAITED), (computing, 1)):
        places |= {
            file: (len(_LONGEST), share * index / len(found)) for index, file in enumerate(found)
        }
    items.sort(key=lambda item: places[item.path.relative_to(_TESTS)])


def _mixed(files: set[Path], *rooms: str) -> list[Path]:
    """Return the files of some rooms; without any, all. Neighbours are alike, so by their hash."""
    found = (file for file in files if any(map(file.is_relative_to, rooms or (".",))))
    return sorted(found, key=lambda file: sha256(bytes(file)).digest())


def pytest_collection_finish() -> None:
    """Look for cycles among what tests make, and seldom: a million objects are TensorFlow's."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


@pytest.fixture(scope="session")
def assets() -> ReaderAssets:
    return load_assets(bundled_model_dir())


def _trusting_nobody(*_: object, **__: object) -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@pytest.fixture(scope="session", autouse=True)
def _no_authorities_are_read() -> Iterator[None]:
    """Nobody out there is asked, and the system's 150 certificates take 20 ms a client to read."""
    with patch.object(ssl, "create_default_context", _trusting_nobody):
        yield


@pytest.fixture(scope="session", autouse=True)
def _models_are_loaded_once() -> Iterator[None]:
    with patch.object(embedded, "load_saved_model", load_saved_model):
        yield


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader.load()


@pytest.fixture
def hangul() -> str:
    return HANGUL
