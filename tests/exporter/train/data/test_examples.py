from __future__ import annotations

import json
import lzma
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.calibration.lengths import window_lengths
from exporter.calibration.paragraphs import (
    FormatError,
    GoldParagraph,
    GoldQuestion,
    read_paragraphs,
)
from exporter.checkpoints.huggingface import read_folder
from exporter.train.data.batches import Mix, assemble, window_start
from exporter.train.data.examples import Examples
from exporter.train.data.feed import Feed, bucket_by_length
from exporter.train.data.pack import load_examples, pack
from exporter.train.recipe import resolve
from mrc_core.artifact import ReaderAssets
from mrc_core.featurize.featurizer import Featurizer
from mrc_core.featurize.layout import PairLayout
from tests.exporter.checkpoints.parity import NAMES, reference

LAYOUT = PairLayout((2,), (3,), (3,), last_segment=1, pad_id=0, mask_id=4)

KING = GoldParagraph(
    "세종",
    "세종대왕은 1446년에 훈민정음을 반포하였다.",
    (
        GoldQuestion("1", "훈민정음은 언제 반포되었나?", (("1446년", 6),)),
        GoldQuestion("2", "세종의 아버지는?", ()),
        GoldQuestion("3", "틀린 자리", (("훈민정음", 0),)),
    ),
)


def test_answers_become_tokens_of_their_passage(assets: ReaderAssets) -> None:
    examples, left_out = pack([KING], assets.tokenizer, assets.config)
    assert (len(examples), left_out) == (2, 1)
    first, last = examples.start[0], examples.end[0]
    answer = examples.passage_at(0)[first : last + 1]
    assert assets.tokenizer.decode(answer.tolist()).replace(" ##", "").replace(" ", "") == "1446년"
    assert examples.start[1] == -1
    assert examples.passage.tolist() == [0, 0]


@pytest.mark.parametrize("name", ["bundled", *NAMES])
def test_windows_are_put_together_as_the_reader_puts_them(name: str, assets: ReaderAssets) -> None:
    bundled = name == "bundled"
    tokenizer = assets.tokenizer if bundled else read_folder(reference(name).folder).tokenizer
    layout = PairLayout.of(tokenizer)
    examples, _ = pack([KING], tokenizer, assets.config)
    rng = np.random.default_rng(0)
    (planned,) = bucket_by_length(examples, np.arange(1), 1, 384, layout.extra, 0.0, rng)
    batch = assemble(Mix(examples, (1,), (1.0,), layout, 1, 384, 0.0, (0,)), planned, rng)
    featurizer = Featurizer(tokenizer, assets.config)
    expected = featurizer.assemble(featurizer.tokenize(KING.questions[0].text, [KING.context]))
    length = expected.input_ids.shape[1]
    for part in ("input_ids", "input_mask", "segment_ids"):
        np.testing.assert_array_equal(batch.inputs[part][:, :length], getattr(expected, part))
        padding = layout.pad_id if part == "input_ids" else 0
        assert (batch.inputs[part][:, length:] == padding).all()
    ends = [batch.targets["start"][0], batch.targets["end"][0]]
    start, end = expected.offsets[0, ends]
    assert KING.context[start[0] : end[1]].strip() == "1446년"


def _as_squad(paragraph: GoldParagraph) -> dict[str, object]:
    return {
        "context": paragraph.context,
        "qas": [
            {
                "id": question.id,
                "question": question.text,
                "answers": [{"text": t, "answer_start": s} for t, s in question.answers],
                "is_impossible": not question.answers,
            }
            for question in paragraph.questions
        ],
    }


def test_squad_files_and_lines_of_paragraphs_say_the_same(
    tmp_path: Path, assets: ReaderAssets
) -> None:
    squad, lines = tmp_path / "squad.json", tmp_path / "lines.jsonl.xz"
    row = _as_squad(KING)
    squad.write_text(json.dumps({"data": [{"title": "세종", "paragraphs": [row]}]}), "utf-8")
    with lzma.open(lines, "wt", encoding="utf-8") as stream:
        stream.write(json.dumps({"title": "세종", **row}) + "\n")
    assert list(read_paragraphs(squad)) == list(read_paragraphs(lines)) == [KING]
    packed = tmp_path / "packed.npz"
    examples, left_out = load_examples([squad, lines], assets.tokenizer, assets.config)
    examples.save(packed)
    again, _ = load_examples([packed], assets.tokenizer, assets.config)
    assert (len(examples), left_out) == (4, 2)
    assert examples.article.tolist() == [0, 1]
    for field in fields(Examples):
        np.testing.assert_array_equal(getattr(again, field.name), getattr(examples, field.name))
    np.testing.assert_array_equal(again.question_at(0), again.question_at(2))


