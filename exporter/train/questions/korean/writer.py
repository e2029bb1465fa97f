"""An article -> its passages with questions: what the generator is made of, put together."""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from exporter.train.questions.asides import PlainText, without_asides
from exporter.train.questions.corpus import Article, passages
from exporter.train.questions.entities import AnswerKind
from exporter.train.questions.korean.candidate import KoreanCandidate
from exporter.train.questions.korean.candidates import candidates
from exporter.train.questions.korean.facts import life_questions
from exporter.train.questions.korean.gazetteer import Gazetteer
from exporter.train.questions.korean.morphology import Analyzer
from exporter.train.questions.korean.near_miss.near_miss import KoreanNearMisses
from exporter.train.questions.korean.parsing import parse
from exporter.train.questions.korean.particles import with_particle
from exporter.train.questions.korean.phrases import Clause, Role, with_topic
from exporter.train.questions.korean.wording.questions import Composer
from exporter.train.questions.korean.wording.retelling import Setting
from exporter.train.questions.korean.words import EVENT
from exporter.train.questions.near_miss import NamePool, Spot, Told, one_of
from exporter.train.questions.squad import (
    GeneratedQuestion,
    Plan,
    SquadParagraph,
    asked_elsewhere,
    paragraph,
)


@dataclass(frozen=True, slots=True)
class _Offer:
    """A candidate with its sentence, and what is known before it."""

    clause: Clause
    candidate: KoreanCandidate
    setting: Setting


@dataclass(frozen=True, slots=True)
class _Topic:
    """A name that sentences are about, where the text brought it up."""

    clause: Clause
    candidate: KoreanCandidate

    @property
    def name(self) -> str:
        return self.clause.text[self.candidate.start : self.candidate.end]

    def goes_on_in(self, clause: Clause) -> tuple[Clause, KoreanCandidate] | None:
        """Return a later sentence about it, in which it is only "그는" or left out; None if not."""
        at = self.candidate.last
        phrase = replace(self.clause.phrases[at], noun=(self.candidate.start, self.candidate.end))
        subjects = [
            (i, p) for i, p in enumerate(clause.phrases) if p.role in (Role.TOPIC, Role.SUBJECT)
        ]
        instead = None
        if subjects:
            instead, subject = subjects[0]
            if subject.role is not Role.TOPIC or not subject.dependent:
                return None
        elif -1 not in clause.heads or clause.phrases[clause.heads.index(-1)].verb is None:
            return None
        first = instead or 0
        known = with_topic(clause, phrase, instead=instead)
        return known, replace(self.candidate, first=first, last=first, weight=_GOES_ON)


# An answer of ten characters is asked for half as often as a very short one.
_LENGTH_SCALE = 24.0
_MARKUP = re.compile(r"\[\[|\]\]|\{\{|\}\}|formula_|</?[a-z]|&[a-z]+;|https?:|\|")
_NAME_WEIGHT = 0.5
_NAMED = frozenset({AnswerKind.PERSON, AnswerKind.PLACE, AnswerKind.ORGANISATION, AnswerKind.WORK})
_GOES_ON = 0.6
# Rather fewer questions than many for what hardly anybody asks.
_COMMON_WEIGHT = 0.25
_COMMON_ASKED = 0.2
# A word for anything, "경비" or "반대": a reader that is asked for many answers with one always.
_WORD = re.compile(r"[가-힣]{1,4}")
_WORD_ASKED = 0.25
_OF_THE_SAME_SENTENCE = 0.5


