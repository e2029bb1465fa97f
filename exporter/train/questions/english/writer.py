"""An English article -> its passages with questions."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from exporter.train.questions.corpus import Article, passages
from exporter.train.questions.english.candidates import EnglishCandidate, candidates
from exporter.train.questions.english.clauses import Clause, clauses
from exporter.train.questions.english.names import EnglishNames
from exporter.train.questions.english.near_miss import EnglishNearMisses
from exporter.train.questions.english.questions import question
from exporter.train.questions.entities import AnswerKind
from exporter.train.questions.near_miss import NamePool, Told, one_of
from exporter.train.questions.squad import (
    GeneratedQuestion,
    Plan,
    SquadParagraph,
    asked_elsewhere,
    paragraph,
)

_LONGEST_NAME = 4


class EnglishWriter:
    """Writes English questions on English articles."""

    def __init__(self, names: EnglishNames, plan: Plan) -> None:
        self._names = names
        self._plan = plan
        self._near_misses = EnglishNearMisses(names)

    def paragraphs(self, article: Article) -> list[SquadParagraph]:
        """Return the article's passages that something can be asked of."""
        random = Random(f"{self._plan.seed}/{article.id}")  # noqa: S311
        contexts = list(passages(article.paragraphs, random))
        asked = [self._ask(article, context, random) for context in contexts]
        names = NamePool()
        names.add(spot for context in contexts for spot in self._near_misses.spots(context))
        found = []
        for number, context in enumerate(contexts):
            elsewhere = asked_elsewhere(contexts, asked, number)
            unanswerable = [
                question
                for a in asked[number]
                if self._plan.is_doubled(random)
                and (question := self._unanswerable(context, a, elsewhere, names, random))
            ]
            row = paragraph(article, number, context, asked[number], unanswerable, self._plan.seed)
            if row["qas"]:
                found.append(row)
        return found

    def _unanswerable(
        self,
        context: str,
        asked: GeneratedQuestion,
        elsewhere: list[str],
        names: NamePool,
        random: Random,
    ) -> str | None:
        """Change the question, or take another passage's."""
        changed = None
        if not elsewhere or random.random() < self._plan.changed:
            told = Told.of(context, [(context[asked.start : asked.end], asked.start)])
            changed = one_of(self._near_misses, asked.question, told, [names], random)
        return changed or (random.choice(elsewhere) if elsewhere else None)

    def _ask(self, article: Article, context: str, random: Random) -> list[GeneratedQuestion]:
        wanted = self._plan.questions(context, random)
        offers = [
            (clause, candidate, meant)
            for clause, meant in self._with_referents(article, context)
            for candidate in candidates(clause, self._names)
        ]
        offers.sort(key=lambda offer: random.random() ** (1 / offer[1].weight), reverse=True)
        asked: list[GeneratedQuestion] = []
        answers: set[str] = set()
        for clause, candidate, meant in offers:
            if len(asked) >= wanted:
                break
            start, end = _span(clause, candidate)
            answer = context[start:end]
            text = question(clause, candidate, meant, random)
            if text is None or answer in answers or answer.lower() in text.lower():
                continue
            answers.add(answer)
            asked.append(GeneratedQuestion(start, end, candidate.kind, text))
        return asked

    def _with_referents(self, article: Article, context: str) -> Iterator[tuple[Clause, str]]:
        """Yield each clause and whom its subject means if it is a pronoun: the name before."""
        named = {True: "", False: ""}  # Persons and other things.
        if not article.title.startswith("List of"):
            title = article.name
            named[self._names.kind(title, "") is AnswerKind.PERSON] = title
        for clause in clauses(context):
            subject = clause.words[clause.subject.start : clause.subject.stop]
            yield clause, named[subject[0].text.lower() in ("he", "she")]
            if subject[-1].is_name and len(subject) <= _LONGEST_NAME:
                name = " ".join(word.text for word in subject)
                named[self._names.kind(name, "") is AnswerKind.PERSON] = name


def _span(clause: Clause, candidate: EnglishCandidate) -> tuple[int, int]:
    words = clause.words[candidate.words.start : candidate.words.stop]
    return words[0].start, words[-1].end
