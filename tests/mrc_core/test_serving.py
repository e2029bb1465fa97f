"""ServingPredictor against the stand-in for TensorFlow Serving, with the bundled SavedModel."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import numpy as np
import pytest

from mrc_core import (
    ModelMismatchError,
    Reader,
    ReaderBusyError,
    ReaderError,
    ReaderTimeoutError,
    ReaderUnavailableError,
)
from mrc_core.assets import ReaderAssets
from mrc_core.embedded import EmbeddedPredictor
from mrc_core.featurize import Featurizer
from mrc_core.serving import ServingPredictor
from tests.standins.http import serve
from tests.standins.tf_serving import Fault, SavedModelServable, TensorFlowServing

TEXT = (
    "훈민정음은 조선의 제4대 왕인 세종이 1443년에 만들고 1446년에 반포한 문자이다. "
    "집현전 학자들이 그 원리를 풀이한 해례본을 썼다. "
) * 20
QUESTION = "해례본을 쓴 사람은 누구인가?"


@pytest.fixture(scope="module")
def serving(assets: ReaderAssets) -> TensorFlowServing:
    return TensorFlowServing({"mrc": {1: SavedModelServable(assets.directory)}})


@pytest.fixture
def url(serving: TensorFlowServing) -> Iterator[str]:
    serving.fault = None
    serving.requests.clear()
    with serve(serving) as base:
        yield base


class _OneSignature(SavedModelServable):
    """A model that offers one signature only, as foreign readers do."""

    def only(self, name: str) -> _OneSignature:
        self.signatures = {name: self.signatures[name]}
        return self


@pytest.mark.parametrize("signature", ["spans", "tokens", "serving_default"])
async def test_every_signature_gives_the_embedded_readers_answer(
    reader: Reader, assets: ReaderAssets, signature: str
) -> None:
    served = TensorFlowServing({"mrc": {7: _OneSignature(assets.directory).only(signature)}})
    here = await reader.read(QUESTION, TEXT)
    with serve(served) as base:
        remote = Reader.serving(base, "mrc")
        there = await remote.read(QUESTION, TEXT)
        await remote.aclose()
    assert here.windows_read > 1
    assert there.model.version == "7"
    assert there.state == here.state
    assert [(c.text, c.start) for c in there.candidates] == [
        (c.text, c.start) for c in here.candidates
    ]
    for one, other in zip(there.candidates, here.candidates, strict=True):
        assert one.score == pytest.approx(other.score, abs=1e-3)


async def test_the_metadata_is_read_once_and_the_best_signature_taken(
    url: str, serving: TensorFlowServing
) -> None:
    remote = Reader.serving(url, "mrc")
    await remote.start()
    await remote.check()
    await remote.read(QUESTION, TEXT)
    await remote.read(QUESTION, TEXT)
    paths = [request.path for request in serving.requests]
    assert paths.count("/v1/models/mrc/metadata") == 1
    asked = [r.json["signature_name"] for r in serving.requests if r.method == "POST"]
    assert asked == ["spans", "spans"]
    await remote.aclose()


async def test_a_version_can_be_pinned(url: str, serving: TensorFlowServing) -> None:
    remote = Reader.serving(url, "mrc", version="1")
    assert (await remote.read(QUESTION, TEXT)).model.version == "1"
    assert serving.requests[-1].path == "/v1/models/mrc/versions/1:predict"
    await remote.aclose()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.error(503, "The batch scheduling queue"), ReaderBusyError),
        (Fault.error(429, "busy"), ReaderBusyError),
        (Fault.error(504, "Timed out"), ReaderTimeoutError),
        (Fault(hang=True), ReaderTimeoutError),
        (Fault(drop=True), ReaderUnavailableError),
        (Fault.error(500, "no"), ReaderUnavailableError),
        (Fault.error(400, "keys must be equal"), ModelMismatchError),
        (Fault(status=200, body=b"\xff garbage"), ModelMismatchError),
        (Fault(status=200, body=b'{"predictions": []}'), ModelMismatchError),
        (Fault(status=200, body=b'{"predictions": [{"start": ["x"]}]}'), ModelMismatchError),
        (Fault(status=200, body=b"[]"), ModelMismatchError),
    ],
)
async def test_what_goes_wrong_there_is_a_typed_error_here(
    url: str, serving: TensorFlowServing, fault: Fault, error: type[ReaderError]
) -> None:
    remote = Reader.serving(url, "mrc", timeout=1.0)
    await remote.start()
    serving.fault = fault
    with pytest.raises(error) as caught:
        await remote.read(QUESTION, TEXT)
    assert caught.type is error
    assert QUESTION not in str(caught.value)
    serving.fault = None
    assert (await remote.read(QUESTION, TEXT)).candidates
    await remote.aclose()


async def test_a_new_version_is_noticed(assets: ReaderAssets) -> None:
    model = SavedModelServable(assets.directory)
    served = TensorFlowServing({"mrc": {1: model}})
    with serve(served) as base:
        remote = Reader.serving(base, "mrc")
        await remote.check()
        assert remote.model.version == "1"
        served.models.load("mrc", 2, model)
        served.models.set_state("mrc", 1, "END")
        await remote.check()
        assert (await remote.read(QUESTION, TEXT)).model.version == "2"
        await remote.aclose()


async def test_a_server_that_hangs_from_the_start_is_unavailable_for_all_at_once(
    url: str, serving: TensorFlowServing
) -> None:
    serving.fault = Fault(hang=True)
    remote = Reader.serving(url, "mrc")
    began = time.monotonic()
    results = await asyncio.gather(
        *(remote.read(QUESTION, TEXT) for _ in range(4)), return_exceptions=True
    )
    assert all(type(result) is ReaderUnavailableError for result in results)
    assert time.monotonic() - began < 5
    serving.fault = None
    await remote.aclose()


async def test_an_unknown_model_is_unavailable_not_fatal(url: str) -> None:
    remote = Reader.serving(url, "nope")
    await remote.start()
    with pytest.raises(ReaderUnavailableError):
        await remote.check()
    await remote.aclose()


async def test_a_model_that_is_no_reader_fails_at_start(url: str, assets: ReaderAssets) -> None:
    stranger = SavedModelServable(assets.directory)
    stranger.signatures = {"classify": stranger.signatures["tokens"]}
    with serve(TensorFlowServing({"mrc": {1: stranger}})) as base:
        remote = Reader.serving(base, "mrc")
        with pytest.raises(ModelMismatchError, match="classify"):
            await remote.start()
        await remote.aclose()


async def test_non_finite_scores_are_a_broken_model_not_an_absent_answer(
    url: str, serving: TensorFlowServing
) -> None:
    remote = Reader.serving(url, "mrc")
    await remote.start()
    serving.fault = Fault(
        status=200,
        body=b'{"predictions": [{"start": [5], "end": [5], "score": [NaN], "null_score": NaN}]}',
    )
    with pytest.raises(ModelMismatchError, match="finite"):
        await remote.read(QUESTION, "세종이 만들었다.")
    await remote.aclose()


async def test_many_windows_go_in_a_few_requests(
    assets: ReaderAssets, url: str, serving: TensorFlowServing
) -> None:
    featurizer = Featurizer(assets.tokenizer, assets.config)
    windows = featurizer.assemble(featurizer.tokenize(QUESTION, [TEXT] * 12))
    assert len(windows) > 64
    remote = ServingPredictor(url, "mrc", assets.config)
    spans = await remote.predict(windows)
    sizes = [len(r.json["instances"]) for r in serving.requests if r.method == "POST"]
    assert sum(sizes) == len(windows)
    assert max(sizes) == 32
    local = EmbeddedPredictor(assets)
    expected = await local.predict(windows)
    np.testing.assert_allclose(spans.null_score, expected.null_score, atol=1e-3)
    await remote.aclose()
    await local.aclose()
