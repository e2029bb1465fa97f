from __future__ import annotations

import pytest

from mrc_core import Part, Passage, Reader
from mrc_core.assets import ReaderAssets
from mrc_core.featurize import Featurizer
from mrc_core.select import promising
from tests.conftest import HANGUL

FILLER = "바다에는 물고기가 많고 하늘에는 구름이 흘러간다. " * 400
QUESTION = "해례본은 어디에서 발견되었나?"


@pytest.mark.parametrize("place", ["start", "middle", "end"])
async def test_a_long_text_is_read_where_it_fits_the_question(reader: Reader, place: str) -> None:
    before = {"start": "", "middle": FILLER, "end": FILLER + FILLER}[place]
    text = before + HANGUL + " " + (FILLER + FILLER)[len(before) :]
    reading = await reader.read(QUESTION, text, max_windows=4)
    assert reading.windows_read == 4
    assert reading.windows_total > 50
    best = reading.candidates[0]
    assert "안동" in best.text
    assert text[best.end :].startswith("에서 발견되었으며")


def test_the_best_window_fits_best_and_order_is_kept(assets: ReaderAssets) -> None:
    featurizer = Featurizer(assets.tokenizer, assets.config)
    tokenized = featurizer.tokenize(QUESTION, [FILLER, HANGUL, FILLER])
    chosen, fit = promising(tokenized, 3)
    assert chosen == sorted(chosen)
    assert tokenized.windows[chosen[int(fit.argmax())]].passage == 1
    assert fit.max() == 0


def test_a_short_text_is_read_whole(assets: ReaderAssets) -> None:
    featurizer = Featurizer(assets.tokenizer, assets.config)
    assert promising(featurizer.tokenize(QUESTION, [HANGUL]), 1)[0] == [0]
    assert promising(featurizer.tokenize(QUESTION, []), 1)[0] == []


def test_what_is_less_likely_is_read_after_the_rest(assets: ReaderAssets) -> None:
    teaser = "해례본은 어디에서 발견되었나? " * 60
    text = teaser + FILLER
    parts = (Part(0, len(teaser), prior=-6.0), Part(len(teaser), len(text)))
    tokenized = Featurizer(assets.tokenizer, assets.config).tokenize(
        QUESTION, [Passage(text, parts)]
    )
    teasers = [i for i, window in enumerate(tokenized.windows) if window.prior < 0]
    assert not set(promising(tokenized, 4)[0]) & set(teasers)
    assert set(promising(tokenized, len(tokenized.windows))[0]) >= set(teasers)
    for index in teasers:
        window = tokenized.windows[index]
        assert tokenized.offsets[0][window.stop - 1, 1] <= len(teaser)
