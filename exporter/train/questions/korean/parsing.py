"""A sentence's words -> phrases with their heads: a shallow dependency analysis.

Korean puts the head last: a noun's modifiers and a verb's arguments stand before it. So each
phrase's head is the nearest later phrase that can take it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from exporter.train.questions.korean.morphology import QUOTED, Morpheme, Sentence, Word
from exporter.train.questions.korean.phrases import TIME, Clause, Phrase, Role

_TO_NOUN = {Role.GENITIVE, Role.CONJUNCT, Role.NOUN, Role.DETERMINER, Role.ADNOMINAL}
_NOMINAL = {"NNG", "NNP", "NNB", "NR", "NP", "SL", "SH", "SN", "XPN", "XSN", "XR", QUOTED}
_INNER = {"SO", "SW", "SP", "SS", "W_SERIAL"}
_STEMS = {"VV", "VA", "VX", "VCP", "VCN", "XSV", "XSA"}
_TO_PREDICATE = {"XSV", "XSA", "VCP"}
_OPENING = {"SSO", "SS"}
_DEPENDENT_NOUNS = {"수", "적", "바", "줄", "만", "리"}
# Particles of what a description needs: "…에 가까운", "…와 다른", "…보다 큰".
_COMPARED = {"에", "와", "과", "보다", "만큼"}
_EXISTENCE = {"있", "없", "되", "하"}


def parse(text: str, sentence: Sentence) -> Clause:
    """Find the phrases of a sentence, and the head of each."""
    phrases = _phrases(text, sentence)
    heads = tuple(_head(phrases, index) for index in range(len(phrases)))
    children: list[list[int]] = [[] for _ in phrases]
    for index, head in enumerate(heads):
        if head >= 0:
            children[head].append(index)
    return Clause(text, phrases, heads, tuple(map(tuple, children)))


def _phrases(text: str, sentence: Sentence) -> tuple[Phrase, ...]:
    found: list[Phrase] = []
    for word in sentence:
        phrase = _phrase(text, word)
        last = found[-1] if found else None
        if last is not None and last.verb is not None and _is_auxiliary(last, phrase, word):
            found[-1] = _merged(text, last, phrase)
        elif last is not None and last.role is Role.TIME and _continues_time(text, last, phrase):
            found[-1] = _merged_time(text, last, phrase)
        else:
            found.append(phrase)
    return tuple(found)


def _phrase(text: str, word: Word) -> Phrase:
    morphemes = word.morphemes
    first = 0
    while first < len(morphemes) and morphemes[first].part in _OPENING:
        first += 1
    last = _nominal_end(morphemes, first)
    tail = [m for m in morphemes[last:] if m.part not in ("SSC", "SS", "SE", "SY")]
    comma = bool(tail) and tail[-1].part == "SP"
    tail = [m for m in tail if m.part not in ("SP", "SF")]
    if tail and any(m.part in _STEMS for m in tail):
        return _predicate(text, word, first, comma=comma)
    if last == first:
        return Phrase(word.start, word.end, _bare_role(tail), comma=comma)
    nouns = morphemes[first:last]
    span = (nouns[0].start, nouns[-1].end)
    particle = "".join(m.form for m in tail)
    role = _noun_role(tail, TIME.fullmatch(text[span[0] : span[1]]) is not None)
    return Phrase(word.start, word.end, role, span, nouns, particle, comma=comma)


def _nominal_end(morphemes: Sequence[Morpheme], first: int) -> int:
    last = first
    for index in range(first, len(morphemes)):
        part = morphemes[index].part
        if part in _NOMINAL:
            last = index + 1
        elif part == "MM" and index == first and len(morphemes) > index + 1:
            continue
        elif part not in _INNER or index == first:
            break
    return last


def _bare_role(tail: Sequence[Morpheme]) -> Role:
    parts = {m.part for m in tail}
    if "MM" in parts:
        return Role.DETERMINER
    if parts & {"MAG", "XSM"} and "MAJ" not in parts:
        return Role.ADVERB
    return Role.OTHER


def _noun_role(tail: Sequence[Morpheme], time: bool) -> Role:
    parts = [m.part for m in tail]
    if not parts:
        return Role.TIME if time else Role.NOUN
    if any(not part.startswith("J") for part in parts):
        return Role.ADVERB if parts[-1] == "XSM" else Role.OTHER
    if parts[-1] == "JKG":
        return Role.GENITIVE
    if "JKB" in parts or "JKQ" in parts:
        return Role.TIME if time else Role.ADVERBIAL
    if parts[-1] == "JX":
        if tail[-1].form in ("은", "는"):
            return Role.TOPIC if len(parts) == 1 else Role.ADVERBIAL
        return Role.TIME if time else Role.ADVERBIAL
    return {
        "JKS": Role.SUBJECT,
        "JKO": Role.OBJECT,
        "JKC": Role.COMPLEMENT,
        "JC": Role.CONJUNCT,
    }.get(parts[-1], Role.OTHER)


def _predicate(text: str, word: Word, first: int, *, comma: bool) -> Phrase:
    morphemes = word.morphemes
    at = max(i for i, m in enumerate(morphemes) if m.part in _STEMS)
    verb, endings = morphemes[at], morphemes[at + 1 :]
    if endings and endings[-1].form == "게" and verb.part in ("VA", "XSA"):
        return Phrase(word.start, word.end, Role.ADVERB, comma=comma)
    role = Role.OTHER
    for m in endings:
        if m.part in ("EF", "EC", "ETM"):
            role = {"EF": Role.FINAL, "EC": Role.CONNECTIVE, "ETM": Role.ADNOMINAL}[m.part]
        elif m.part == "ETN":
            # "…하기 때문에", "…함을": a clause in the place of a noun.
            after = endings[endings.index(m) + 1 :]
            role = _noun_role([x for x in after if x.part not in ("SP", "SF", "SSC")], time=False)
    past = any(m.part == "EP" and m.form in ("었", "았", "였") for m in endings) or any(
        m.part == "ETM" and m.form in ("ᆫ", "은", "던") and verb.part in ("VV", "XSV", "VX")
        for m in endings
    )
    last = _nominal_end(morphemes, first)
    nouns = morphemes[first:last] if verb.part in _TO_PREDICATE and last <= at else ()
    span = (nouns[0].start, nouns[-1].end) if nouns else None
    lead = text[word.start : verb.start]
    ending = next((m.form for m in reversed(endings) if m.part.startswith("E")), "")
    return Phrase(word.start, word.end, role, span, nouns, "", verb, lead, past, ending, comma)


def _is_auxiliary(last: Phrase, phrase: Phrase, word: Word) -> bool:
    """Return whether a word only says how the verb before it is meant ("있다", "수 있다")."""
    if phrase.verb is None:
        return (
            last.role is Role.ADNOMINAL
            and len(phrase.nouns) == 1
            and phrase.nouns[0].part == "NNB"
            and phrase.nouns[0].form in _DEPENDENT_NOUNS
            and phrase.role in (Role.NOUN, Role.SUBJECT, Role.OTHER, Role.COMPLEMENT)
        )
    if last.ending == "게" and phrase.verb.form in ("되", "하"):
        return True
    if word.morphemes[0].part == "VX":
        return last.role in (Role.CONNECTIVE, Role.ADNOMINAL)
    if last.role is Role.OTHER and last.lead.endswith(tuple(f" {n}" for n in _DEPENDENT_NOUNS)):
        return phrase.verb.form in _EXISTENCE
    return (
        last.role is Role.ADNOMINAL
        and phrase.verb.part == "VCP"
        and bool(phrase.nouns)
        and phrase.nouns[0].form == "것"
    )


def _merged(text: str, last: Phrase, phrase: Phrase) -> Phrase:
    if phrase.verb is None:
        # Waits for "있다": a dependent noun alone is no predicate.
        lead = text[last.start : phrase.noun[1] if phrase.noun else phrase.end]
        return replace(last, end=phrase.end, role=Role.OTHER, lead=lead, past=False, ending="")
    merged = replace(
        last, end=phrase.end, role=phrase.role, ending=phrase.ending, comma=phrase.comma
    )
    if phrase.verb.part == "VCP":
        # "만든 것이다" says no more than "만들었다".
        return merged
    lead = text[last.start : phrase.start] + phrase.lead
    return replace(merged, verb=phrase.verb, lead=lead, past=phrase.past)


def _continues_time(text: str, last: Phrase, phrase: Phrase) -> bool:
    """Return whether "1443년" goes on: "1443년 12월 30일에"."""
    if last.particle or last.comma or last.noun is None or phrase.noun is None:
        return False
    return TIME.fullmatch(text[last.noun[0] : phrase.noun[1]]) is not None


def _merged_time(text: str, last: Phrase, phrase: Phrase) -> Phrase:
    start = last.noun[0] if last.noun else last.start
    end = phrase.noun[1] if phrase.noun else phrase.end
    role = Role.TIME if phrase.role in (Role.NOUN, Role.ADVERBIAL) else phrase.role
    return replace(
        phrase, start=last.start, role=role, noun=(start, end), nouns=last.nouns + phrase.nouns
    )


def _head(phrases: Sequence[Phrase], index: int) -> int:
    phrase = phrases[index]
    later = range(index + 1, len(phrases))
    predicates = [
        i for i in later if phrases[i].verb is not None and (phrases[i].governs or i == index + 1)
    ]
    if phrase.role in _TO_NOUN:
        for i in later:
            if phrases[i].is_noun:
                return _end_of_compound(phrases, i) if phrase.role is not Role.NOUN else i
            if phrases[i].verb is not None:
                return i
    if not predicates:
        return len(phrases) - 1 if index < len(phrases) - 1 else -1
    if phrase.role is Role.TOPIC:
        return next(
            (i for i in reversed(predicates) if phrases[i].role is Role.FINAL), predicates[-1]
        )
    if phrase.role is Role.CONNECTIVE:
        return next(
            (i for i in predicates if phrases[i].role is not Role.ADNOMINAL), predicates[-1]
        )
    if len(predicates) > 1 and (
        phrase.role in (Role.TIME, Role.OBJECT, Role.ADVERB)
        or (phrase.role is Role.ADVERBIAL and phrase.particle not in _COMPARED)
    ):
        # "10월 새로운 교황이": what describes has neither time nor object.
        return next((i for i in predicates if not _describes(phrases[i])), predicates[-1])
    return predicates[0]


def _describes(phrase: Phrase) -> bool:
    verb = phrase.verb
    if verb is None or phrase.role is not Role.ADNOMINAL or verb.form in _EXISTENCE:
        return False
    return verb.part in ("VA", "XSA") or (bool(phrase.nouns) and phrase.nouns[-1].form == "적")


def _end_of_compound(phrases: Sequence[Phrase], index: int) -> int:
    while (
        phrases[index].role is Role.NOUN
        and not phrases[index].comma
        and index + 1 < len(phrases)
        and phrases[index + 1].noun is not None
    ):
        index += 1
    return index
