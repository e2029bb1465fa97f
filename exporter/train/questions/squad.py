"""What a generator of questions writes, whatever the language: SQuAD's paragraphs, and how many."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol, TypedDict

from exporter.train.questions.corpus import Article
from exporter.train.questions.entities import AnswerKind

UNANSWERABLE = "unanswerable"
"""In the place of the answer's kind."""


class SquadAnswer(TypedDict):
    """SQuAD's answer."""

    text: str
    answer_start: int


class SquadQuestion(TypedDict):
    """SQuAD 2.0's question, and the kind of its answer."""

    id: str
    question: str
    kind: str
    answers: list[SquadAnswer]
    is_impossible: bool


class SquadParagraph(TypedDict):
    """SQuAD's paragraph, and its article's title."""

    title: str
    context: str
    qas: list[SquadQuestion]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is asked.

    Attributes:
        seed: Another seed asks other questions of the same text.
        unanswerable: Share of questions that their passage does not answer.
        changed: Share of those that are an answerable question with one thing changed; the others
            are asked of another passage.
        chat: Share of questions that are reworded into what people type to colleagues.
        characters_per_question: Of a passage; KorQuAD asks six of 500 characters.
        most: Questions of one passage.
    """

    seed: int = 0
    unanswerable: float = 0.15
    changed: float = 0.7
    chat: float = 0.0
    characters_per_question: int = 110
    most: int = 8

    def questions(self, context: str, random: Random) -> int:
        """Return how many are asked of a passage."""
        usual = len(context) / self.characters_per_question
        return min(self.most, max(1, math.floor(usual * random.uniform(0.6, 1.4) + 0.5)))

    def is_doubled(self, random: Random) -> bool:
        """Return whether an answerable question gets an unanswerable one beside it."""
        return random.random() < self.unanswerable / (1 - self.unanswerable)


@dataclass(frozen=True, slots=True)
class GeneratedQuestion:
    """A question and its answer's place in the passage."""

    start: int
    end: int
    kind: AnswerKind
    question: str


class QuestionWriter(Protocol):
    """Writes questions on articles; the same ones for the same seed, whatever came before."""

    def paragraphs(self, article: Article) -> list[SquadParagraph]:
        """Return the article's passages that something can be asked of."""


def asked_elsewhere(
    contexts: Sequence[str], asked: Sequence[Sequence[GeneratedQuestion]], number: int
) -> list[str]:
    """Return what is asked of an article's other passages, and cannot be answered from this one."""
    squeezed = contexts[number].replace(" ", "")
    return [
        question.question
        for other, questions in enumerate(asked)
        if other != number
        for question in questions
        if contexts[other][question.start : question.end].replace(" ", "") not in squeezed
    ]


def paragraph(
    article: Article,
    number: int,
    context: str,
    asked: Iterable[GeneratedQuestion],
    unanswerable: Iterable[str],
    seed: int,
) -> SquadParagraph:
    """Put together what was asked of an article's passage."""
    rows = [(q.question, str(q.kind), [_answer(context, q)]) for q in asked]
    rows += [(question, UNANSWERABLE, []) for question in unanswerable]
    return {
        "title": article.title,
        "context": context,
        "qas": [
            {
                "id": f"{article.id}-{number}-{seed}-{at}",
                "question": question,
                "kind": kind,
                "answers": answers,
                "is_impossible": not answers,
            }
            for at, (question, kind, answers) in enumerate(rows)
        ],
    }


def _answer(context: str, asked: GeneratedQuestion) -> SquadAnswer:
    return {"text": context[asked.start : asked.end], "answer_start": asked.start}
