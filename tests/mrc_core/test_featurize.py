from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from mrc_core import EmptyQuestionError
from mrc_core.assets import ReaderAssets, ReaderConfig
from mrc_core.featurize import Featurizer
from tests.texts import long_texts, texts


@pytest.fixture(scope="module")
def featurizer(assets: ReaderAssets) -> Featurizer:
    return Featurizer(assets.tokenizer, assets.config)


@given(passage=st.one_of(texts, long_texts))
def test_offsets_stay_in_the_passage_and_in_order(featurizer: Featurizer, passage: str) -> None:
    tokenized = featurizer.tokenize("누가 만들었나?", [passage])
    if not tokenized.windows:
        return
    windows = featurizer.assemble(tokenized)
    for row in range(len(windows)):
        offsets = windows.offsets[row][windows.answerable[row]]
        assert (offsets[:, 0] < offsets[:, 1]).all()
        assert offsets.max() <= len(passage)
        assert (np.diff(offsets[:, 0]) >= 0).all()


@given(passage=long_texts)
def test_every_readable_character_is_in_some_window(featurizer: Featurizer, passage: str) -> None:
    passage += " 끝"
    windows = featurizer.assemble(featurizer.tokenize("누가?", [passage]))
    covered = np.zeros(len(passage), bool)
    for row in range(len(windows)):
        for start, end in windows.offsets[row][windows.answerable[row]]:
            covered[start:end] = True
    assert all(covered[i] for i, c in enumerate(passage) if c.isascii() and c.isalnum())


def test_windows_start_doc_stride_apart(featurizer: Featurizer) -> None:
    passage = " ".join(str(i % 90 + 10) for i in range(1000))
    windows = featurizer.assemble(featurizer.tokenize("몇 개?", [passage]))
    firsts = [windows.offsets[row][windows.answerable[row]][0, 0] for row in range(len(windows))]
    assert firsts == [128 * 3 * row for row in range(len(windows))]
    last = windows.offsets[-1][windows.answerable[-1]]
    assert last[-1, 1] == len(passage)
    assert windows.input_ids.shape[1] == 384


def test_a_pair_is_put_together_as_bert_wants_it(featurizer: Featurizer) -> None:
    windows = featurizer.assemble(featurizer.tokenize("누가?", ["세종이 만들었다.", "긴 글" * 9]))
    question = len(featurizer.tokenize("누가?", []).question)
    assert not windows.segment_ids[0, : question + 2].any()
    used = int(windows.input_mask[0].sum())
    assert windows.segment_ids[0, question + 2 : used].all()
    assert not windows.answerable[0, used - 1]  # the closing [SEP]
    assert not windows.input_mask[0, used:].any()
    assert not windows.segment_ids[0, used:].any()
    assert windows.passage.tolist() == [0, 1]


def test_an_encoder_with_one_segment_type_still_gets_its_passage_marked() -> None:
    words = {word: i for i, word in enumerate(["<s>", "</s>", "<pad>", "<unk>", "who", "king"])}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 1), ("<s>", 0))
    windows = _only(Featurizer(tokenizer, ReaderConfig()), "who", "king king")
    assert windows[0].tolist() == [0, 4, 1, 1, 5, 5, 1]
    assert windows[1].tolist() == [0, 0, 0, 0, 1, 1, 0]


def _only(featurizer: Featurizer, question: str, passage: str) -> tuple[np.ndarray, np.ndarray]:
    windows = featurizer.assemble(featurizer.tokenize(question, [passage]))
    return windows.input_ids[0], windows.segment_ids[0]


def test_a_long_question_keeps_its_start_and_its_end(featurizer: Featurizer) -> None:
    question = "세종 " + "10 " * 100 + "누구인가"
    tokenized = featurizer.tokenize(question, ["세종"])
    assert tokenized.question_cut
    assert len(tokenized.question) == 64
    assert tokenized.question.tokens[0] == "세종"
    assert tokenized.question.tokens[-1].endswith("인가")
    assert not featurizer.tokenize("누구인가", ["세종"]).question_cut


@pytest.mark.parametrize("question", ["", "   ", "\u200b", "\x00\x01"])
def test_an_unreadable_question_is_refused(featurizer: Featurizer, question: str) -> None:
    with pytest.raises(EmptyQuestionError):
        featurizer.tokenize(question, ["세종"])


def test_a_lone_surrogate_keeps_the_offsets(featurizer: Featurizer) -> None:
    passage = "\ud800세종 \udfff왕"
    windows = featurizer.assemble(featurizer.tokenize("누가", [passage]))
    spans = {passage[a:b] for a, b in windows.offsets[0][windows.answerable[0]]}
    assert "세종" in spans


def test_no_windows_are_never_a_batch(featurizer: Featurizer) -> None:
    with pytest.raises(ValueError, match="no windows"):
        featurizer.assemble(featurizer.tokenize("누가", ["\x00 \n"]))
