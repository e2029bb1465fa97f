"""Verbs in the forms that questions need: "창제하였다" -> "창제한", "창제하였는가"."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from exporter.train.questions.korean.morphology import QUOTED, Join, Morpheme
from exporter.train.questions.korean.phrases import Phrase, Role
from exporter.train.questions.korean.synonyms import ACTIVE, PASSIVE, STEMS

JoinFunction = Callable[[Join], str]

_EXISTENCE = {"있", "없", "계시"}
_PAST = ("었", "EP")

# By how common they are; TyDi asks in "요", KorQuAD in "가" and "나".
_VERB_ENDINGS = "는가 는가 는가 나 나 나 나요 나요 ᆸ니까 을까".split()
_ADJECTIVE_ENDINGS = "ᆫ가 ᆫ가 나 ᆫ가요 나요 ᆸ니까".split()
_COPULAS = (
    ("인가", 56), ("인가요", 20), ("입니까", 5), ("일까", 3), ("이었나", 4), ("였는가", 2),
    ("인지", 1), ("일까요", 2), ("이었는가", 2),
)  # fmt: skip


def is_adjective(phrase: Phrase) -> bool:
    """Return whether the predicate describes, and takes "ᆫ" in the present."""
    verb = phrase.verb
    return (
        verb is not None
        and verb.form not in _EXISTENCE
        and verb.part in ("VA", "XSA", "VCP", "VCN")
    )


def is_passive_possible(phrase: Phrase) -> bool:
    """Return whether it is a "하다" verb that is commonly said in the passive."""
    return _done(phrase) == "하" and phrase.nouns[-1].form in PASSIVE


def adnominal(text: str, phrase: Phrase, join: JoinFunction, random: Random, *, past: bool,
              passive: bool = False, reword: float = 0.0) -> str:  # fmt: skip
    """Return the form that stands before a noun ("…한")."""
    verb = phrase.verb
    if (verb is not None and verb.form in _EXISTENCE) or (past and is_adjective(phrase)):
        ending: Join = (_PAST, ("던", "ETM")) if past else (("는", "ETM"),)
    elif is_adjective(phrase) or past:
        ending = (("ᆫ", "ETM"),)
    else:
        ending = (("는", "ETM"),)
    return _inflected(text, phrase, ending, join, random, passive, reword)


def interrogative(text: str, phrase: Phrase, join: JoinFunction, random: Random, *, past: bool,
                  passive: bool = False, reword: float = 0.0) -> str:  # fmt: skip
    """Return the form that ends a question ("…하였는가")."""
    plain = is_adjective(phrase) and not past
    ending = random.choice(_ADJECTIVE_ENDINGS if plain else _VERB_ENDINGS)
    if plain and phrase.verb is not None and phrase.verb.part == "VCP" and ending.startswith("나"):
        # "의사이나" means something else.
        ending = "ᆫ가"
    endings: Join = ((ending, "EF"),)
    return _inflected(
        text, phrase, (_PAST, *endings) if past else endings, join, random, passive, reword
    )


def copula(random: Random) -> str:
    """Say "…인가" in one of its styles; goes after a question word."""
    forms, weights = zip(*_COPULAS, strict=True)
    return str(random.choices(forms, weights)[0])


def _inflected(
    text: str,
    phrase: Phrase,
    endings: Join,
    join: JoinFunction,
    random: Random,
    passive: bool,
    reword: float,
) -> str:
    verb = phrase.verb
    if verb is None:
        raise ValueError("no predicate")
    if verb.part == "VCP":
        return _copular(text, phrase, verb, endings, join)
    lead, stem = phrase.lead, ((verb.form, verb.tag),)
    if passive and is_passive_possible(phrase):
        stem = (("되", "XSV"),)
    others = _others(phrase, passive)
    if others and random.random() < reword:
        other = random.choice(others)
        if other[0][0] in _EXISTENCE and endings[0] == ("ᆫ", "ETM"):
            endings = (("는", "ETM"),)
        return join(other + endings)
    return lead + join(stem + endings)


def _copular(text: str, phrase: Phrase, verb: Morpheme, endings: Join, join: JoinFunction) -> str:
    """Return the form of the copula that the noun's last sound asks for."""
    if not phrase.nouns or phrase.nouns[-1].part in (QUOTED, "SN", "SL", "SH"):
        return text[phrase.start : verb.start] + join((("이", "VCP"), *endings))
    noun = phrase.nouns[-1]
    word = join(((noun.form, "NNG"), ("이", "VCP"), *endings))
    return text[phrase.start : noun.start] + word


def _done(phrase: Phrase) -> str | None:
    """Return "하" or "되" of a predicate that is a noun and that verb, and nothing more."""
    verb = phrase.verb
    if verb is None or verb.part != "XSV" or len(phrase.nouns) != 1:
        return None
    return verb.form if phrase.lead == phrase.nouns[0].form else None


def _others(phrase: Phrase, passive: bool) -> tuple[Join, ...]:
    verb = phrase.verb
    done = _done(phrase)
    if done is not None:
        table = PASSIVE if done == "되" or passive else ACTIVE
        return table.get(phrase.nouns[0].form, ()) if done in ("하", "되") else ()
    if verb is not None and verb.part == "VV" and not phrase.lead and phrase.role is not Role.OTHER:
        return STEMS.get(verb.form, ())
    return ()
