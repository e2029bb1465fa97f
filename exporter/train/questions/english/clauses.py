"""An English sentence -> its words with their tags, cut into subject, verb and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from textblob.en import tag

from mrc_core.sentences import sentence_starts

_WORD = re.compile(
    r"\d+(?:[,.]\d+)*(?:st|nd|rd|th|s)?(?![^\W\d_])|[^\W_]+(?:[.'’&-][^\W_]+)*(?:['’]s)?|[^\s\w]|_"
)
_ASIDE = re.compile(r"\s?\([^()]*\)")

_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_AUXILIARIES = frozenset(
    """
    is was are were am be has have had do does did will would can could may might shall should must
    """.split()
)
# A verb after one of these is the verb of a clause inside the subject.
_RELATIVES = frozenset("that which who whom whose where when if because although while as".split())
_EMPTY_SUBJECTS = frozenset({"There", "there", "What", "How", "Why"})
# What comes after these is a clause of its own.
_SAID = frozenset({"that", "how", "why", "what", "whether"})
_MOST_BEFORE_VERB = 12


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a punctuation mark.

    Attributes:
        text: As it stands there.
        start, end: Its place in the text.
        tag: Of the Penn Treebank.
    """

    text: str
    start: int
    end: int
    tag: str

    @property
    def is_name(self) -> bool:
        """Whether it is written like a part of a name."""
        return self.text[:1].isupper() and self.tag not in ("PRP", "DT", "IN", "CC", "WRB", "WP")


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence whose main verb was found; each part is a range of its words.

    Attributes:
        words: Of the sentence, without what stands in brackets.
        before: "In 1871," or the like.
        subject: Who or what; never empty.
        verb: "was", "had been born", "wrote".
        rest: Up to the full stop.
    """

    words: Sequence[Word]
    before: range
    subject: range
    verb: range
    rest: range


def clauses(text: str) -> Iterator[Clause]:
    """Yield the sentences of a text that have a subject and a finite verb after it."""
    bounds = [0, *sentence_starts(text), len(text)]
    for start, end in pairwise(bounds):
        if (clause := _clause(words(text, start, end))) is not None:
            yield clause


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Tag the words of `text[start:end]`; those in brackets are left out."""
    end = len(text) if end is None else end
    asides = [match.span() for match in _ASIDE.finditer(text, start, end)]
    found = [
        match
        for match in _WORD.finditer(text, start, end)
        if not any(first <= match.start() < last for first, last in asides)
    ]
    tagged = tag(" ".join(match[0] for match in found), tokenize=False)
    if len(tagged) != len(found):
        return []
    return [Word(m[0], m.start(), m.end(), t) for m, (_, t) in zip(found, tagged, strict=True)]


def _clause(sentence: list[Word]) -> Clause | None:
    while sentence and sentence[-1].text in '.!?"”':
        sentence = sentence[:-1]
    first = _introduction(sentence)
    for at in range(first, min(len(sentence), first + _MOST_BEFORE_VERB)):
        word = sentence[at]
        if word.text.lower() in _RELATIVES or word.text in ";:":
            return None
        past = word.tag == "VBN" and at > first and word.text.endswith("ed")
        if (word.tag in _FINITE or past) and not word.text[:1].isupper():
            end = _verb_end(sentence, at)
            if at == first or end == len(sentence) or sentence[at - 1].tag in ("DT", "IN", "TO"):
                return None
            if sentence[first].text in _EMPTY_SUBJECTS or sentence[end].text in _SAID:
                return None
            return Clause(
                sentence, range(first), range(first, at), range(at, end), range(end, len(sentence))
            )
    return None


def _introduction(sentence: Sequence[Word]) -> int:
    """Return where the subject starts: after "In 1871," there is a comma."""
    if not sentence or sentence[0].tag not in ("IN", "RB", "TO"):
        return 0
    for at, word in enumerate(sentence[:_MOST_BEFORE_VERB]):
        if word.text == "," and at + 1 < len(sentence) and not sentence[at + 1].text.isdigit():
            return at + 1
    return len(sentence)


def _verb_end(sentence: Sequence[Word], at: int) -> int:
    """After the last word of the verb that starts there: "had also been built"."""
    end = at + 1
    if sentence[at].text.lower() not in _AUXILIARIES:
        return end
    probe = end
    while probe < len(sentence) and sentence[probe].tag[:2] in ("RB", "VB", "MD"):
        probe += 1
        if sentence[probe - 1].tag.startswith("VB"):
            end = probe
            if sentence[probe - 1].text.lower() not in _AUXILIARIES | {"been", "being"}:
                break
    return end
