"""The bundled reader on the stand-in for TensorFlow Serving answers as it does in this process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from mrc_core import ModelMismatchError, Reader
from mrc_core.artifact import ReaderAssets
from mrc_core.featurize.featurizer import Featurizer
from mrc_core.predict.embedded import EmbeddedPredictor
from mrc_core.predict.serving import ServingPredictor
from tests.standins.tf_serving.standin import Fault, SavedModelServable, TensorFlowServing
from tests.standins.tf_serving.wire import listening

TEXT = (
    "훈민정음은 조선의 제4대 왕인 세종이 1443년에 만들고 1446년에 반포한 문자이다. "
    "집현전 학자들이 그 원리를 풀이한 해례본을 썼다. "
) * 20
QUESTION = "해례본을 쓴 사람은 누구인가?"


@pytest.fixture(scope="module")
def serving(assets: ReaderAssets) -> TensorFlowServing:
    served = {"mrc": {1: SavedModelServable(assets.directory)}}
    return TensorFlowServing(served, rest_timeout=100)


@pytest.fixture
def url(serving: TensorFlowServing) -> Iterator[str]:
    serving.fault = None
    serving.requests.clear()
    with listening(serving) as base:
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
    with listening(served) as base:
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
    config = assets.config.model_copy(update={"max_seq_length": 64, "doc_stride": 16})
    featurizer = Featurizer(assets.tokenizer, config)
    windows = featurizer.assemble(featurizer.tokenize(QUESTION, [TEXT[:400]] * 10))
    assert len(windows) > 64
    remote = ServingPredictor(url, "mrc", config, timeout=100)
    found = await remote.predict(windows)
    bodies = [request.json for request in serving.requests if request.method == "POST"]
    sizes = [len(body["instances"]) for body in bodies]
    assert {body["signature_name"] for body in bodies} == {"spans"}
    assert sum(sizes) == len(windows)
    assert max(sizes) == 32
    local = EmbeddedPredictor(replace(assets, config=config))
    expected = await local.predict(windows)
    np.testing.assert_allclose(found.spans.null_score, expected.spans.null_score, atol=1e-3)
    await remote.aclose()
    await local.aclose()
