from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tokenizers import Encoding, Tokenizer, models, pre_tokenizers, processors

from mrc_core import EmptyQuestionError, Part, Passage
from mrc_core.artifact import ReaderAssets, ReaderConfig
from mrc_core.featurize.featurizer import Featurizer, Prepared
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


def test_a_long_question_keeps_its_start_and_its_end(
    featurizer: Featurizer, assets: ReaderAssets
) -> None:
    question = "세종 " + "10 " * 100 + "누구인가"
    tokenized = featurizer.tokenize(question, ["세종"])
    assert tokenized.question_cut
    assert len(tokenized.question) == 64
    first, last = (assets.tokenizer.id_to_token(tokenized.question[at]) for at in (0, -1))
    assert first == "세종"
    assert last.endswith("인가")
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


def test_cells_of_a_spreadsheet_stand_apart_as_those_of_a_wiki(featurizer: Featurizer) -> None:
    tabs, bars = featurizer.tokenize(
        "누가?", ["가온\t12명\t\t이은비\n\t끝", "가온|12명||이은비\n\t끝"]
    ).input_ids
    assert tabs.tolist() == bars.tolist()


def test_lines_that_nothing_ends_are_read_as_ended(assets: ReaderAssets) -> None:
    passage = "주간 회의  \n월 10:00\r\n수 3시\n\n끝.\n안건:\n예산"
    config = assets.config.model_copy(update={"line_ends": True})
    windows = (featurizer := Featurizer(assets.tokenizer, config)).assemble(
        featurizer.tokenize("언제?", [passage])
    )
    stop = assets.tokenizer.token_to_id(".")
    stops = [
        (passage[:start].rsplit("\n", 1)[-1], passage[start:end], bool(answerable))
        for token, (start, end), answerable in zip(
            windows.input_ids[0], windows.offsets[0], windows.answerable[0], strict=True
        )
        if token == stop
    ]
    assert stops == [
        ("주간 회의", "", False),
        ("월 10:00", "", False),
        ("수 3시", "", False),
        ("끝", ".", True),
    ]


def test_a_line_ends_at_a_blocks_edge_too(assets: ReaderAssets) -> None:
    # Blocks of a long text are cut before white space, so that new lines begin most of them.
    lines = 700
    config = assets.config.model_copy(update={"line_ends": True})
    [ids] = Featurizer(assets.tokenizer, config).tokenize("언제?", ["수 3시\n" * lines]).input_ids
    assert ids.tolist().count(assets.tokenizer.token_to_id(".")) == lines


@given(st.lists(st.sampled_from(["가", "3시", ".", " ", "\n", "\r\n", "\t", "a|b", ":"])))
@example(["3시", "\n"] * 700)
@example(["가", "\n", "\t", "가"])
def test_line_ends_keep_every_other_token(assets: ReaderAssets, pieces: list[str]) -> None:
    passage = "".join(pieces)
    made = []
    for line_ends in (False, True):
        config = assets.config.model_copy(update={"line_ends": line_ends})
        tokenized = Featurizer(assets.tokenizer, config).tokenize("언제?", [passage])
        [ids], [offsets] = tokenized.input_ids, tokenized.offsets
        written = offsets[:, 0] < offsets[:, 1]
        made.append((ids[written].tolist(), offsets[written].tolist()))
    assert made[0] == made[1]


def test_no_windows_are_never_a_batch(featurizer: Featurizer) -> None:
    with pytest.raises(ValueError, match="no windows"):
        featurizer.assemble(featurizer.tokenize("누가", ["\x00 \n"]))


def test_a_page_of_nothing_readable_has_no_windows(featurizer: Featurizer) -> None:
    parts = (Part(0, 1, prior=0.0), Part(2, 3, prior=-1.0))
    assert featurizer.tokenize("누가?", [Passage("\u200b\n\u200b", parts)]).windows == []


