"""A clause and a candidate -> a question, with the verb and the order that English asks in."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from simplemma import lemmatize

from exporter.train.questions.english.candidates import PLACE_PREPOSITIONS, EnglishCandidate
from exporter.train.questions.english.clauses import Clause, Word
from exporter.train.questions.entities import AnswerKind

_FRONTED = frozenset(
    """
    is was are were am has have had will would can could may might shall should must do does did
    """.split()
)
_FORMS_OF_BE = frozenset("is was are were am".split())
_PRONOUNS = frozenset("he she it they we you i one this these his her its their".split())
_REFERRING = frozenset("he she it".split())
# What simplemma takes for something else.
_BASES = {"left": "leave", "found": "find", "lay": "lie", "developed": "develop", "saw": "see"}
_BREAKS = frozenset({",", ";", ":", "and", "but", "which", "who", "that", "where", "when", "while"})
_MOST_WORDS = 18
_KEEPS_PART, _AS_KEYWORDS, _LOWER, _NO_MARK, _IN_PLACE = 0.15, 0.08, 0.1, 0.05, 0.08
# People say less than the sentence: up to so many of its words are left out.
_LEFT_OUT = 0.6


def question(clause: Clause, candidate: EnglishCandidate, meant: str, random: Random) -> str | None:
    """Ask for a candidate.

    Args:
        clause: Where it stands.
        candidate: One of the clause's.
        meant: Whom or what a subject "she" or "it" means; "" to ask nothing of such a clause.
        random: Source of chance.

    Returns:
        None where no good question is known.
    """
    subject = [word.text for word in _part(clause, clause.subject)]
    pronoun = subject[0].lower() in _PRONOUNS
    if pronoun:
        if subject[0].lower() not in _REFERRING or not meant or len(subject) > 1:
            return None
        subject = [meant]
    answer = candidate.words
    first = answer.start
    if first in clause.subject:
        whole = not [w for w in _part(clause, clause.subject) if w.tag != "DT"][len(answer) :]
        if not whole or pronoun:
            return None
        texts = [_wh(candidate, clause, first, random), *_texts(clause, clause.verb)]
        texts += _kept(clause, clause.rest, answer, random)
    else:
        wh = _wh(candidate, clause, first, random)
        texts = [*_asked(clause, wh, subject, random), *_kept(clause, clause.rest, answer, random)]
        texts += _kept(clause, clause.before, answer, random)
        texts = [text for text in texts if text]
    if random.random() < _AS_KEYWORDS:
        texts = [text for text in texts if len(text) > 3 or text[0].isupper()]
    if not 4 <= len(texts) <= _MOST_WORDS:
        return None
    return _written(texts, random)


def _asked(clause: Clause, wh: str, subject: list[str], random: Random) -> list[str]:
    verb = _texts(clause, clause.verb)
    if verb[0].lower() in (_FRONTED if len(verb) > 1 else _FORMS_OF_BE):
        return [wh, verb[0], *_lowered(subject, clause), *verb[1:]]
    if random.random() < _IN_PLACE:
        return [*subject, *verb, wh.lower()]
    tag = clause.words[clause.verb.start].tag
    helper = "does" if tag == "VBZ" else "do" if tag == "VBP" else "did"
    base = _BASES.get(verb[0]) or lemmatize(verb[0], lang="en")
    return [wh, helper, *_lowered(subject, clause), base, *verb[1:]]


def _lowered(subject: list[str], clause: Clause) -> list[str]:
    word = clause.words[clause.subject.start]
    named = word.tag.startswith("NNP") or len(subject) == 1
    return subject if named else [subject[0].lower(), *subject[1:]]


def _wh(candidate: EnglishCandidate, clause: Clause, first: int, random: Random) -> str:
    before = clause.words[first - 1].text.lower() if first else ""
    match candidate.kind:
        case AnswerKind.YEAR:
            return random.choice(["When", "When", "In what year", "What year", "In which year"])
        case AnswerKind.DAY:
            return random.choice(["When", "When", "On what date", "What day", "On which date"])
        case AnswerKind.MONTH:
            return random.choice(["When", "In what month"])
        case AnswerKind.PERIOD:
            return random.choice(["When", "In what period", "In which century"])
        case AnswerKind.NUMBER if candidate.noun in ("far", "much", "long"):
            return f"How {candidate.noun}"
        case AnswerKind.NUMBER:
            return f"How many {candidate.noun}"
        case AnswerKind.PERSON:
            return random.choice(["Who", "Who", "Who", "Which person"])
        case AnswerKind.PLACE if before in PLACE_PREPOSITIONS:
            return random.choice(["Where", "Where", "Where", "In what place"])
        case AnswerKind.PLACE:
            return random.choice(["What", "What place"])
        case AnswerKind.ORGANISATION:
            return random.choice(["What organization", "Which organization", "What"])
        case _:
            return "What"


def _kept(clause: Clause, part: range, answer: range, random: Random) -> list[str]:
    """Return a part of the clause without the answer; some of what a comma cuts off is left out."""
    gone = set(answer)
    if answer.start and (
        clause.words[answer.start - 1].tag == "IN" and clause.words[answer.start - 1].text != "of"
    ):
        gone.add(answer.start - 1)
    if answer.start and clause.words[answer.start - 1].tag == "DT":
        gone.add(answer.start - 1)
    stretches: list[list[Word]] = [[]]
    holds = [False]
    for at in part:
        word = clause.words[at]
        if word.text.lower() in _BREAKS:
            stretches.append([])
            holds.append(False)
        holds[-1] = holds[-1] or at in answer
        if at not in gone:
            stretches[-1].append(word)
    kept = [
        stretch
        for number, (stretch, held) in enumerate(zip(stretches, holds, strict=True))
        if held or (number == 0 and part != clause.before) or random.random() < _KEEPS_PART
    ]
    left_out = random.uniform(0, _LEFT_OUT)
    texts = [word.text for stretch in kept for word in stretch]
    return [text for text in texts if text not in ",;:" and random.random() >= left_out]


def _part(clause: Clause, part: range) -> Sequence[Word]:
    return clause.words[part.start : part.stop]


def _texts(clause: Clause, part: range) -> list[str]:
    return [word.text for word in _part(clause, part)]


def _written(texts: Sequence[str], random: Random) -> str:
    text = " ".join(texts).replace(" 's", "'s")
    if random.random() < _LOWER:
        text = text.lower()
    return text if random.random() < _NO_MARK else f"{text}?"
