"""A reader wherever it runs, held-out questions -> what its scores mean, by the way it reads.

Questions are asked of their paragraphs and of their whole articles, and read as the bot reads them:
the likeliest windows first, and no more once the answer is clear. What is clear depends on the
calibration, so fitting and reading take turns; the model itself reads each window once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import compress, groupby

import numpy as np
import numpy.typing as npt

from exporter.calibration import evaluation
from exporter.calibration.calibrate import best_penalty
from exporter.calibration.evaluation import FeaturizedQuestion, Scores
from exporter.calibration.fit import (
    Outcomes,
    Reliability,
    fit_calibration,
    measure_reliability,
    without_answer,
)
from exporter.calibration.paragraphs import GoldParagraph
from mrc_core.artifact import Calibration, ReaderAssets
from mrc_core.predict.predictor import Predictor
from mrc_core.reading import read_adaptively
from mrc_core.types import ModelInfo, Passage, Prediction, Windows, WindowSpans

# Readings and fits in turn; the second changes few windows, the third hardly any.
_ROUNDS = 3
# An article costs as many windows as the bot's budget has, a paragraph one or two.
_MOST_OF_ARTICLES = 300


@dataclass(frozen=True, slots=True)
class Kind:
    """How a reader does on texts of one kind; scores of the questions that have an answer."""

    name: str
    scores: Scores
    reliability: Reliability


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibration, and how far it can be trusted on each kind of text."""

    calibration: Calibration
    kinds: tuple[Kind, ...]


async def calibrate_reader(
    predictor: Predictor,
    assets: ReaderAssets,
    held_out: Sequence[GoldParagraph],
    advance: Callable[[int], None] = lambda _: None,
) -> Fitted:
    """Fit what a reader's scores mean on questions that it was not trained on.

    Args:
        predictor: Runs the reader, by whatever signature it offers.
        assets: Its tokenizer, and the calibration whose `fit_weight` is kept.
        held_out: Paragraphs with questions; those of one title are one article.
        advance: Told of each question whose windows are read.

    Raises:
        ReaderError: The reader cannot be run.
        ValueError: No question can be read, or none has an answer.
    """
    asked = questions_of(held_out, assets)
    questions = [question for _, part in asked for question in part]
    if not any(question.references for question in questions):
        raise ValueError("no question with an answer among those that were held out")
    spans = []
    for question in questions:
        spans.append((await predictor.predict(question.windows)).spans)
        advance(1)
    penalty, _ = best_penalty(questions, spans, assets.config.calibration)
    base = assets.config.calibration.model_copy(update={"length_penalty": penalty})
    calibration = fit_calibration(_outcomes(questions, spans, base), base)
    for _ in range(_ROUNDS):
        read, read_spans = await _as_read(questions, spans, calibration, predictor.model)
        # What a question's words say of an answer weighs by the temperature.
        outcomes = _outcomes(read, read_spans, calibration)
        calibration = fit_calibration(outcomes, base)
    found = evaluation.decode_answers(read, read_spans, calibration)
    of = np.repeat(np.arange(len(asked)), [len(part) for _, part in asked])
    rows = [of == kind for kind in range(len(asked))]
    kinds = [
        Kind(name, _scores(read, found, of_kind), reliability)
        for (name, _), of_kind, reliability in zip(
            asked, rows, measure_reliability(outcomes, base, rows), strict=True
        )
    ]
    return Fitted(calibration, tuple(kinds))


def questions_of(
    held_out: Sequence[GoldParagraph], assets: ReaderAssets
) -> list[tuple[str, list[FeaturizedQuestion]]]:
    """Return what is asked, by the kind of text: paragraphs, and articles if there are any.

    Of paragraphs each question is asked of its own, and of another one that lacks its answers.
    """
    parts = {
        "paragraphs": [*held_out, *without_answer(held_out)],
        "articles": _some(articles_of(held_out)),
    }
    featurized = {
        name: evaluation.featurize_questions(part, assets.tokenizer, assets.config)
        for name, part in parts.items()
    }
    return [(name, part) for name, part in featurized.items() if part]


def articles_of(paragraphs: Sequence[GoldParagraph]) -> list[GoldParagraph]:
    """Return the articles of more than one paragraph, a paragraph a line, with all questions."""
    articles = []
    for title, grouped in groupby(paragraphs, key=lambda paragraph: paragraph.title):
        parts = list(grouped)
        if len(parts) < 2:
            continue
        questions, start = [], 0
        for part in parts:
            for question in part.questions:
                moved = tuple((text, start + at) for text, at in question.answers)
                questions.append(replace(question, answers=moved))
            start += len(part.context) + 1
        text = "\n".join(part.context for part in parts)
        articles.append(GoldParagraph(title, text, tuple(questions)))
    return articles


def _some(articles: Sequence[GoldParagraph]) -> list[GoldParagraph]:
    """Return the articles with so many of their questions as there is time for, evenly spread."""
    count = sum(len(article.questions) for article in articles)
    step = max(1, -(-count // _MOST_OF_ARTICLES))
    return [replace(article, questions=article.questions[::step]) for article in articles]


def _scores(
    questions: Sequence[FeaturizedQuestion],
    found: Sequence[evaluation.ScoredAnswers],
    rows: npt.NDArray[np.bool_],
) -> Scores:
    return evaluation.score(list(compress(questions, rows)), list(compress(found, rows)))


def _outcomes(
    questions: Sequence[FeaturizedQuestion], spans: Sequence[WindowSpans], base: Calibration
) -> Outcomes:
    return Outcomes.of(questions, evaluation.decode_answers(questions, spans, base))


async def _as_read(
    questions: Sequence[FeaturizedQuestion],
    spans: Sequence[WindowSpans],
    calibration: Calibration,
    model: ModelInfo,
) -> tuple[list[FeaturizedQuestion], list[WindowSpans]]:
    """Return the questions with the windows that adaptive reading would read, and their spans."""
    read, of_read = [], []
    for question, of_all in zip(questions, spans, strict=True):
        outcome = await read_adaptively(
            _Replayed(of_all, model),
            question.windows,
            question.retrieval_scores,
            [Passage.of(question.context)],
            calibration,
            top_k=1,
            question=question.text,
        )
        count = outcome.windows_read
        read.append(
            replace(
                question,
                windows=question.windows.rows(0, count),
                retrieval_scores=question.retrieval_scores[:count],
            )
        )
        of_read.append(of_all.rows(0, count))
    return read, of_read


class _Replayed:
    """A predictor that has read everything: it hands out the spans of the next windows."""

    def __init__(self, spans: WindowSpans, model: ModelInfo) -> None:
        self.model = model
        self._spans = spans
        self._at = 0

    async def start(self) -> None: ...

    async def check(self) -> None: ...

    async def aclose(self) -> None: ...

    async def predict(self, windows: Windows) -> Prediction:
        start, self._at = self._at, self._at + len(windows)
        return Prediction(self._spans.rows(start, self._at), self.model)
