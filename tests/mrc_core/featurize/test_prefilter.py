from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrc_core import Part, Passage, Reader
from mrc_core.artifact import ReaderAssets
from mrc_core.featurize.featurizer import Featurizer
from mrc_core.featurize.prefilter import prefilter, split_blocks
from tests.conftest import HANGUL
from tests.texts import long_texts, texts

FILLER = "바다에는 물고기가 많고 하늘에는 구름이 흘러간다. " * 4_000
QUESTION = "해례본은 어디에서 발견되었나?"


@given(st.one_of(texts, long_texts, st.text(max_size=3_000)))
def test_blocks_are_the_whole_text(text: str) -> None:
    blocks = split_blocks(text)
    assert "".join(text[start:end] for start, end in blocks) == text
    assert all(0 < end - start <= 1_000 for start, end in blocks)


@given(long_texts)
def test_a_text_has_the_tokens_of_its_blocks(assets: ReaderAssets, text: str) -> None:
    config = assets.config.model_copy(update={"line_ends": False})
    found = Featurizer(assets.tokenizer, config).tokenize("누가?", [text])
    whole = assets.tokenizer.encode(text, add_special_tokens=False)
    assert found.input_ids[0].tolist() == whole.ids
    assert [tuple(pair) for pair in found.offsets[0].tolist()] == whole.offsets


@pytest.mark.parametrize("place", [0, 50_000, len(FILLER)])
async def test_an_answer_is_found_anywhere_in_a_very_long_text(reader: Reader, place: int) -> None:
    text = FILLER[:place] + HANGUL + " " + FILLER[place:]
    reading = await reader.read(QUESTION, text)
    best = reading.candidates[0]
    assert "안동" in best.text
    assert text[best.start : best.end] == best.text
    assert text[best.context_start :].startswith(best.context)
    assert reading.windows_total > 300


def test_it_is_known_about_how_much_was_left_out(assets: ReaderAssets) -> None:
    featurizer = Featurizer(assets.tokenizer, assets.config)
    whole = featurizer.tokenize(QUESTION, [FILLER])
    shortened = featurizer.tokenize(QUESTION, [FILLER], 20_000)
    assert whole.windows_total == len(whole.windows)
    assert 3 * len(shortened.windows) < shortened.windows_total
    assert shortened.windows_total == pytest.approx(len(whole.windows), rel=0.1)


def test_windows_do_not_reach_over_what_was_left_out(assets: ReaderAssets) -> None:
    text = "\n".join(f"{HANGUL if i % 10 == 0 else FILLER[:900]}" for i in range(60))
    parts, start = [], 0
    for line in text.split("\n"):
        parts.append(Part(start, start + len(line), prior=-2.0 if len(parts) % 3 else 0.0))
        start += len(line) + 1
    for passage in (Passage(text), Passage(text, tuple(parts))):
        kept = prefilter(QUESTION, [passage], 9_000)[0]
        assert sum(end - start for start, end in kept) <= 9_000
        tokenized = Featurizer(assets.tokenizer, assets.config).tokenize(QUESTION, [passage], 9_000)
        for window in tokenized.windows:
            offsets = tokenized.offsets[0][window.start : window.stop]
            first, last = int(offsets[0, 0]), int(offsets[-1, 1])
            inside = sum(min(last, end) - max(first, start) for start, end in kept
                         if start < last and first < end)  # fmt: skip
            assert inside == last - first


def test_white_space_is_not_worth_reading(assets: ReaderAssets) -> None:
    tokenized = Featurizer(assets.tokenizer, assets.config).tokenize(
        "누가?", [" " * 30_000 + "세종이 만들었다."], 2_000
    )
    assert tokenized.windows


def test_a_text_that_can_be_read_whole_is_not_prefiltered() -> None:
    passage = Passage(FILLER[:20_000])
    kept = prefilter(QUESTION, [passage], 20_000)[0]
    assert kept == split_blocks(passage.text)
