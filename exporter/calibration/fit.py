"""Making the reported probability mean what it says, on questions that were not trained on.

Temperature scaling (Guo et al. 2017) with three more parameters: the bias of "not here", how much
more windows cool, and how much of a rival's likelihood counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt

from exporter.calibration.evaluation import FeaturizedQuestion, ScoredAnswers
from exporter.calibration.paragraphs import GoldParagraph
from mrc_core.artifact import Calibration
from mrc_core.evaluate.scoring import metric_for
from mrc_core.metrics import best_over

Float64 = npt.NDArray[np.float64]

BINS = 10

# Of the questions that have an answer, this share may be called absent; on others than those that
# the threshold is fitted on it comes out higher, and should stay under 5 %.
_MISSED = 0.04
# People mostly ask what the text tells, so questions without an answer count less in the fit.
_UNANSWERABLE_WEIGHT = 0.1
_TEMPERATURES = np.geomspace(0.3, 20, 25)
_BIASES = np.linspace(-25, 45, 36)
_COOLINGS = (0.0, 0.1, 0.2, 0.3, 0.4)
_RIVALS = (1.0, 0.8, 0.6, 0.4)
# Fewer windows than the bot's second step reads tell nothing of how more of them cool.
_SEVERAL = 6
_FINER = 8
_NEVER = -np.inf
# A calibration is judged on other stretches of questions than it was fitted on.
_STRETCHES = 20
# How many other paragraphs are looked at for one that lacks a question's answers.
_LOOK_AT = 20


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of n questions.

    Attributes:
        margins: [n, k], best first; minus infinity where there are fewer than k answers.
        correct: bool [n], the best answer is a reference.
        answerable: bool [n].
        windows: int [n], how many were read.
    """

    margins: Float64
    correct: npt.NDArray[np.bool_]
    answerable: npt.NDArray[np.bool_]
    windows: npt.NDArray[np.intp]

    @classmethod
    def of(cls, asked: Sequence[FeaturizedQuestion], found: Sequence[ScoredAnswers]) -> Outcomes:
        """Compare answers with references, as their language is scored."""
        longest = max((len(outcome.margins) for outcome in found), default=0)
        margins = np.full((len(found), max(longest, 1)), _NEVER)
        for row, outcome in enumerate(found):
            margins[row, : len(outcome.margins)] = outcome.margins
        correct = [
            bool(question.references and outcome.texts)
            and best_over(
                metric_for("auto", [question.context]).exact_match,
                outcome.texts[0],
                question.references,
            )
            == 1.0
            for question, outcome in zip(asked, found, strict=True)
        ]
        answerable = [bool(question.references) for question in asked]
        windows = np.array([len(question.windows) for question in asked], np.intp)
        return cls(margins, np.array(correct, np.bool_), np.array(answerable, np.bool_), windows)

    def part(self, rows: npt.NDArray[np.bool_]) -> Outcomes:
        """Select some of the questions."""
        return Outcomes(
            self.margins[rows], self.correct[rows], self.answerable[rows], self.windows[rows]
        )

    def probabilities(self, calibration: Calibration) -> tuple[Float64, Float64]:
        """Compute the probabilities of the best answer, and of any at all, [n] each."""
        cooled = np.power(self.windows, -calibration.cooling, dtype=np.float64)
        temperatures = calibration.temperature * cooled
        return probabilities(self.margins, temperatures, calibration.null_bias, calibration.rivals)


@dataclass(frozen=True, slots=True)
class Reliability:
    """How good the probabilities of a calibration are.

    Attributes:
        expected_error: Of the best answers' probabilities, over questions with an answer.
        absent: Share of the questions without an answer that are called absent.
        missed: Share of those with an answer that are called absent.
        bins: (mean probability, share that is correct, how many) of each bin.
    """

    expected_error: float
    absent: float
    missed: float
    bins: tuple[tuple[float, float, int], ...]


def without_answer(paragraphs: Sequence[GoldParagraph]) -> list[GoldParagraph]:
    """Ask each question of a paragraph that lacks its answers.

    That is the next one of its article; or of the file, if its article has none.
    """
    articles: dict[str, list[GoldParagraph]] = {}
    for paragraph in paragraphs:
        articles.setdefault(paragraph.title, []).append(paragraph)
    moved = []
    for index, paragraph in enumerate(paragraphs):
        article = articles[paragraph.title]
        others = [*_after(article, article.index(paragraph)), *_after(paragraphs, index)]
        for question in paragraph.questions:
            for other in others:
                if not any(text in other.context for text, _ in question.answers):
                    unanswered = (replace(question, answers=()),)
                    moved.append(GoldParagraph(paragraph.title, other.context, unanswered))
                    break
    return moved


def _after(paragraphs: Sequence[GoldParagraph], index: int) -> Iterator[GoldParagraph]:
    """Yield the others, from the one after `index` on and round to it, but not many."""
    count = min(len(paragraphs), _LOOK_AT)
    return (paragraphs[(index + step) % len(paragraphs)] for step in range(1, count))


def probabilities(
    margins: Float64, temperature: float | Float64, null_bias: float, rivals: float
) -> tuple[Float64, Float64]:
    """Compute probabilities as `mrc_core.decode.answers.best_answers` does.

    Args:
        margins: [n, k].
        temperature: Divides all; or [n], one of each row.
        null_bias: The margin of "not here".
        rivals: How much of the other answers' likelihood counts.

    Returns:
        Of the best answer, and of any answer at all: [n] each.
    """
    scaled = np.column_stack([np.full(len(margins), null_bias), margins])
    scaled = scaled / np.reshape(temperature, (-1, 1))
    weights = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    total = weights[:, :2].sum(axis=1) + rivals * weights[:, 2:].sum(axis=1)
    return weights[:, 1] / total, 1 - weights[:, 0] / total


