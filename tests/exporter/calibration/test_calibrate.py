"""The length penalty, chosen by what it does to held-out answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from exporter.calibration import evaluation
from exporter.calibration.calibrate import best_penalty
from exporter.calibration.evaluation import FeaturizedQuestion, score
from exporter.calibration.paragraphs import read_paragraphs
from exporter.train.recipe import load_recipe
from exporter.train.run.run import begin
from mrc_core.artifact import Calibration
from mrc_core.types import WindowSpans


def test_the_length_penalty_is_the_least_that_answers_best(toys: Path, tmp_path: Path) -> None:
    untrained = begin(load_recipe(toys / "recipe.toml"), toys, tmp_path / "run")
    asked = evaluation.featurize_questions(
        read_paragraphs(toys / "dev.json"), untrained.tokenizer, untrained.reader
    )
    answers = [_place(question) for question in asked]
    # As if the reader took more tokens for a slightly better score: 0.05 for each pays.
    long_ones = [
        _spans([(max(first - 6, 1), last, 5.3), (first, last, 5.0)]) for first, last in answers
    ]
    right = [_spans([(first, last, 5.0)]) for first, last in answers]
    for spans in (long_ones, right):
        tried = {
            penalty: score(
                asked, evaluation.decode_answers(asked, spans, Calibration(length_penalty=penalty))
            )
            for penalty in (0.0, 0.025, 0.05, 0.1)
        }
        penalty, scores = best_penalty(asked, spans, Calibration())
        assert scores == tried[penalty]
        assert all(scores.f1 > tried[p].f1 for p in tried if p < penalty)
        assert all(scores.f1 >= tried[p].f1 for p in tried)
    assert penalty == 0.0


def _place(question: FeaturizedQuestion) -> tuple[int, int]:
    """The answer's first and last token in its only window."""
    start = question.context.index(question.references[0])
    offsets = question.windows.offsets[0]
    inside = (offsets[:, 0] >= start) & (offsets[:, 1] <= start + len(question.references[0]))
    tokens = np.flatnonzero(inside & question.windows.answerable[0])
    return int(tokens[0]), int(tokens[-1])


def _spans(rows: list[tuple[int, int, float]]) -> WindowSpans:
    start, end, score = (np.array([values]) for values in zip(*rows, strict=True))
    return WindowSpans(
        start.astype(np.int32),
        end.astype(np.int32),
        score.astype(np.float32),
        np.zeros(1, np.float32),
    )
