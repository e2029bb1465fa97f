"""A stand-in with one model, and where it listens."""

from collections.abc import Iterator

import pytest

from tests.standins.tf_serving.standin import RecordedModel, TensorFlowServing
from tests.standins.tf_serving.wire import listening


@pytest.fixture
def serving() -> TensorFlowServing:
    return TensorFlowServing({"mrc": {1: RecordedModel(1)}})


@pytest.fixture
def url(serving: TensorFlowServing) -> Iterator[str]:
    with listening(serving) as address:
        yield address
