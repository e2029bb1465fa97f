"""An answer in its sentence -> the words of a question for it, in each form that people use."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from exporter.train.questions.entities import AnswerKind
from exporter.train.questions.korean.candidate import KoreanCandidate
from exporter.train.questions.korean.particles import with_particle
from exporter.train.questions.korean.phrases import CLAUSES, Clause, Phrase, Role
from exporter.train.questions.korean.predicates import (
    JoinFunction,
    adnominal,
    interrogative,
    is_passive_possible,
)
from exporter.train.questions.korean.wording.question_words import (
    after_clause,
    has_measure,
    in_place,
    is_what,
    measure_of,
    with_particle_of,
)
from exporter.train.questions.korean.wording.retelling import Retelling, Setting
from exporter.train.questions.korean.words import (
    DOWNTONERS,
    FRAME_NOUNS,
    QUESTION_WORDS,
    SUPPOSING_ENDINGS,
    WEAK_VERBS,
)

MIN_WORDS = 2
"""Of a question."""

_GAP_PARTICLES = {"이", "가", "은", "는", "을", "를", "에", "에서", "에게", "에는", "에서는", ""}
_REWORD = 0.6
_PASSIVE_SHARE = 0.3
_ENOUGH = 3
_WORTH_ASKING = 0.6
_WORTH_OF_NAME = 2

Form = Callable[[], list[str] | None]


class Draft:
    """One question in the making."""

    def __init__(
        self,
        clause: Clause,
        candidate: KoreanCandidate,
        setting: Setting,
        random: Random,
        join: JoinFunction,
    ) -> None:
        self.clause = clause
        self.candidate = candidate
        self.random = random
        self.join = join
        self.answer = clause.text[candidate.start : candidate.end]
        self.particle = clause.phrases[candidate.last].particle
        proper = (m.form for p in clause.phrases for m in p.nouns if m.is_proper)
        self.names = {name for name in (*setting.title.split(), *proper) if len(name) > 1}
        self.told = Retelling(clause, candidate, setting, random)

    def forms(self) -> list[tuple[Form, float]]:
        """Return the forms that this answer can be asked for in, by how common they are."""
        forms: list[tuple[Form, float]] = []
        if self.candidate.kind is AnswerKind.DEFINITION or self.told.is_predicate:
            return [(self.copular, 1.0)]
        governor = self.told.governor
        if governor is None:
            return []
        phrase = self.clause.phrases[governor]
        if phrase.role not in CLAUSES or phrase.ending in SUPPOSING_ENDINGS:
            return []
        direct = self.clause.heads[self.candidate.last] == governor
        if direct and self._leaves_gap():
            forms.append((self.relative, 9.0))
            if self._is_named_after_verb(phrase):
                forms.append((self.nominal, 1.5))
            forms.append((self.keywords, 0.3))
        if self.told.modifiers():
            forms.append((self.modified, 4.0))
        if phrase.verb is not None:
            forms.append((self.in_place, 2.2 if forms else 1.5))
        return forms

    def is_specific(self, words: list[str]) -> bool:
        """Return whether the words but the asked one say enough to find the answer by."""
        told = {word for text in words[:-1] for word in text.split()} - QUESTION_WORDS
        enough = sum(_WORTH_OF_NAME if self._is_name(word) else 1 for word in told)
        governor = self.told.governor
        if governor is not None and not self.told.is_predicate:
            phrase = self.clause.phrases[governor]
            weak = phrase.verb is not None and phrase.verb.form in WEAK_VERBS
            enough -= weak and not phrase.nouns
        named = (
            self.candidate.kind is not AnswerKind.THING or self.candidate.weight >= _WORTH_ASKING
        )
        return enough >= (_ENOUGH if named else _ENOUGH + 1)

    def _is_name(self, word: str) -> bool:
        """Return whether there is a name or a number in a word."""
        return any(name in word for name in self.names) or any(c.isdigit() for c in word)

    def copular(self) -> list[str] | None:
        """Ask as in "수도는 서울이다" -> "…의 수도는 어디인가"."""
        at = self.candidate.last
        subjects = [
            i
            for i in self.clause.children[at]
            if i not in self.told.own and self.clause.phrases[i].role in (Role.TOPIC, Role.SUBJECT)
        ]
        if not subjects:
            return None
        subject = subjects[-1]
        phrase = self.clause.phrases[subject]
        rest = [i for i in self.clause.children[at] if i not in self.told.own and i < subject]
        words = self.told.rendered(rest)
        if self.told.is_pronoun(subject):
            name = self.told.name()
            if not name:
                return None
            words.append(with_particle(name, "은"))
        else:
            modifiers = self.told.rendered(self.clause.children[subject])
            if not modifiers and not phrase.proper and (name := self.told.name()):
                modifiers = [name + "의"]
            words += [*modifiers, with_particle(self.told.noun(phrase), "은")]
        if self.random.random() < 0.25 and self.candidate.kind is not AnswerKind.DEFINITION:
            return words
        return [*words, is_what(self.candidate.kind, self.candidate.noun, self.random)]

    def relative(self) -> list[str] | None:
        """Ask as in "…를 창제한 해는"."""
        governor = self.told.governor
        if governor is None:
            return None
        passive = self._is_said_in_passive()
        arguments = self.told.arguments(particle="이", passive=passive)
        if not arguments:
            return None
        verb = adnominal(
            self.clause.text,
            self.clause.phrases[governor],
            self.join,
            self.random,
            past=self.told.is_past(governor),
            passive=passive,
            reword=_REWORD,
        )
        return [*(text for _, text in arguments), verb, self._wh_after()]

    def nominal(self) -> list[str] | None:
        """Ask as in "훈민정음 창제 연도는"."""
        governor = self.told.governor
        if governor is None:
            return None
        phrase = self.clause.phrases[governor]
        objects = [
            i
            for i in self.clause.children[governor]
            if i not in self.told.own
            and self.clause.phrases[i].noun is not None
            and self.clause.phrases[i].role
            is (Role.OBJECT if phrase.verb and phrase.verb.form == "하" else Role.SUBJECT)
        ]
        words: list[str] = []
        for i in objects[-1:]:
            words = [
                *self.told.rendered(self.clause.children[i]),
                self.told.noun(self.clause.phrases[i]),
            ]
        if not words and (name := self.told.name()):
            words = [name + self.random.choice(["", "의"])]
        if not words:
            return None
        verb_noun = phrase.nouns[-1].form
        wh = after_clause(self.candidate.kind, self.candidate.noun, self.random, end=True)
        if wh.startswith(("것", "때", "곳", "이는", "날은", "해는", "사람")):
            wh = {
                AnswerKind.PLACE: "장소는",
                AnswerKind.YEAR: "연도는",
                AnswerKind.DAY: "날짜는",
            }.get(self.candidate.kind, "시기는")
        return [*words, verb_noun, wh]

    def modified(self) -> list[str] | None:
        """Ask with what the text says of the answer itself: "1443년에 만든 [훈민정음]"."""
        modifiers = self.told.modifiers()
        chosen = modifiers[-1]
        phrase = self.clause.phrases[chosen]
        if phrase.verb is None:
            return None
        arguments = self.told.rendered(self.clause.children[chosen])
        if not arguments:
            return None
        text = self.clause.text[phrase.start : phrase.end].strip(" ,")
        return [*arguments, text, self._wh_after()]

    def in_place(self) -> list[str] | None:
        """Ask as in "누가 …를 창제했는가"."""
        governor = self.told.governor
        if governor is None:
            return None
        phrase = self.clause.phrases[governor]
        passive = self._is_said_in_passive()
        by_whom = not passive and self._is_said_by_whom()
        arguments = self.told.arguments(particle="은", passive=passive or by_whom)
        if arguments is None:
            return None
        wh = in_place(self.candidate.kind, self.candidate.noun, self.random)
        word = (
            f"{wh}에 의해" if by_whom else with_particle_of(wh, self.candidate.kind, self.particle)
        )
        chain = self.told.between(governor)
        asked = [word, *chain]
        before = [text for i, text in arguments if i < self.candidate.first]
        after = [text for i, text in arguments if i > self.candidate.last]
        if self.random.random() < 0.4 or self.candidate.kind is AnswerKind.REASON:
            words = [*before, *after, *asked]
        else:
            words = [*before, *asked, *after]
        verb = interrogative(
            self.clause.text,
            phrase,
            self.join,
            self.random,
            past=self.told.is_past(governor),
            passive=passive or by_whom,
            reword=_REWORD,
        )
        return [*words, verb] if before or after or chain else None

    def keywords(self) -> list[str] | None:
        """Ask with only the nouns, as people type into a search box."""
        governor = self.told.governor
        if governor is None:
            return None
        phrases = self.clause.phrases
        words = [
            self.told.noun(phrases[i])
            for i in self.clause.children[governor]
            if i not in self.told.own
            and phrases[i].is_noun
            and not phrases[i].dependent
            and phrases[i].nouns[-1].form not in FRAME_NOUNS
        ]
        if phrases[governor].verb is not None and phrases[governor].nouns:
            words.append(phrases[governor].nouns[-1].form)
        if len(words) < MIN_WORDS:
            return None
        chosen = sorted(self.random.sample(range(len(words)), min(len(words), 4)))
        wh = after_clause(self.candidate.kind, self.candidate.noun, self.random, end=True)
        if wh.startswith(("것", "대상")):
            return None
        return [*(words[i] for i in chosen), wh]

    def _is_said_in_passive(self) -> bool:
        """Return whether to ask when something was done and not who did it when."""
        governor = self.told.governor
        if governor is None or self.told.role in (Role.SUBJECT, Role.TOPIC, Role.OBJECT):
            return False
        return self._has_passive(governor) and self.random.random() < _PASSIVE_SHARE

    def _is_said_by_whom(self) -> bool:
        governor = self.told.governor
        return (
            governor is not None
            and self.told.role in (Role.SUBJECT, Role.TOPIC)
            and self.candidate.kind in (AnswerKind.PERSON, AnswerKind.ORGANISATION)
            and self._has_passive(governor)
            and self.random.random() < _PASSIVE_SHARE
        )

    def _has_passive(self, governor: int) -> bool:
        phrase = self.clause.phrases[governor]
        roles = {self.clause.phrases[i].role for i in self.clause.children[governor]}
        return (
            phrase.role is not Role.ADNOMINAL
            and Role.OBJECT in roles
            and is_passive_possible(phrase)
        )

    def _wh_after(self) -> str:
        """Return the asked noun, with what stands before the answer and says which one."""
        candidate = self.candidate
        lead = ""
        if candidate.kind is AnswerKind.NUMBER:
            before = self.told.noun_before()
            if before and before not in DOWNTONERS | FRAME_NOUNS:
                measure = measure_of(candidate.noun, self.random)
                number = is_what(AnswerKind.NUMBER, candidate.noun, self.random)
                asked = [f"{with_particle(before, '은')} {number}"]
                if measure.endswith("수"):
                    asked.append(f"{before} 수는")
                return self.random.choice(asked)
        elif candidate.noun and self.random.random() < 0.3:
            genitives = [
                i
                for i in self.clause.children[candidate.last]
                if self.clause.phrases[i].role is Role.GENITIVE and i < candidate.first
            ]
            if genitives and not self.clause.phrases[genitives[-1]].dependent:
                lead = self.told.noun(self.clause.phrases[genitives[-1]]) + "의 "
                noun = with_particle(candidate.noun, "은")
                return lead + noun
        return after_clause(candidate.kind, candidate.noun, self.random, end=True)

    def _leaves_gap(self) -> bool:
        """Return whether the answer can be left out of a clause before a noun."""
        if self.candidate.kind is AnswerKind.REASON:
            return True
        if self.told.role is Role.COMPLEMENT or self.told.role in (Role.GENITIVE, Role.CONJUNCT):
            return False
        if self.particle in ("로", "으로"):
            return self.candidate.kind is AnswerKind.PLACE
        if self.candidate.kind is AnswerKind.NUMBER and not (
            has_measure(self.candidate.noun) and self.told.role in (Role.SUBJECT, Role.OBJECT)
        ):
            return False
        return self.particle in _GAP_PARTICLES

    def _is_named_after_verb(self, phrase: Phrase) -> bool:
        return (
            self.candidate.kind
            in (AnswerKind.DAY, AnswerKind.YEAR, AnswerKind.MONTH, AnswerKind.PLACE)
            and phrase.verb is not None
            and phrase.verb.part == "XSV"
            and phrase.verb.form in ("하", "되")
            and len(phrase.nouns) == 1
            and self.told.role in (Role.TIME, Role.ADVERBIAL)
        )
