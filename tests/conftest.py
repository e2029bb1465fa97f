"""What tests of all rooms share: the bundled reader, loaded once."""

from __future__ import annotations

import gc
import ssl
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings

from mrc_core import Reader
from mrc_core.artifact import ReaderAssets, bundled_model_dir, load_assets
from mrc_core.predict import embedded
from tests.models import load_saved_model

# The same examples each time: what lands is judged by the change and not by luck. Others are tried
# by `pytest --hypothesis-profile other`.
settings.register_profile(
    "other", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("same", settings.get_profile("other"), derandomize=True)
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
_TESTS = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, and mix the others.

    Neighbours are alike: whole rooms wait for time to pass, others need a processor all the time.
    """

    @cache
    def place(file: Path) -> tuple[int, bytes]:
        rooms = enumerate(_LONGEST)
        room = next((n for n, room in rooms if file.is_relative_to(_TESTS / room)), len(_LONGEST))
        return room, sha256(bytes(file.relative_to(_TESTS))).digest()

    items.sort(key=lambda item: place(item.path))


def pytest_collection_finish() -> None:
    """Look for cycles among what tests make, and seldom: a million objects are TensorFlow's."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


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
