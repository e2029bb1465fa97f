from __future__ import annotations

import numpy as np

from mrc_core import Part, Passage
from mrc_core.artifact import ReaderAssets
from mrc_core.featurize.featurizer import Featurizer
from mrc_core.featurize.ranking import rank_windows
from tests.conftest import HANGUL

FILLER = "바다에는 물고기가 많고 하늘에는 구름이 흘러간다. " * 400
QUESTION = "해례본은 어디에서 발견되었나?"


def test_the_best_window_comes_first_and_scores_highest(assets: ReaderAssets) -> None:
    featurizer = Featurizer(assets.tokenizer, assets.config)
    tokenized = featurizer.tokenize(QUESTION, [FILLER, HANGUL, FILLER])
    chosen, scores = rank_windows(tokenized, 3)
    assert tokenized.windows[chosen[0]].passage == 1
    assert scores[0] == 0
    assert (np.diff(scores) <= 0).all()


def test_a_short_text_is_read_whole(assets: ReaderAssets) -> None:
    featurizer = Featurizer(assets.tokenizer, assets.config)
    assert rank_windows(featurizer.tokenize(QUESTION, [HANGUL]), 1)[0] == [0]
    assert rank_windows(featurizer.tokenize(QUESTION, []), 1)[0] == []


def test_what_is_less_likely_is_read_after_the_rest(assets: ReaderAssets) -> None:
    teaser = "해례본은 어디에서 발견되었나? " * 60
    text = teaser + FILLER
    parts = (Part(0, len(teaser), prior=-6.0), Part(len(teaser), len(text)))
    tokenized = Featurizer(assets.tokenizer, assets.config).tokenize(
        QUESTION, [Passage(text, parts)]
    )
    teasers = [i for i, window in enumerate(tokenized.windows) if window.prior < 0]
    assert not set(rank_windows(tokenized, 4)[0]) & set(teasers)
    assert set(rank_windows(tokenized, len(tokenized.windows))[0]) >= set(teasers)
    for index in teasers:
        window = tokenized.windows[index]
        assert tokenized.offsets[0][window.stop - 1, 1] <= len(teaser)
