"""What a sentence says about an answer, told again as people do: less of it, in other words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from exporter.train.questions.entities import AnswerKind
from exporter.train.questions.korean.candidate import KoreanCandidate
from exporter.train.questions.korean.particles import with_particle
from exporter.train.questions.korean.phrases import Clause, Phrase, Role
from exporter.train.questions.korean.predicates import is_passive_possible
from exporter.train.questions.korean.synonyms import NOUNS
from exporter.train.questions.korean.words import FRAME_NOUNS, LIGHT_VERBS, LINKS, PRONOUNS

# How readily a phrase is left out with all that depends on it; a question's own carelessness
# multiplies this.
_DROP = {
    Role.ADVERB: 0.55,
    Role.OTHER: 0.7,
    Role.CONNECTIVE: 0.55,
    Role.ADNOMINAL: 0.45,
    Role.DETERMINER: 0.4,
    Role.GENITIVE: 0.2,
    Role.NOUN: 0.08,
    Role.CONJUNCT: 0.1,
    Role.ADVERBIAL: 0.3,
    Role.TIME: 0.3,
    Role.OBJECT: 0.03,
    Role.SUBJECT: 0.12,
    Role.TOPIC: 0.15,
    Role.COMPLEMENT: 0.0,
    Role.FINAL: 0.55,
}
# What even a light verb can do without.
_FREE = frozenset({Role.ADVERB, Role.CONNECTIVE, Role.TIME, Role.TOPIC})
_CARELESSNESS = (0.2, 0.8, 1.3, 1.8, 2.3, 2.8)
_REWORD_NOUN = 0.4
_SHORT_OF_SUBJECT = 0.1
_CONTRASTED = 0.3
_MAX_NAME = 18


@dataclass(frozen=True, slots=True)
class Setting:
    """What a sentence's reader knows from before it.

    Attributes:
        title: The article's, empty where there is none.
        topic: What the sentences before were about, empty if not clear.
        acts: Whether the title is of somebody who does things, rather than of an event or a work.
    """

    title: str
    topic: str
    acts: bool = True


class Retelling:
    """What can be said of a candidate without giving it away.

    Attributes:
        own: Indices of the phrases that are the answer, or only say which one it is.
        governor: Index of the predicate that it is an argument of, or itself is.
        is_predicate: Whether it is itself what is said ("…는 서울이다").
        role: What it is to its head.
    """

    def __init__(
        self, clause: Clause, candidate: KoreanCandidate, setting: Setting, random: Random
    ) -> None:
        self._clause = clause
        self._candidate = candidate
        self._setting = setting
        self._random = random
        self._answer = clause.text[candidate.start : candidate.end]
        self._carelessness = random.choice(_CARELESSNESS)
        last = clause.phrases[candidate.last]
        self.role = last.role
        self.is_predicate = last.verb is not None and candidate.kind is not AnswerKind.REASON
        self.governor = candidate.last if self.is_predicate else clause.governor(candidate.last)
        self.own = frozenset().union(
            *(clause.under(i) for i in range(candidate.first, candidate.last + 1))
        ) - (self._said_of() if self.is_predicate else frozenset())

    def arguments(self, *, particle: str, passive: bool = False) -> list[tuple[int, str]] | None:
        """Return the governor's arguments as people repeat them, in order, each with its place.

        Args:
            particle: Of the subject.
            passive: Leave out who does it, and make the object the subject.

        Returns:
            None where they leave it open what the sentence is about.
        """
        governor = self.governor
        if governor is None:
            return None
        phrases = self._clause.phrases
        kept: list[tuple[int, str]] = []
        has_subject = passive or self.role in (Role.SUBJECT, Role.TOPIC)
        between = self._between(governor)
        for i in self._clause.children[governor]:
            if i in self.own or i in between:
                continue
            is_subject = phrases[i].role in (Role.SUBJECT, Role.TOPIC)
            if is_subject and passive:
                continue
            if is_subject and self.is_pronoun(i):
                name = self.name()
                if not name:
                    return None
                kept.append((i, with_particle(name, particle)))
            elif not self._dropped(i, governor):
                kept.append((i, " ".join(self._subtree(i, self._particle(i, particle, passive)))))
            has_subject = has_subject or is_subject
        if phrases[governor].role is Role.ADNOMINAL:
            return self._with_modified_noun(governor, kept, has_subject, particle)
        if not has_subject and self._random.random() >= _SHORT_OF_SUBJECT and (name := self.name()):
            roles = {phrases[i].role for i in self._clause.children[governor]}
            within = Role.OBJECT in roles and name == self._setting.title and not self._setting.acts
            kept.insert(0, (-1, f"{name}에서" if within else with_particle(name, particle)))
        return kept

    def _particle(self, index: int, subject: str, passive: bool) -> str | None:
        """Another particle than in the text; None to keep that one."""
        role = self._clause.phrases[index].role
        if role is Role.TOPIC or (role is Role.OBJECT and passive):
            return subject
        contrasted = role is Role.SUBJECT and subject == "은"
        return "은" if contrasted and self._random.random() < _CONTRASTED else None

    def _with_modified_noun(
        self,
        governor: int,
        kept: list[tuple[int, str]],
        has_subject: bool,
        particle: str,
    ) -> list[tuple[int, str]] | None:
        """Give the noun that a clause modifies its part in it: "세종이 만든 한글", "한글을"."""
        head = self._clause.heads[governor]
        noun = self._clause.phrases[head] if head >= 0 else None
        if (
            noun is None
            or noun.noun is None
            or noun.dependent
            or noun.nouns[-1].form in FRAME_NOUNS
        ):
            if has_subject:
                return kept
            name = self.name()
            return [(-1, with_particle(name, particle)), *kept] if name else None
        if head in self.own or self.noun(noun) in self._answer:
            return kept if has_subject else None
        if not has_subject:
            return [(-1, with_particle(self._compound(head), particle)), *kept]
        roles = {self._clause.phrases[i].role for i in self._clause.children[governor]}
        if Role.OBJECT not in roles and is_passive_possible(self._clause.phrases[governor]):
            return [(-1, with_particle(self._compound(head), "을")), *kept]
        return kept

    def rendered(self, indices: Iterable[int]) -> list[str]:
        """Return phrases with what depends on them, some of it left out."""
        words: list[str] = []
        for i in indices:
            if i not in self.own and not self._dropped(i, self._clause.heads[i]):
                words += self._subtree(i, None)
        return words

    def _subtree(self, index: int, particle: str | None) -> list[str]:
        words: list[str] = []
        for child in self._clause.children[index]:
            if child not in self.own and not self._dropped(child, index):
                words += self._subtree(child, None)
        phrase = self._clause.phrases[index]
        if phrase.noun is None or phrase.verb is not None:
            return [*words, self._clause.text[phrase.start : phrase.end].strip(" ,.")]
        noun = self.noun(phrase)
        return [*words, with_particle(noun, phrase.particle if particle is None else particle)]

    def _dropped(self, index: int, head: int) -> bool:
        phrase, over = self._clause.phrases[index], self._clause.phrases[head]
        if phrase.role is Role.OTHER and phrase.verb is None:
            return True
        if self._clause.text[phrase.start : phrase.end].strip(" ,") in LINKS:
            return True
        if phrase.role is Role.NOUN and phrase.comma:
            return False
        if over.noun is not None and over.verb is None and over.dependent:
            return False
        if over.verb is not None and over.verb.form in LIGHT_VERBS and phrase.role not in _FREE:
            return False
        return self._random.random() < _DROP[phrase.role] * self._carelessness

    def _compound(self, index: int) -> str:
        """Return a phrase's noun with the nouns before it that say which one."""
        parts = [
            self.noun(self._clause.phrases[i])
            for i in self._clause.children[index]
            if self._clause.phrases[i].role is Role.NOUN and i not in self.own
        ]
        return " ".join([*parts, self.noun(self._clause.phrases[index])])

    def noun(self, phrase: Phrase) -> str:
        """Return a phrase's noun with its quotation marks, now and then by another word for it."""
        if phrase.noun is None:
            return ""
        text = self._clause.text
        start, end = phrase.noun
        noun = text[start:end]
        if noun in NOUNS and self._random.random() < _REWORD_NOUN:
            return self._random.choice(NOUNS[noun])
        closing = re.match(r"[’”》〉』」'\">]*", text[end : phrase.end])
        return text[phrase.start : end] + (closing[0] if closing else "")

    def _between(self, governor: int) -> list[int]:
        """Return the nouns between the answer and its governor ("[조선]의 왕이 …")."""
        chain: list[int] = []
        index = self._clause.heads[self._candidate.last]
        while index not in (governor, -1):
            chain.append(index)
            index = self._clause.heads[index]
        return chain

    def between(self, governor: int) -> list[str]:
        """Return the words between the answer and its governor."""
        words: list[str] = []
        for index in self._between(governor):
            phrase = self._clause.phrases[index]
            if phrase.noun is None or phrase.verb is not None:
                words.append(self._clause.text[phrase.start : phrase.end].strip(" ,."))
            else:
                words.append(with_particle(self.noun(phrase), phrase.particle))
        return words

    def _said_of(self) -> frozenset[int]:
        """Return phrases that the answer, itself the predicate, is said of: no part of it."""
        found: frozenset[int] = frozenset()
        for i in self._clause.children[self._candidate.last]:
            if self._clause.phrases[i].role in (
                Role.TOPIC,
                Role.SUBJECT,
                Role.ADVERBIAL,
                Role.TIME,
            ):
                found |= self._clause.under(i)
        return found

    def is_pronoun(self, index: int) -> bool:
        """Return whether a phrase only points back ("그는")."""
        phrase = self._clause.phrases[index]
        if not phrase.nouns:
            return False
        return all(m.part == "NP" for m in phrase.nouns) and phrase.nouns[0].form in PRONOUNS

    def name(self) -> str:
        """Whom or what a sentence without a subject is about."""
        title, topic = self._setting.title, self._setting.topic
        names = [
            name
            for name in (topic, title)
            if 0 < len(name) <= _MAX_NAME and not self._gives_away(name)
        ]
        if not names:
            return ""
        return names[0] if self._random.random() < 0.6 else names[-1]

    def _gives_away(self, name: str) -> bool:
        return self._answer in name or name in self._answer

    def is_past(self, governor: int) -> bool:
        """Return whether a clause is in the past; one that goes on ("…하고") is as its sentence."""
        phrase = self._clause.phrases[governor]
        if phrase.role is Role.CONNECTIVE:
            last = self._clause.phrases[-1]
            return phrase.past or (last.verb is not None and last.past)
        return phrase.past

    def modifiers(self) -> list[int]:
        """Return clauses that modify the answer, and say enough to ask with."""
        return [
            i
            for i in self._clause.children[self._candidate.last]
            if self._clause.phrases[i].role is Role.ADNOMINAL
            and i < self._candidate.first
            and self._clause.children[i]
        ]

    def noun_before(self) -> str:
        """Return the noun right before a number ("선수 23명")."""
        index = self._candidate.first - 1
        if index < 0 or index not in self.own:
            return ""
        phrase = self._clause.phrases[index]
        return self.noun(phrase) if phrase.role is Role.NOUN and not phrase.comma else ""