def fit_calibration(outcomes: Outcomes, base: Calibration) -> Calibration:
    """Fit temperature, bias and cooling, by the log loss of "the best answer is correct".

    And how much rivals count, by the expected calibration error, as the loss hardly tells it; and
    thresholds: found is what is rather right than wrong; absent is what of the questions with
    an answer only a few lie under.

    Args:
        outcomes: Of questions that were not trained on.
        base: What the margins were decoded with; keeps its `fit_weight` and `length_penalty`.
    """
    fits = [_least_loss(outcomes, base.model_copy(update={"rivals": each})) for each in _RIVALS]
    fitted = min(fits, key=lambda fit: _expected_error(outcomes, outcomes.probabilities(fit)[0])[0])
    _, any_answer = outcomes.probabilities(fitted)
    of_answerable = np.sort(any_answer[outcomes.answerable])
    absent = of_answerable[int(_MISSED * len(of_answerable))] if len(of_answerable) else 0.0
    return base.model_copy(
        update={
            "temperature": round(float(fitted.temperature), 4),
            "null_bias": round(float(fitted.null_bias), 4),
            "cooling": float(fitted.cooling),
            "rivals": float(fitted.rivals),
            "found": 0.5,
            # Cut off, not rounded: it must not come to lie above the question it is taken from.
            "absent": float(np.floor(1e4 * absent) / 1e4),
        }
    )


def _least_loss(outcomes: Outcomes, base: Calibration) -> Calibration:
    """Fit temperature, bias and cooling to the rivals of `base`."""
    weights = np.where(outcomes.answerable, 1.0, _UNANSWERABLE_WEIGHT)

    def best_of(tried: Iterable[tuple[float, float, float]]) -> Calibration:
        losses = []
        for temperature, bias, cooling in tried:
            fit = {"temperature": temperature, "null_bias": bias, "cooling": cooling}
            calibration = base.model_copy(update=fit)
            best, _ = outcomes.probabilities(calibration)
            right = np.where(outcomes.correct, best, 1 - best)
            losses.append((float(-(weights * np.log(np.maximum(right, 1e-9))).sum()), calibration))
        return min(losses, key=lambda tried: tried[0])[1]

    rough = best_of(product(_TEMPERATURES, _BIASES, (0.0,)))
    ratio, step = _TEMPERATURES[1] / _TEMPERATURES[0], _BIASES[1] - _BIASES[0]
    temperatures = rough.temperature * np.geomspace(1 / ratio, ratio, 2 * _FINER + 1)
    biases = rough.null_bias + np.linspace(-step, step, 2 * _FINER + 1)
    coolings = _COOLINGS if (outcomes.windows >= _SEVERAL).any() else (0.0,)
    # What is as warm where as many windows are read as mostly are.
    usual = float(np.exp(np.log(outcomes.windows).mean()))
    return best_of(
        (temperature * usual**cooling, bias, cooling)
        for temperature, bias, cooling in product(temperatures, biases, coolings)
    )


def measure_reliability(
    outcomes: Outcomes, base: Calibration, kinds: Sequence[npt.NDArray[np.bool_]]
) -> list[Reliability]:
    """Measure how good a fit is on questions that it was not fitted on.

    One half of the questions is fitted on and the other judged, and the other way round; the
    expected calibration error is that of Guo et al. 2017 (section 2).

    Args:
        outcomes: Of all questions.
        base: What the margins were decoded with.
        kinds: bool [n] each, which questions to judge together.
    """
    best = np.zeros(len(outcomes.correct))
    absent = np.zeros(len(outcomes.correct), np.bool_)
    first = _every_other_stretch(outcomes.answerable)
    for judged in (first, ~first):
        fitted = fit_calibration(outcomes.part(~judged), base)
        best[judged], any_answer = outcomes.part(judged).probabilities(fitted)
        absent[judged] = any_answer < fitted.absent
    return [_reliability(outcomes.part(rows), best[rows], absent[rows]) for rows in kinds]


def _reliability(outcomes: Outcomes, best: Float64, absent: npt.NDArray[np.bool_]) -> Reliability:
    error, bins = _expected_error(outcomes, best)
    missed = _share(absent[outcomes.answerable])
    return Reliability(error, _share(absent[~outcomes.answerable]), missed, bins)


def _expected_error(
    outcomes: Outcomes, best: Float64
) -> tuple[float, tuple[tuple[float, float, int], ...]]:
    """Return the expected calibration error of the answerable ones, and its bins."""
    best, correct = best[outcomes.answerable], outcomes.correct[outcomes.answerable]
    of_bin = np.minimum((best * BINS).astype(int), BINS - 1)
    bins = tuple(
        (float(best[of_bin == b].mean()), float(correct[of_bin == b].mean()), int(count))
        for b in range(BINS)
        if (count := np.count_nonzero(of_bin == b))
    )
    error = sum(count * abs(claimed - right) for claimed, right, count in bins) / max(len(best), 1)
    return error, bins


def _every_other_stretch(answerable: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Mark half of either kind: of every file, and questions on one article mostly together."""
    first = np.zeros(len(answerable), np.bool_)
    for kind in (answerable, ~answerable):
        for rows in np.array_split(np.flatnonzero(kind), _STRETCHES)[::2]:
            first[rows] = True
    return first


def _share(values: npt.NDArray[np.bool_]) -> float:
    return float(values.mean()) if len(values) else 0.0