def test_some_articles_of_a_file_can_be_named(tmp_path: Path) -> None:
    file = tmp_path / "squad.json"
    row = _as_squad(KING)
    articles = [{"title": str(number), "paragraphs": [row]} for number in range(5)]
    file.write_text(json.dumps({"data": articles}), "utf-8")
    for articles_named, expected in (("#1:3", "12"), ("#3:", "34"), ("#:1", "0"), ("", "01234")):
        (found,) = resolve(f"sq*.json{articles_named}", tmp_path)
        assert "".join(row.title for row in read_paragraphs(found)) == expected


@pytest.mark.parametrize("content", ["", "[]", '{"data": [{}]}', '{"data": 3}'])
def test_other_files_are_refused_by_name(tmp_path: Path, content: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(content)
    with pytest.raises(FormatError, match=r"other\.json"):
        list(read_paragraphs(file))


@st.composite
def _examples(draw: st.DrawFn) -> Examples:
    """Passages of ascending numbers, so that a token tells where it is from."""
    passages = draw(st.lists(st.integers(1, 150), min_size=1, max_size=8))
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(0, len(passages) - 1), st.floats(0, 1), st.integers(0, 9), st.booleans()
            ),
            min_size=1,
            max_size=40,
        )
    )
    start, end = [], []
    for passage, where, longer, answerable in rows:
        first = int(where * (passages[passage] - 1))
        start.append(first if answerable else -1)
        end.append(min(first + longer, passages[passage] - 1) if answerable else -1)
    questions = draw(st.lists(st.integers(1, 12), min_size=len(rows), max_size=len(rows)))
    bounds = np.cumsum([0, *passages])
    return Examples(
        np.arange(10, 10 + bounds[-1]).astype(np.uint16),
        bounds,
        np.sort(
            draw(st.lists(st.integers(0, 2), min_size=len(passages), max_size=len(passages)))
        ).astype(np.int32),
        np.full(sum(questions), 5, np.uint16),
        np.cumsum([0, *questions]),
        np.array([row[0] for row in rows], np.int32),
        np.array(start, np.int32),
        np.array(end, np.int32),
    )


def _mix(examples: Examples, batch: int, unanswerable: float, masked: float = 0.0) -> Mix:
    sizes = (len(examples),)
    return Mix(examples, sizes, (1.0,), LAYOUT, batch, 64, unanswerable, (1, 2), None, masked)


@given(_examples(), st.integers(1, 7), st.sampled_from([0.0, 0.5]))
def test_targets_are_the_answer_or_nothing(
    examples: Examples, batch: int, unanswerable: float
) -> None:
    feed = Feed(_mix(examples, batch, unanswerable))
    spans = {
        tuple(examples.passage_at(passage)[start : end + 1])
        for passage, start, end in zip(examples.passage, examples.start, examples.end, strict=True)
    }
    for step in range(feed.steps_per_epoch):
        made = feed.batch(step)
        ids = made.inputs["input_ids"]
        assert ids.shape[0] == batch
        assert ids.shape[1] in window_lengths(64)
        ends = zip(made.targets["start"], made.targets["end"], strict=True)
        for row, (start, end) in enumerate(ends):
            assert (start == 0) == (end == 0)
            assert made.inputs["segment_ids"][row, start : end + 1].all() or start == 0
            assert start == 0 or tuple(ids[row, start : end + 1]) in spans


