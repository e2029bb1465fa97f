from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from exporter.calibration.paragraphs import GoldParagraph, GoldQuestion
from exporter.checkpoints.wordpiece import wordpiece_tokenizer
from exporter.train.data.batches import Mix
from exporter.train.data.feed import Feed
from exporter.train.data.pack import pack
from exporter.train.data.swaps import Swaps
from exporter.train.lexicon.token_features import Frequencies, TokenFeatures, token_features
from mrc_core.artifact import ReaderConfig
from mrc_core.featurize.layout import PairLayout

ENTRIES = [
    *("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "?", "."),
    *("부산", "서울", "##시", "##는", "버스", "대", "운영", "몇", "1987", "2001", "년", "busan"),
]
COMMON = {"##는", "대", "운영", "몇", "년", "버스", "?", "."}


@pytest.fixture
def vocabulary(tmp_path: Path) -> Path:
    (tmp_path / "vocab.txt").write_text("\n".join(ENTRIES) + "\n", "utf-8")
    return tmp_path / "vocab.txt"


@pytest.fixture
def known() -> TokenFeatures:
    often = {"##시": 20} | dict.fromkeys(COMMON, 99)
    occurrences = np.array([often.get(entry, 1) for entry in ENTRIES], np.int64)
    return token_features(ENTRIES, [Frequencies(occurrences, 100)])


def _ids(text: str, vocabulary: Path) -> np.ndarray:
    encoding = wordpiece_tokenizer(vocabulary).encode(text, add_special_tokens=False)
    return np.array(encoding.ids, np.uint16)


def _swaps(known: TokenFeatures, vocabulary: Path, asked: str) -> Swaps:
    question = GoldQuestion("1", asked, (("서울", 0),))
    paragraph = GoldParagraph("", "서울", (question,))
    examples, _ = pack([paragraph], wordpiece_tokenizer(vocabulary), ReaderConfig())
    return Swaps.of(1.0, known.rarity, known.canonical_ids, known.token_types, examples)


def _said(tokens: np.ndarray) -> list[str]:
    return [ENTRIES[token] for token in tokens]


def test_a_name_becomes_another_and_its_particle_stays(
    known: TokenFeatures, vocabulary: Path
) -> None:
    swaps = _swaps(known, vocabulary, "부산시는 몇 대?")
    question = _ids("서울시는 버스 몇 대?", vocabulary)
    passage = _ids("서울시는 버스 2001 대.", vocabulary)
    changed = swaps.of_question(question, passage, np.random.default_rng(0))
    assert changed is not None
    assert _said(changed) == ["부산", "##시", "##는", "버스", "몇", "대", "?"]


def test_a_year_becomes_a_year(known: TokenFeatures, vocabulary: Path) -> None:
    swaps = _swaps(known, vocabulary, "부산 1987 년?")
    question = _ids("2001 년 버스?", vocabulary)
    changed = swaps.of_question(question, question, np.random.default_rng(0))
    assert changed is not None
    assert _said(changed) == ["1987", "년", "버스", "?"]


def test_what_the_passage_holds_or_does_not_name_stays(
    known: TokenFeatures, vocabulary: Path
) -> None:
    swaps = _swaps(known, vocabulary, "부산시는 몇 대?")
    question = _ids("서울시는 버스 몇 대?", vocabulary)
    rng = np.random.default_rng(0)
    assert swaps.of_question(question, _ids("버스 1987 대.", vocabulary), rng) is None
    both = _ids("서울시는 부산시는 버스 대.", vocabulary)
    assert swaps.of_question(question, both, rng) is None


def test_a_swapped_question_has_no_answer(known: TokenFeatures, vocabulary: Path) -> None:
    tokenizer = wordpiece_tokenizer(vocabulary)
    question = GoldQuestion("1", "서울시는 버스 몇?", (("2001", 8),))
    paragraph = GoldParagraph("", "서울시는 버스 2001 대.", (question,))
    examples, left_out = pack([paragraph], tokenizer, ReaderConfig())
    assert not left_out
    swaps = _swaps(known, vocabulary, "부산시는 몇 대?")
    for swapping, answered in ((swaps, False), (None, True)):
        mix = Mix(
            examples, (1,), (4.0,), PairLayout.of(tokenizer), 4, 32, 0.0, (0,), swaps=swapping
        )
        batch = Feed(mix).batch(0)
        assert (batch.targets["start"] > 0).all() == answered
        assert (batch.targets["end"] > 0).any() == answered
        assert (batch.inputs["segment_ids"].sum(axis=1) == len(examples.passage_at(0)) + 1).all()
