"""A reader's network, held-out questions -> how it decodes, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from exporter.calibration import evaluation
from exporter.calibration.evaluation import FeaturizedQuestion, PredictsOnBatches, Scores
from exporter.calibration.fit import (
    Outcomes,
    Reliability,
    fit_calibration,
    measure_reliability,
    without_answer,
)
from exporter.calibration.paragraphs import GoldParagraph
from mrc_core.artifact import Calibration, ReaderConfig
from mrc_core.types import WindowSpans

# Few and far apart, so that choosing among them fits nothing but the length of answers.
_LENGTH_PENALTIES = (0.0, 0.025, 0.05, 0.1)


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A calibration, and how the reader does with it on the questions that it was fitted on."""

    calibration: Calibration
    scores: Scores
    reliability: Reliability


def calibrate(
    model: PredictsOnBatches,
    tokenizer: Tokenizer,
    config: ReaderConfig,
    held_out: Sequence[GoldParagraph],
) -> Calibrated:
    """Fit what a network's scores mean on questions that it was not trained on.

    Each question is asked of its own passage, and of another that lacks its answers.

    Args:
        model: The network.
        tokenizer: The reader's.
        config: Its window lengths, and the calibration whose `fit_weight` is kept.
        held_out: Paragraphs with questions.
    """
    questions = [
        question
        for part in (held_out, without_answer(held_out))
        for question in evaluation.featurize_questions(part, tokenizer, config)
    ]
    spans = evaluation.predict_spans(model, questions, config)
    penalty, scores = best_penalty(questions, spans, config.calibration)
    base = config.calibration.model_copy(update={"length_penalty": penalty})
    outcomes = Outcomes.of(questions, evaluation.decode_answers(questions, spans, base))
    everything = np.ones(len(outcomes.correct), np.bool_)
    [reliability] = measure_reliability(outcomes, base, [everything])
    return Calibrated(fit_calibration(outcomes, base), scores, reliability)


def best_penalty(
    questions: Sequence[FeaturizedQuestion], spans: Sequence[WindowSpans], base: Calibration
) -> tuple[float, Scores]:
    """Return the length penalty with the best F1, the least of equals, and its scores."""
    tried = []
    for penalty in _LENGTH_PENALTIES:
        decoding = base.model_copy(update={"length_penalty": penalty})
        predictions = evaluation.decode_answers(questions, spans, decoding)
        tried.append((penalty, evaluation.score(questions, predictions)))
    return max(tried, key=lambda result: result[1].f1)