@given(_examples(), st.integers(1, 7))
def test_an_epoch_reads_every_example_and_fills_up_its_last_batch(
    examples: Examples, batch: int
) -> None:
    order = np.arange(len(examples))
    batches = bucket_by_length(examples, order, batch, 64, 3, 0.0, np.random.default_rng(0))
    assert len(batches) == -(-len(examples) // batch)
    read = np.concatenate([planned.examples for planned in batches])
    assert len(read) == len(batches) * batch
    assert set(read) == set(order)


@given(_examples(), st.integers(1, 7))
def test_no_batch_is_longer_than_its_windows_need(examples: Examples, batch: int) -> None:
    mix = _mix(examples, batch, 0.0)
    feed, lengths = Feed(mix), window_lengths(mix.length)
    for step in range(feed.steps_per_epoch):
        mask = feed.batch(step).inputs["input_mask"]
        needed = mask.sum(axis=1).max()
        assert mask.shape[1] == min(length for length in lengths if length >= needed)


@given(_examples(), st.integers(1, 7))
def test_the_batch_of_a_step_is_always_the_same(examples: Examples, batch: int) -> None:
    mix = _mix(examples, batch, 0.5, masked=0.3)
    one, other = Feed(mix), Feed(mix)
    steps = list(range(2 * one.steps_per_epoch))
    there = [one.batch(step) for step in steps]
    back = [other.batch(step) for step in reversed(steps)][::-1]
    for first, second in zip(there, back, strict=True):
        np.testing.assert_array_equal(first.inputs["input_ids"], second.inputs["input_ids"])
        for name in first.targets:
            np.testing.assert_array_equal(first.targets[name], second.targets[name])


@given(_examples(), st.integers(1, 7), st.floats(0, 0.49))
def test_masked_words_can_be_put_back(examples: Examples, batch: int, share: float) -> None:
    plain, masking = (Feed(_mix(examples, batch, 0.0, masked)) for masked in (0.0, share))
    for step in range(plain.steps_per_epoch):
        whole, made = plain.batch(step).inputs["input_ids"], masking.batch(step)
        ids, words = made.inputs["input_ids"], made.targets["words"]
        assert len(words) == np.ceil(share * ids.size)
        there = made.targets["masked"][words >= 0]
        assert (ids.flat[there] == LAYOUT.mask_id).all()
        assert np.isin(ids[ids != whole], LAYOUT.mask_id).all()
        assert (whole[ids != whole] > LAYOUT.mask_id).all()
        ids.flat[there] = words[words >= 0]
        np.testing.assert_array_equal(ids, whole)


@given(_examples())
def test_questions_asked_elsewhere_stay_in_their_article(examples: Examples) -> None:
    order = np.arange(len(examples))
    for planned in bucket_by_length(examples, order, 4, 64, 3, 0.999, np.random.default_rng(0)):
        own = examples.passage[planned.examples]
        assert (examples.article[own] == examples.article[planned.passages]).all()
        alone = np.bincount(examples.article)[examples.article[own]] == 1
        assert (planned.passages[alone] == own[alone]).all()


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 59), st.integers(0, 9), st.integers())
def test_windows_hold_the_answer_or_none_of_it_whole(
    tokens: int, room: int, first: int, longer: int, seed: int
) -> None:
    first = min(first, tokens - 1)
    span = first, min(first + longer, tokens - 1)
    rng = np.random.default_rng(abs(seed))
    last = max(tokens - room, 0)
    with_answer = window_start(tokens, room, span, 0.0, rng)
    assert 0 <= with_answer <= last
    if span[1] - span[0] < room:
        assert with_answer <= span[0]
        assert span[1] < with_answer + room
    away = window_start(tokens, room, span, 1.0, rng)
    assert 0 <= away <= last
    if span[0] >= room or span[1] < last:
        assert away + room <= span[0] or away > span[1]


def test_sources_are_read_as_often_as_they_say() -> None:
    one = Examples(
        np.arange(20, dtype=np.uint16),
        np.array([0, 20]),
        np.zeros(1, np.int32),
        np.full(30, 5, np.uint16),
        np.arange(31),
        np.zeros(30, np.int32),
        np.zeros(30, np.int32),
        np.zeros(30, np.int32),
    )
    feed = Feed(Mix(Examples.join([one, one]), (30, 30), (0.5, 2.0), LAYOUT, 5, 64, 0.0, (0,)))
    assert feed.steps_per_epoch == 15


def test_window_lengths_are_few_and_end_with_the_longest() -> None:
    for longest in (32, 64, 192, 320, 384, 512):
        lengths = window_lengths(longest)
        assert len(lengths) <= 6
        assert lengths[-1] == longest
        assert list(lengths) == sorted(set(lengths))
