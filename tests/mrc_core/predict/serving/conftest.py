"""Two model servers for tests of the client, each test with both as good as new."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mrc_core.predict.serving.windows import TokensModel
from tests.standins.tf_serving.standin import Registry, TensorFlowServing
from tests.standins.tf_serving.wire import listening


@pytest.fixture(scope="module")
def servers() -> Iterator[list[tuple[TensorFlowServing, str]]]:
    one, other = TensorFlowServing(), TensorFlowServing()
    with listening(one) as url, listening(other) as other_url:
        yield [(one, url), (other, other_url)]


def _as_new(server: TensorFlowServing, version: int) -> TensorFlowServing:
    server.models = Registry({"mrc": {version: TokensModel(version)}})
    server.fault = None
    server.requests = []
    return server


@pytest.fixture
def serving(servers: list[tuple[TensorFlowServing, str]]) -> TensorFlowServing:
    """It serves version 1."""
    return _as_new(servers[0][0], 1)


@pytest.fixture
def url(servers: list[tuple[TensorFlowServing, str]], serving: TensorFlowServing) -> str:
    """Where `serving` is."""
    return servers[0][1]


@pytest.fixture
def other(servers: list[tuple[TensorFlowServing, str]]) -> TensorFlowServing:
    """It serves version 2."""
    return _as_new(servers[1][0], 2)


@pytest.fixture
def other_url(servers: list[tuple[TensorFlowServing, str]], other: TensorFlowServing) -> str:
    """Where `other` is."""
    return servers[1][1]
