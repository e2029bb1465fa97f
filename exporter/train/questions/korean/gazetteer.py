"""First pass over the corpus: what the titles are names of, by their articles' first sentences."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from exporter.train.questions.asides import without_asides
from exporter.train.questions.corpus import Article
from exporter.train.questions.entities import EMPTY_NOUNS, AnswerKind, kind_of_noun

# "시작하였다" is no "시작하" + "였다".
_HEAD_NOUN = re.compile(
    r"(?<=[\s'’”》〉])([가-힣]{1,10}?)(?:이다|이었다|(?<![하보])였다)\.(?:\s|$)"
)
_LIFE = re.compile(r"\([^()]{0,80}\d{1,4}년[^()]{0,40}[~–-]")
_UNSUITABLE = re.compile(r"[\d\s]+(?:년|월|일|세기|년대).*|.{21,}|.?")
_FIRST_SENTENCE = 400

# A head noun that few articles share is a name, a slip of the pattern, or too narrow to ask with.
_MIN_TITLES = 4

# "나폴레옹 보나파르트" is "보나파르트" later on.
_MIN_NAME_PART = 3


@dataclass(frozen=True, slots=True)
class Entity:
    """What a name stands for; the noun is None where only the kind is known."""

    kind: AnswerKind
    noun: str | None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names of the corpus, and nouns that entities are called by."""

    entities: Mapping[str, Entity] = field(default_factory=dict)
    nouns: frozenset[str] = frozenset()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names by noun, for exchanging one for another of its like."""

    def proper_names(self) -> Iterator[str]:
        """Return names of people, places and organisations."""
        proper = (AnswerKind.PERSON, AnswerKind.PLACE, AnswerKind.ORGANISATION)
        return (name for name, entity in self.entities.items() if entity.kind in proper)

    def get(self, name: str) -> Entity | None:
        """Return the entity of this name."""
        return self.entities.get(name)


def build_gazetteer(articles: Iterable[Article]) -> Gazetteer:
    """Read only the first sentence of each article."""
    found: list[tuple[str, str | None, bool, bool]] = []
    for article in articles:
        title = article.name
        if not article.paragraphs or _UNSUITABLE.fullmatch(title):
            continue
        start = article.paragraphs[0][:_FIRST_SENTENCE]
        match = _HEAD_NOUN.search(without_asides(start).text)
        noun = match[1] if match and match[1] not in EMPTY_NOUNS else None
        found.append((title, noun, bool(_LIFE.search(start[:120])), title != article.title))

    count = Counter(noun for _, noun, _, _ in found if noun)
    nouns = frozenset(
        noun
        for noun, n in count.items()
        if n >= _MIN_TITLES and (len(noun) > 1 or kind_of_noun(noun))
    )
    entities: dict[str, Entity] = {}
    names: dict[str, list[str]] = defaultdict(list)
    # "이중섭" is the painter, not "이중섭 (뮤지컬)".
    for title, noun, lived, distinguished in sorted(found, key=itemgetter(3)):
        known = noun if noun in nouns else None
        kind = (kind_of_noun(noun) if noun else None) or (
            AnswerKind.PERSON if lived else AnswerKind.THING
        )
        if known is None and kind is AnswerKind.THING:
            continue
        # "암살" is mostly no film. People and places that share a name are people and places, too.
        if distinguished and kind in (AnswerKind.WORK, AnswerKind.THING):
            continue
        entities.setdefault(title, Entity(kind, known))
        if known:
            names[known].append(title)
        if kind is AnswerKind.PERSON:
            for part in title.split()[::-1][: len(title.split()) - 1 or None]:
                if len(part) >= _MIN_NAME_PART and title.count(" "):
                    entities.setdefault(part, Entity(kind, known))
    return Gazetteer(entities, nouns, {noun: tuple(titles) for noun, titles in names.items()})
