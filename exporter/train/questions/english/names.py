"""What kind of thing an English name is, by the words that stand around it in a corpus."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from exporter.train.questions.corpus import Article
from exporter.train.questions.entities import AnswerKind

_NAME = r"(?:[A-Z][\w.'’-]+)(?: (?:of |de |von |van |the )?[A-Z][\w.'’-]+)*"
_BORN = re.compile(
    rf"({_NAME})(?:,? who\b|['’]s (?:wife|son|daughter|father|mother|brother)|,? (?:he|she)\b"
    r"| (?:was born|died|wrote|said|married|argued|believed|became king|was elected)\b)"
)
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Dr|Sir|King|Queen|President|Emperor|philosopher|author|poet|writer|director|actor"
    r"|actress|singer|composer|scientist|mathematician|physicist|general|General|historian|son"
    rf"|daughter|wife|father|brother|friend|by)\.? ({_NAME})"
)
_PLACED = re.compile(rf"\b(?:in|at|near|from|city of|capital of) ({_NAME})")
_ENDINGS = {
    AnswerKind.ORGANISATION: """
        University College Institute Company Corporation Inc Party Army Church
        Association League Union Museum Society Bank Committee Council Court Press Academy""",
    AnswerKind.PLACE: """
        City County River Sea Ocean Island Islands Mountains Valley Park Street Kingdom
        Republic Empire Lake Bay States""",
}
_KIND_OF_ENDING = {word: kind for kind, words in _ENDINGS.items() for word in words.split()}
_IN_PLACE = frozenset({"in", "at", "near"})


class EnglishNames:
    """Knows the names of a corpus."""

    def __init__(self, articles: Iterable[Article]) -> None:
        votes: defaultdict[str, Counter[AnswerKind]] = defaultdict(Counter)
        for article in articles:
            for text in article.paragraphs:
                for pattern, kind, worth in (
                    (_BORN, AnswerKind.PERSON, 2),
                    (_TITLED, AnswerKind.PERSON, 1),
                    (_PLACED, AnswerKind.PLACE, 1),
                ):
                    for match in pattern.finditer(text):
                        votes[match[1]][kind] += worth
        self._kinds = {name: _elected(counts) for name, counts in votes.items()}
        # "Lincoln" is whom "Abraham Lincoln" was.
        self._surnames = {
            name.rsplit(" ", 1)[-1]
            for name, kind in self._kinds.items()
            if kind is AnswerKind.PERSON and " " in name
        }

    def kind(self, name: str, before: str) -> AnswerKind:
        """Return the kind of a name, by the word before it.

        Returns:
            PERSON, PLACE, ORGANISATION, or THING where nothing is known.
        """
        if (kind := _KIND_OF_ENDING.get(name.rsplit(" ", 1)[-1])) is not None:
            return kind
        known = self._kinds.get(name, AnswerKind.THING)
        if before in _IN_PLACE and known is not AnswerKind.PERSON:
            return AnswerKind.PLACE
        if known is AnswerKind.THING and name.rsplit(" ", 1)[-1] in self._surnames:
            return AnswerKind.PERSON
        return known


def _elected(votes: Counter[AnswerKind]) -> AnswerKind:
    (kind, most), *others = votes.most_common()
    return kind if not others or most > others[0][1] else AnswerKind.THING
