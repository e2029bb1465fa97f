"""Phrases of a sentence, and which one depends on which."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum, auto

from exporter.train.questions.korean.morphology import Morpheme

TIME = re.compile(
    r"(?:(?:기원전 ?|서기 ?)\d{1,4}년"
    r"|(?:음력 ?)?(?:\d{3,4}년(?: ?\d{1,2}월(?: ?\d{1,2}일)?)?|\d{1,2}월(?: ?\d{1,2}일)?|\d{4}년대"
    r"|(?:기원전 ?)?\d{1,2}세기)"
    r"(?: ?(?:초반?|중반|중엽|후반|말엽?|초엽|봄|여름|가을|겨울))?)"
)
"""A date or period, in full or in part."""


class Role(Enum):
    """What a phrase is to its head."""

    TOPIC = auto()
    SUBJECT = auto()
    OBJECT = auto()
    ADVERBIAL = auto()
    TIME = auto()
    COMPLEMENT = auto()
    GENITIVE = auto()
    CONJUNCT = auto()
    NOUN = auto()
    DETERMINER = auto()
    ADVERB = auto()
    ADNOMINAL = auto()
    CONNECTIVE = auto()
    FINAL = auto()
    OTHER = auto()


CLAUSES = frozenset({Role.ADNOMINAL, Role.CONNECTIVE, Role.FINAL})
"""Roles of predicates that say something of their own."""

_FUNCTIONAL = frozenset(
    """
    데리 통하 위하 따르 의하 대하 관하 인하 비롯하 잇 이르 더불 걸치 즈음하 향하 말미암 반하 관련하
    기하 한하 제외하 포함하 거치
    """.split()
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word, or a verb with its auxiliaries.

    Attributes:
        start, end: Place in the text, closing punctuation included.
        role: What it is to its head.
        noun: Place of its noun, without opening quotes and particle; None without one.
        nouns: The noun's morphemes.
        particle: What follows the noun ("에서는"), if it is a particle.
        verb: Of a predicate, its last stem.
        lead: Of a predicate, its text before that stem.
        past: Of a predicate, whether it is in the past tense.
        ending: Of a predicate, its last ending ("고", "면").
        comma: Whether a comma follows.
    """

    start: int
    end: int
    role: Role
    noun: tuple[int, int] | None = None
    nouns: tuple[Morpheme, ...] = ()
    particle: str = ""
    verb: Morpheme | None = None
    lead: str = ""
    past: bool = False
    ending: str = ""
    comma: bool = False

    @property
    def proper(self) -> bool:
        """Whether a name or a foreign word is in it."""
        return any(m.is_proper for m in self.nouns)

    @property
    def governs(self) -> bool:
        """Whether it is a predicate that says something, unlike "…를 통해", "…에 대한"."""
        verb = self.verb
        return verb is not None and not (
            verb.form in _FUNCTIONAL and self.role in (Role.CONNECTIVE, Role.ADNOMINAL)
        )

    @property
    def is_noun(self) -> bool:
        """Whether a noun before it can say which one: not so with the noun of a "하다" verb."""
        return self.noun is not None and (self.verb is None or self.verb.part == "VCP")

    @property
    def dependent(self) -> bool:
        """Whether its noun means nothing by itself ("것", "수", "그")."""
        return all(m.part in ("NNB", "NP", "NR", "XSN") for m in self.nouns)


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence as phrases; `heads[i]` is the index of phrase i's head, -1 of the last one."""

    text: str
    phrases: tuple[Phrase, ...]
    heads: tuple[int, ...]
    children: tuple[tuple[int, ...], ...]

    def under(self, index: int) -> frozenset[int]:
        """Return the phrase with all that depends on it."""
        found = {index}
        for child in self.children[index]:
            found |= self.under(child)
        return frozenset(found)

    def governor(self, index: int) -> int | None:
        """Return the predicate that a phrase, or its whole noun phrase, is an argument of."""
        head = self.heads[index]
        while head >= 0 and not self.phrases[head].governs:
            head = self.heads[head]
        return head if head >= 0 else None


def with_topic(clause: Clause, topic: Phrase, *, instead: int | None) -> Clause:
    """Return the clause with what it goes on about: in the place of a pronoun, or at its start."""
    if instead is not None:
        phrases = list(clause.phrases)
        phrases[instead] = topic
        return replace(clause, phrases=tuple(phrases))
    shifted = tuple(tuple(i + 1 for i in children) for children in clause.children)
    root = clause.heads.index(-1)
    return Clause(
        clause.text,
        (topic, *clause.phrases),
        (root + 1, *(head + 1 if head >= 0 else -1 for head in clause.heads)),
        ((), *shifted[:root], (0, *shifted[root]), *shifted[root + 1 :]),
    )
