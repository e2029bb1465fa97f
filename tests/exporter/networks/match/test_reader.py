from __future__ import annotations

from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest

from exporter.networks.match.features import MatchFeatures
from exporter.networks.match.reader import MatchReader, MatchReaderConfig

CLS, SEP, STOP, SEOUL, MORE_SEOUL, RIVER, LONG = 2, 3, 4, 5, 6, 7, 8

SMALL = MatchReaderConfig(
    vocabulary_size=10,
    separator_ids=(CLS, SEP),
    sentence_end_id=STOP,
    embedding_size=8,
    width=10,
    heads=2,
    blocks=2,
    attention_blocks=(1,),
    feed_forward=16,
)


@pytest.fixture(scope="module")
def match() -> MatchFeatures:
    layer = MatchFeatures(
        10, separator_ids=(CLS, SEP), sentence_end_id=STOP, question_positions=6, sentences=3
    )
    layer.build()
    canonical = np.arange(10)
    canonical[MORE_SEOUL] = SEOUL
    layer.canonical_ids.assign(canonical)
    layer.rarity.assign([0, 0, 0, 0, 0, 1, 1, 0.5, 0.01, 1])
    return layer


def _window(question: list[int], passage: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    ids = np.array([[CLS, *question, SEP, *passage, SEP]], np.int32)
    segments = np.array([[0] * (len(question) + 2) + [1] * (len(passage) + 1)], np.int32)
    return ids, np.ones_like(ids), segments


def _features(match: MatchFeatures, question: list[int], passage: list[int]) -> np.ndarray:
    features, _, _ = match(*_window(question, passage))
    return keras.ops.convert_to_numpy(features)[0, len(question) + 2 : -1]


def test_a_word_matches_itself_at_the_end_of_a_longer_word(match: MatchFeatures) -> None:
    features = _features(match, [SEOUL], [RIVER, MORE_SEOUL])
    assert features[:, 0].tolist() == [0, 1]


def test_separators_and_words_found_everywhere_match_nothing(match: MatchFeatures) -> None:
    features = _features(match, [LONG], [LONG, RIVER])
    assert features[:, 0].tolist() == [0, 0]
    _, links, _ = match(*_window([SEOUL], [RIVER]))
    assert not keras.ops.convert_to_numpy(links).any()


def test_two_words_in_a_row_are_more_than_two_words(match: MatchFeatures) -> None:
    _, apart, _ = match(*_window([SEOUL, RIVER], [RIVER, LONG, SEOUL]))
    _, beside, _ = match(*_window([SEOUL, RIVER], [LONG, SEOUL, RIVER]))
    assert keras.ops.max(beside) > keras.ops.max(apart)


def test_the_sentence_that_covers_the_question_stands_out(match: MatchFeatures) -> None:
    features = _features(match, [SEOUL, RIVER], [SEOUL, STOP, SEOUL, RIVER, STOP, LONG])
    best = features[:, 14]
    assert best.tolist() == [0, 0, 1, 1, 1, 0]


def test_a_question_that_fills_the_window_is_read(match: MatchFeatures) -> None:
    ids, mask, segments = _window([SEOUL] * 9, [])
    features, links, in_passage = match(ids, mask, segments)
    assert features.shape == (1, 12, 18)
    assert links.shape == (1, 6, 12)
    assert in_passage.shape == (1, 12)


def test_training_teaches_it_one_answer() -> None:
    keras.utils.set_random_seed(0)
    model = MatchReader(replace(SMALL, blocks=1, attention_blocks=(0,)))
    model.words.trainable = False
    ids, mask, segments = _window([SEOUL], [SEOUL, RIVER, LONG, STOP])
    inputs = {"input_ids": ids, "input_mask": mask, "segment_ids": segments}
    targets: dict[str, Any] = {"start_logits": np.array([4]), "end_logits": np.array([5])}
    targets["inside_logits"] = np.isin(np.arange(ids.shape[1]), [4, 5])[None].astype(np.float32)
    crossentropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(
        keras.optimizers.Adam(3e-2),
        {
            "start_logits": crossentropy,
            "end_logits": crossentropy,
            "inside_logits": keras.losses.BinaryCrossentropy(from_logits=True),
        },
        run_eagerly=True,
    )
    for _ in range(12):
        model.train_on_batch(inputs, targets)
    outputs = model(inputs, training=False)
    assert int(keras.ops.argmax(outputs["start_logits"])) == 4
    assert int(keras.ops.argmax(outputs["end_logits"])) == 5


def test_words_are_told_in_training_only() -> None:
    model = MatchReader(SMALL)
    ids, mask, segments = _window([SEOUL], [SEOUL, RIVER, LONG, STOP])
    inputs = {"input_ids": ids, "input_mask": mask, "segment_ids": segments}
    assert "words" not in model(inputs)
    assert model(inputs, training=True)["words"].shape == (*ids.shape, SMALL.embedding_size)