def _bounds(featurizer: Featurizer, passage: str | Passage) -> list[tuple[int, int]]:
    """The characters of each window."""
    windows = featurizer.assemble(featurizer.tokenize("누가?", [passage]))
    used = [windows.offsets[row][windows.answerable[row]] for row in range(len(windows))]
    return [(int(offsets[0, 0]), int(offsets[-1, 1])) for offsets in used]


def test_windows_start_and_end_with_sentences(featurizer: Featurizer) -> None:
    sentence = "세종은 1443년에 훈민정음을 만들고 1446년에 반포하였다."
    passage = " ".join([sentence] * 100)
    bounds = _bounds(featurizer, passage)
    assert len(bounds) > 5
    for start, end in bounds:
        assert passage[start:].startswith(sentence)
        assert passage[:end].endswith(sentence)


def test_windows_keep_to_parts(featurizer: Featurizer) -> None:
    rows = [f"항목 {i}: 값. {i} | 단위: 원. 그리고 더" for i in range(200)]
    text, parts = "\n".join(rows), []
    for row in rows:
        start = parts[-1].end + 1 if parts else 0
        parts.append(Part(start, start + len(row), whole=True))
    limits = {part.start for part in parts} | {part.end for part in parts}
    for start, end in _bounds(featurizer, Passage(text, tuple(parts))):
        assert {start, end} <= limits


@given(passage=long_texts, cuts=st.lists(st.integers(1, 500), max_size=20))
def test_parts_lose_nothing(featurizer: Featurizer, passage: str, cuts: list[int]) -> None:
    edges = [0]
    for cut in cuts:
        edges.append(min(edges[-1] + cut, len(passage)))
    pairs = pairwise([*edges, len(passage)])
    parts = tuple(Part(start, end) for start, end in pairs if start < end)
    tokenized = featurizer.tokenize("누가?", [Passage(passage, parts)])
    seen = np.zeros(len(tokenized.input_ids[0]), bool)
    for window in tokenized.windows:
        assert 0 < window.stop - window.start <= 384
        seen[window.start : window.stop] = True
    assert seen.all()


@pytest.mark.parametrize("marked", [False, True])
def test_a_special_token_in_a_text_is_text(marked: bool) -> None:
    words = ["▁who", "▁king", "▁", "s", "<", "/", ">"]
    pieces = [(p, 0.0) for p in ("<s>", "<pad>", "</s>", "<unk>")] + [(w, -4.0) for w in words]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    tokenizer.add_special_tokens(["<s>", "</s>", "<pad>", "<unk>"])
    tokenizer.encode_special_tokens = marked
    windows = _only(Featurizer(tokenizer, ReaderConfig()), "who </s>", "king <s> </s>")
    specials = [token for token in windows[0].tolist() if token in (0, 1, 2)]
    assert specials == [0, 2, 2, 2]
    assert windows[0].tolist().count(3) == 3


@given(passage=st.one_of(texts, long_texts), most=st.sampled_from([None, 2_000]))
def test_a_prepared_text_is_cut_as_it_would_be_alone(
    featurizer: Featurizer, passage: str, most: int | None
) -> None:
    prepared = Prepared([passage, "세종이 만들었다."])
    for question in ("누가 만들었나?", "언제?", "누가 만들었나?"):
        together = featurizer.tokenize(question, prepared, most)
        alone = featurizer.tokenize(question, prepared.passages, most)
        assert together.windows == alone.windows
        for one, other in zip(together.input_ids, alone.input_ids, strict=True):
            assert np.array_equal(one, other)
        for one, other in zip(together.offsets, alone.offsets, strict=True):
            assert np.array_equal(one, other)


def test_each_block_of_a_prepared_text_is_made_tokens_once(
    featurizer: Featurizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[str] = []
    encode = Featurizer._encode

    def counted(self: Featurizer, texts: list[str]) -> list[Encoding]:
        encoded.extend(texts)
        return encode(self, texts)

    monkeypatch.setattr(Featurizer, "_encode", counted)
    prepared = Prepared(["세종이 만들었다. " * 300])
    for question in ("누가?", "언제?"):
        featurizer.tokenize(question, prepared)
    assert len(encoded) == 2 + len(prepared.tokens)
