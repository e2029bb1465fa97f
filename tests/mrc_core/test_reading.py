"""Long sources are read a few windows first, and no further once the answer is clear."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat

import numpy as np
import pytest

from mrc_core import Reader
from mrc_core.artifact import Calibration, ReaderAssets
from mrc_core.featurize.featurizer import Featurizer
from mrc_core.reading import read_adaptively
from mrc_core.types import ModelInfo, Passage, Prediction, Windows, WindowSpans
from tests.conftest import HANGUL

FILLER = "바다에는 물고기가 많고 하늘에는 구름이 흘러간다. " * 400
QUESTION = "해례본은 어디에서 발견되었나?"


@pytest.mark.parametrize("place", ["start", "middle", "end"])
async def test_a_long_text_is_read_where_it_fits_the_question(reader: Reader, place: str) -> None:
    before = {"start": "", "middle": FILLER, "end": FILLER + FILLER}[place]
    text = before + HANGUL + " " + (FILLER + FILLER)[len(before) :]
    reading = await reader.read(QUESTION, text, max_windows=4)
    assert reading.windows_read <= 4
    assert reading.windows_total > 50
    best = reading.candidates[0]
    assert "안동" in best.text
    assert text[best.end :].startswith("에서 발견되었으며")


async def test_a_sure_answer_ends_the_reading(reader: Reader) -> None:
    text = FILLER + HANGUL + FILLER
    reading = await reader.read("훈민정음은 언제 반포되었나?", text)
    assert (reading.state, reading.candidates[0].text) == ("found", "1446년")
    assert reading.windows_read < 10
    assert not reading.budget_ended
    everything = await reader.read("훈민정음은 언제 반포되었나?", text, exhaustive=True)
    assert everything.windows_read == 24
    assert everything.candidates[0].start == reading.candidates[0].start


async def test_what_is_not_there_is_looked_for_until_the_budget_ends(reader: Reader) -> None:
    reading = await reader.read("대회는 언제 열렸나?", FILLER)
    assert reading.state == "absent"
    assert reading.windows_read == 24 < reading.windows_total
    assert reading.budget_ended
    whole = await reader.read("대회는 언제 열렸나?", FILLER[:2_000])
    assert whole.state == "absent"
    assert whole.windows_read == whole.windows_total > 3
    assert not whole.budget_ended


class _Model:
    """Finds the same in every window, and may move on to the next version of itself."""

    def __init__(self, versions: Iterable[str], score: float) -> None:
        self._versions = iter(versions)
        self._score = score
        self.model = ModelInfo("mrc", "")
        self.asked: list[int] = []

    async def start(self) -> None:
        """Nothing to load."""

    async def check(self) -> None:
        """Never away."""

    async def aclose(self) -> None:
        """Nothing to close."""

    async def predict(self, windows: Windows) -> Prediction:
        self.asked.append(len(windows))
        first = np.argmax(windows.answerable, axis=1)[:, None].astype(np.int32)
        scores = np.full(first.shape, self._score, np.float32)
        spans = WindowSpans(first, first, scores, np.zeros(len(first), np.float32))
        return Prediction(spans, ModelInfo("mrc", next(self._versions)))


def never_found(versions: Iterable[str]) -> _Model:
    return _Model(versions, -40.0)


async def test_a_short_text_is_one_prediction_and_a_long_one_a_few(assets: ReaderAssets) -> None:
    model = never_found(repeat("1"))
    reader = Reader(Featurizer(assets.tokenizer, assets.config), model, assets.config)
    await reader.read(QUESTION, HANGUL)
    assert model.asked == [1]
    model.asked.clear()
    await reader.read("독도의 면적은 얼마인가?", FILLER)
    assert model.asked == [3, 3, 6, 12]


async def test_a_text_is_read_by_one_version_of_the_model(assets: ReaderAssets) -> None:
    model = never_found(["1", *repeat("2", 9)])
    reader = Reader(Featurizer(assets.tokenizer, assets.config), model, assets.config)
    reading = await reader.read("독도의 면적은 얼마인가?", FILLER)
    assert model.asked == [3, 3, 6, 6, 12]
    assert reading.model.version == "2"
    assert reading.windows_read == 24


@pytest.mark.parametrize(
    ("versions", "asked"), [("11", [3, 3]), ("1222", [3, 3, 6, 6]), ("12333", [3, 3, 6, 6])]
)
async def test_an_answer_that_stays_ends_the_reading_of_one_version_only(
    versions: str, asked: list[int]
) -> None:
    ones = np.ones((24, 1), np.int32)
    offsets = np.stack([np.zeros((24, 1)), ones], -1).astype(np.int32)
    windows = Windows(ones, ones, ones, ones.astype(bool), offsets, ones[:, 0] - 1)
    model = _Model(versions, 0.0)
    outcome = await read_adaptively(
        model, windows, np.zeros(24, np.float32), [Passage("왕")], Calibration(found=0.9), 3
    )
    assert model.asked == asked
    assert outcome.state == "unsure"
    assert outcome.stopped_early
    assert outcome.model.version == versions[len(asked) - 1]
