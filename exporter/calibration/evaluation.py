"""Questions -> a Keras network's answers and their scores, found just as the reader finds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from tokenizers import Tokenizer

from exporter.calibration.lengths import window_lengths
from exporter.calibration.paragraphs import GoldParagraph
from mrc_core.artifact import Calibration, ReaderConfig
from mrc_core.decode.answers import ranked
from mrc_core.decode.spans import top_spans
from mrc_core.errors import EmptyQuestionError
from mrc_core.featurize.featurizer import Featurizer
from mrc_core.featurize.ranking import rank_windows
from mrc_core.metrics import best_over, exact_match, f1
from mrc_core.reader import DEFAULT_MAX_WINDOWS
from mrc_core.types import Float32, Int32, Windows, WindowSpans

_BATCH = 32
_INPUTS = ("input_ids", "input_mask", "segment_ids")


class PredictsOnBatches(Protocol):
    """What is needed of a Keras model."""

    def predict_on_batch(self, x: dict[str, Int32]) -> dict[str, np.ndarray]:
        """Return the outputs by name, float32 [batch, length]."""


@dataclass(frozen=True, slots=True)
class FeaturizedQuestion:
    """A question of a data set, with its windows and their retrieval scores.

    There are no references if it has no answer there.
    """

    id: str
    text: str
    context: str
    references: tuple[str, ...]
    windows: Windows
    retrieval_scores: Float32


@dataclass(frozen=True, slots=True)
class ScoredAnswers:
    """What the network makes of a question.

    Attributes:
        texts: Of each answer, best first.
        margins: Of each answer, its score minus its window's null score.
    """

    texts: tuple[str, ...]
    margins: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """0-100, averaged over the questions that have an answer."""

    exact_match: float
    f1: float
    count: int


def featurize_questions(
    paragraphs: Iterable[GoldParagraph], tokenizer: Tokenizer, config: ReaderConfig
) -> list[FeaturizedQuestion]:
    """Cut every question's passage into windows; unreadable questions are left out."""
    featurizer = Featurizer(tokenizer, config)
    asked = []
    for paragraph in paragraphs:
        for question in paragraph.questions:
            try:
                tokenized = featurizer.tokenize(question.text, [paragraph.context])
            except EmptyQuestionError:
                continue
            if tokenized.windows:
                references = tuple(dict.fromkeys(text for text, _ in question.answers))
                chosen, scores = rank_windows(tokenized, DEFAULT_MAX_WINDOWS)
                windows = featurizer.assemble(tokenized, chosen)
                asked.append(
                    FeaturizedQuestion(
                        question.id, question.text, paragraph.context, references, windows, scores
                    )
                )
    return asked


def predict_spans(
    model: PredictsOnBatches, asked: Sequence[FeaturizedQuestion], config: ReaderConfig
) -> list[WindowSpans]:
    """Return the best spans of each question's windows, which are read by their length."""
    windows = [question.windows for question in asked]
    rows = [(index, row) for index, part in enumerate(windows) for row in range(len(part))]
    rows.sort(key=lambda place: int(windows[place[0]].input_mask[place[1]].sum()))
    lengths = window_lengths(config.max_seq_length)
    spans: dict[tuple[int, int], WindowSpans] = {}
    for first in range(0, len(rows), _BATCH):
        batch = rows[first : first + _BATCH]
        longest = max(int(windows[index].input_mask[row].sum()) for index, row in batch)
        length = lengths[int(np.searchsorted(lengths, longest))]
        # The last batch is filled up, so that there are no more shapes than lengths.
        filled = batch + batch[-1:] * (_BATCH - len(batch))
        together = Windows.concatenate(
            [windows[index].rows(row, row + 1).padded(length) for index, row in filled]
        )
        columns = {name: getattr(together, name) for name in _INPUTS}
        outputs = model.predict_on_batch(columns)
        made = top_spans(
            outputs["start_logits"],
            outputs["end_logits"],
            together.answerable,
            config.max_answer_length,
            config.top_k,
        )
        for at, place in enumerate(batch):
            part = slice(at, at + 1)
            spans[place] = WindowSpans(
                made.start[part], made.end[part], made.score[part], made.null_score[part]
            )
    return [
        WindowSpans.concatenate([spans[index, row] for row in range(len(part))])
        for index, part in enumerate(windows)
    ]


def decode_answers(
    asked: Sequence[FeaturizedQuestion], spans: Sequence[WindowSpans], calibration: Calibration
) -> list[ScoredAnswers]:
    """Decode what `predict_spans` found: the answers of each question, best first."""
    found = []
    for question, of_windows in zip(asked, spans, strict=True):
        best = ranked(
            of_windows,
            question.windows,
            question.retrieval_scores,
            [question.context],
            calibration,
            question=question.text,
        )
        texts = tuple(question.context[candidate.start : candidate.end] for candidate in best)
        found.append(ScoredAnswers(texts, tuple(candidate.margin for candidate in best)))
    return found


def score(asked: Sequence[FeaturizedQuestion], found: Sequence[ScoredAnswers]) -> Scores:
    """Return exact match and F1 of the best answers, as KorQuAD counts them."""
    pairs = [
        (outcome.texts[0] if outcome.texts else "", question.references)
        for question, outcome in zip(asked, found, strict=True)
        if question.references
    ]
    means = [
        100 * float(np.mean([best_over(metric, *pair) for pair in pairs] or [0.0]))
        for metric in (exact_match, f1)
    ]
    return Scores(round(means[0], 2), round(means[1], 2), len(pairs))