class KoreanWriter:
    """Writes Korean questions on Korean articles."""

    def __init__(self, analyzer: Analyzer, gazetteer: Gazetteer, plan: Plan) -> None:
        self._analyzer = analyzer
        self._gazetteer = gazetteer
        self._plan = plan
        self._composer = Composer(analyzer.join)
        self._near_misses = KoreanNearMisses(analyzer, gazetteer)

    def paragraphs(self, article: Article) -> list[SquadParagraph]:
        """Return the article's passages that something can be asked of."""
        random = Random(f"{self._plan.seed}/{article.id}")  # noqa: S311
        contexts = list(passages(article.paragraphs, random))
        offers = [self._offers(article, context) for context in contexts]
        asked = [
            self._ask(article, context, offered, random, first=number == 0)
            for number, (context, offered) in enumerate(zip(contexts, offers, strict=True))
        ]
        names = NamePool()
        names.add(
            Spot(0, 0, _text(offer), offer.candidate.kind, offer.candidate.noun)
            for offered in offers
            for offer in offered
            if offer.candidate.weight >= _NAME_WEIGHT and offer.candidate.kind in _NAMED
        )
        found: list[SquadParagraph] = []
        for number, context in enumerate(contexts):
            others = asked_elsewhere(contexts, asked, number)
            unanswerable = self._unanswerable(context, asked[number], others, names, random)
            row = paragraph(article, number, context, asked[number], unanswerable, self._plan.seed)
            if row["qas"]:
                found.append(row)
        return found

    def _offers(self, article: Article, context: str) -> list[_Offer]:
        plain = without_asides(context)
        title = article.name
        entity = self._gazetteer.get(title)
        acts = not (entity is not None and entity.kind is AnswerKind.WORK) and not EVENT.search(
            title
        )
        topic: _Topic | None = None
        offers: list[_Offer] = []
        for sentence in self._analyzer.sentences(plain.text):
            if _MARKUP.search(plain.text, sentence[0].start, sentence[-1].end):
                continue
            clause = parse(plain.text, sentence)
            found = list(candidates(clause, self._gazetteer))
            setting = Setting(title, topic.name if topic else "", acts)
            offers += [_Offer(clause, candidate, setting) for candidate in found]
            if topic is not None and (known := topic.goes_on_in(clause)):
                offers.append(_Offer(*known, Setting("", "")))
            topic = _topic(clause, found, topic)
        return offers

    def _ask(
        self, article: Article, context: str, offers: list[_Offer], random: Random, *, first: bool
    ) -> list[GeneratedQuestion]:
        plain = without_asides(context)
        wanted = self._plan.questions(context, random)
        asked = self._life(article, plain, random) if first else []
        answers = {context[a.start : a.end] for a in asked}
        waiting = deque(_shuffled(offers, random))
        while waiting and len(asked) < wanted:
            offer = waiting.popleft()
            if random.random() >= _share_asked(offer):
                continue
            span = plain.span(offer.candidate.start, offer.candidate.end)
            if span is None or context[slice(*span)] in answers:
                continue
            question = self._composer.ask(offer.clause, offer.candidate, offer.setting, random)
            if question is not None:
                answers.add(context[slice(*span)])
                asked.append(GeneratedQuestion(*span, offer.candidate.kind, question))
                if random.random() < _OF_THE_SAME_SENTENCE:
                    _next_of_sentence(waiting, offer)
        return asked

    def _life(self, article: Article, plain: PlainText, random: Random) -> list[GeneratedQuestion]:
        title = article.name
        if not title:
            return []
        forms = (with_particle(title, "은"), title, with_particle(title, "이"))
        found = [GeneratedQuestion(*row) for row in life_questions(plain, title, forms, random)]
        return [random.choice(found)] if found else []

    def _unanswerable(
        self,
        context: str,
        questions: list[GeneratedQuestion],
        elsewhere: list[str],
        names: NamePool,
        random: Random,
    ) -> Iterator[str]:
        """Some for each answerable one, so that their share comes out as planned."""
        for question in questions:
            if not self._plan.is_doubled(random):
                continue
            answer = context[question.start : question.end]
            changed = None
            if not elsewhere or random.random() < self._plan.changed:
                told = Told.of(context, [(answer, question.start)])
                changed = one_of(self._near_misses, question.question, told, [names], random)
            if changed:
                yield changed
            elif elsewhere:
                yield random.choice(elsewhere)


def _shuffled(offers: list[_Offer], random: Random) -> list[_Offer]:
    """Return offers in the order of a weighted draw without replacement, short answers first."""
    keyed = [
        (random.random() ** (1 / _weight(offer.candidate)), number)
        for number, offer in enumerate(offers)
    ]
    return [offers[number] for _, number in sorted(keyed, reverse=True)]


def _weight(candidate: KoreanCandidate) -> float:
    return candidate.weight * math.exp((candidate.start - candidate.end) / _LENGTH_SCALE)


def _next_of_sentence(waiting: deque[_Offer], offer: _Offer) -> None:
    """Ask of the same sentence for another kind next: only the question tells which is meant."""
    for other in waiting:
        if other.clause is offer.clause and other.candidate.kind is not offer.candidate.kind:
            waiting.remove(other)
            waiting.appendleft(other)
            return


def _share_asked(offer: _Offer) -> float:
    share = _COMMON_ASKED if offer.candidate.weight < _COMMON_WEIGHT else 1.0
    if offer.candidate.kind is AnswerKind.THING and _WORD.fullmatch(_text(offer)):
        share *= _WORD_ASKED
    return share


def _text(offer: _Offer) -> str:
    return offer.clause.text[offer.candidate.start : offer.candidate.end]


def _topic(clause: Clause, found: list[KoreanCandidate], before: _Topic | None) -> _Topic | None:
    """Return what the text is about after a sentence, if a name; a pronoun keeps what it was."""
    for index, phrase in enumerate(clause.phrases):
        if phrase.role is Role.TOPIC and phrase.noun is not None:
            if phrase.dependent:
                return before
            about = next((candidate for candidate in found if candidate.last == index), None)
            return _Topic(clause, about) if about and phrase.proper else None
    return before
