"""A candidate -> a question for it, in a form that chance chooses and the words allow."""

from __future__ import annotations

import re
from random import Random

from exporter.train.questions.korean.candidate import KoreanCandidate
from exporter.train.questions.korean.phrases import Clause
from exporter.train.questions.korean.predicates import JoinFunction
from exporter.train.questions.korean.wording.forms import MIN_WORDS, Draft
from exporter.train.questions.korean.wording.retelling import Setting

MAX_QUESTION = 100
_MIN_QUESTION = 7
_QUOTATION = re.compile(
    r"""“[^”]*”|‘[^’]*’|《[^》]*》|〈[^〉]*〉|「[^」]*」|『[^』]*』|<[^>]*>|(?<!\S)"[^"]+"|(?<!\S)'[^']+'"""
)
# What a phrase left out leaves behind.
_DANGLING = re.compile(r"^(?:(?:및|또는|혹은|등|가장|더불어|때|후|중) )+")
# A stem and an ending that do not go together.
_BROKEN = re.compile(r"[\u1100-\u11ff]")
_UNPAIRED = re.compile(r"""[“”‘’《》〈〉「」『』<>"]|(?<!\w)'|'(?!\w)""")
_MARKED = 0.97


class Composer:
    """Asks for candidates. Chance decides the form and the words; the grammar is fixed."""

    def __init__(self, join: JoinFunction) -> None:
        self._join = join

    def ask(
        self, clause: Clause, candidate: KoreanCandidate, setting: Setting, random: Random
    ) -> str | None:
        """Ask a question that the candidate answers; None where no form fits."""
        draft = Draft(clause, candidate, setting, random, self._join)
        forms = draft.forms()
        while forms:
            form = random.choices(forms, [weight for _, weight in forms])[0]
            words = form[0]()
            if (
                words
                and draft.is_specific(words)
                and (question := _finished(words, draft.answer, random))
            ):
                return question
            forms = [other for other in forms if other is not form]
        return None


def _finished(words: list[str], answer: str, random: Random) -> str | None:
    question = re.sub(r"\s+", " ", " ".join(word for word in words if word)).strip(" ,.·")
    question = _DANGLING.sub("", question)
    if not _MIN_QUESTION <= len(question) <= MAX_QUESTION or len(question.split()) < MIN_WORDS:
        return None
    if answer in question or answer.replace(" ", "") in question.replace(" ", ""):
        return None
    if _BROKEN.search(question) or _UNPAIRED.search(_QUOTATION.sub("", question)):
        return None
    return question + ("?" if random.random() < _MARKED else "")
