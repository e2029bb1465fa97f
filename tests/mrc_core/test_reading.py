"""Long sources are read a few windows first, and no further once the answer is clear."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat

import pytest

from mrc_core import Reader
from mrc_core.artifact import ReaderAssets
from mrc_core.featurize.featurizer import Featurizer
from mrc_core.predict.embedded import EmbeddedPredictor
from mrc_core.types import ModelInfo, Windows, WindowSpans
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


class _Counting:
    """A predictor that says how it was asked, and may move on to the next version."""

    def __init__(self, predictor: EmbeddedPredictor, versions: Iterable[str]) -> None:
        self._predictor, self._versions = predictor, iter(versions)
        self.model = predictor.model
        self.asked: list[int] = []
        self.start, self.check = predictor.start, predictor.check
        self.aclose = predictor.aclose

    async def predict(self, windows: Windows) -> WindowSpans:
        self.asked.append(len(windows))
        spans = await self._predictor.predict(windows)
        self.model = ModelInfo("mrc", next(self._versions))
        return spans


@pytest.fixture(scope="module")
def predictor(assets: ReaderAssets) -> EmbeddedPredictor:
    return EmbeddedPredictor(assets)


async def test_a_short_text_is_one_prediction_and_a_long_one_a_few(
    assets: ReaderAssets, predictor: EmbeddedPredictor
) -> None:
    counting = _Counting(predictor, repeat("1"))
    reader = Reader(Featurizer(assets.tokenizer, assets.config), counting, assets.config)
    await reader.read(QUESTION, HANGUL)
    assert counting.asked == [1]
    counting.asked.clear()
    await reader.read("독도의 면적은 얼마인가?", FILLER)
    assert counting.asked == [3, 3, 6, 12]


async def test_a_text_is_read_by_one_version_of_the_model(
    assets: ReaderAssets, predictor: EmbeddedPredictor
) -> None:
    counting = _Counting(predictor, ["1", *repeat("2", 9)])
    reader = Reader(Featurizer(assets.tokenizer, assets.config), counting, assets.config)
    reading = await reader.read("독도의 면적은 얼마인가?", FILLER)
    assert counting.asked == [3, 3, 6, 6, 12]
    assert reading.model.version == "2"
    assert reading.windows_read == 24
