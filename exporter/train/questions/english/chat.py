"""Any English question -> the same question as people type it to colleagues."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from exporter.train.questions.english.chat_words import (
    AFTER,
    BEFORE,
    DOERS,
    MEASURES,
    NOUNS,
    PAST,
    TELL,
    TYPOS,
    WANT,
)

_MARK = re.compile(r"[\s?.!]+$")
_WHAT = re.compile(
    r"^(?P<wh>what|who|where|when|which) (?P<be>is|are|was|were) (?P<rest>\S.*)$", re.IGNORECASE
)
_PARTICIPLES = "|".join(
    """born founded built released made created invented established published written formed
    discovered opened introduced located held launched used signed produced completed constructed
    elected killed buried filmed set based""".split()
)
_PARTICIPLE = re.compile(
    rf"^(?P<subject>.+?) (?P<first>first )?(?P<verb>{_PARTICIPLES})"
    r"(?P<tail>(?: (?:in|by|on|at|to|for) .+)?)$"
)
_VERBS = "|".join(
    """die start begin end open close take\\ place come\\ out live retire marry win lose happen air
    debut last occur""".split()
)
_DID = re.compile(
    rf"^(?P<wh>when|where|why|how) (?P<do>did|does|do) (?P<subject>.+) (?P<verb>{_VERBS})$",
    re.IGNORECASE,
)
_WHO_DID = re.compile(r"^who (?P<verb>[a-z]+) (?P<rest>.+)$", re.IGNORECASE)
_HOW_MANY = re.compile(
    r"^how many (?P<noun>[a-z-]+(?: [a-z-]+)?) (?:are|were|is|was|does|do|did|has|have)"
    r" (?P<rest>.+)$",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"^how (?P<adjective>old|tall|high|long|big|large|deep|far|wide|heavy|much) (?:is|was|are|were)"
    r" (?P<rest>.+)$",
    re.IGNORECASE,
)

_ARTICLE = re.compile(r"(?<=\s)(?:the|a|an) ", re.IGNORECASE)
_SHORTENED, _LOWERED, _WITHOUT_ARTICLES = 0.5, 0.45, 0.15
_GREETED, _ENDED, _UNMARKED = 0.12, 0.1, 0.45


def reworded(question: str, random: Random) -> str:
    """Return the question in other words, asking for the same."""
    text = _MARK.sub("", question)
    ways: list[tuple[Callable[[str, Random], str | None], float]] = [
        (_told, 4.0), (_as_noun, 4.0), (_as_it_is, 3.0),
    ]  # fmt: skip
    said = None
    while said is None:
        way = random.choices(ways, [weight for _, weight in ways])[0]
        ways.remove(way)
        said = way[0](text, random)
    return _typed(said, random)


def _as_it_is(text: str, random: Random) -> str:
    del random
    return f"{text}?"


def _told(text: str, random: Random) -> str | None:
    """Indirectly: "can you tell me when it was founded?"."""
    order = _indirect(text)
    if order is None:
        return None
    return f"{random.choice(TELL)} {order}{random.choice(['?', '?', ''])}"


def _indirect(text: str) -> str | None:
    """Return a question in a statement's order; None where that takes more grammar."""
    if found := _DID.match(text):
        verb, do = found["verb"].split(" ", 1)[0], found["do"].lower()
        past = PAST.get(found["verb"])
        if do == "did" and past is None:
            return None
        verb = past if past and do == "did" else f"{found['verb']}{'s' if do == 'does' else ''}"
        return f"{found['wh'].lower()} {found['subject']} {verb}"
    if found := _WHAT.match(text):
        rest = found["rest"]
        if parts := _PARTICIPLE.match(rest):
            done = f"{parts['first'] or ''}{parts['verb']}{parts['tail']}"
            rest = f"{parts['subject']} {found['be']} {done}"
        elif (
            found["wh"].lower() in ("when", "where")
            and " " in rest
            and (not rest.startswith("the ") or rest.endswith("ed"))
        ):
            return None
        else:
            rest = f"{rest} {found['be']}"
        return f"{found['wh'].lower()} {rest}"
    if _WHO_DID.match(text):
        return text[0].lower() + text[1:]
    return None


def _as_noun(text: str, random: Random) -> str | None:
    """Return a noun phrase: "release date of …", with or without a request."""
    noun = _noun(text, random)
    return None if noun is None else random.choice(WANT).format(noun)


def _noun(text: str, random: Random) -> str | None:
    if found := _DID.match(text):
        nouns = NOUNS.get((found["wh"].lower(), found["verb"]))
        return _pair(found["subject"], random.choice(nouns), random) if nouns else None
    if found := _HOW_MANY.match(text):
        rest = re.sub(r"^(?:there )?(?:in )?| have$| has$", "", found["rest"])
        return f"number of {found['noun']} in {rest}" if rest else None
    if found := _HOW.match(text):
        return _pair(found["rest"], MEASURES[found["adjective"].lower()], random)
    if found := _WHAT.match(text):
        wh, rest = found["wh"].lower(), found["rest"]
        if parts := _PARTICIPLE.match(rest):
            nouns = NOUNS.get((wh, parts["verb"]))
            return _pair(parts["subject"], random.choice(nouns), random) if nouns else None
        if wh == "where" and found["be"].lower() == "is":
            return _pair(rest, random.choice(["location", "address"]), random)
        if wh == "when" and not rest.endswith("ed"):
            return _pair(rest, "date", random)
        if wh in ("what", "who") and (found := re.match(r"(?:the |my |our )(.+)", rest)):
            return str(found[1])
        return None
    if (found := _WHO_DID.match(text)) and (nouns := DOERS.get(found["verb"].lower())):
        return _pair(found["rest"], random.choice(nouns), random)
    return None


def _pair(subject: str, noun: str, random: Random) -> str:
    bare = re.sub(r"^[Tt]he ", "", subject)
    return random.choice([f"{bare} {noun}", f"{bare} {noun}", f"{noun} of {subject}"])


def _typed(text: str, random: Random) -> str:
    """Return the text as a hurried person types it."""
    if random.random() < _SHORTENED:
        for written, said in random.sample(TYPOS, len(TYPOS)):
            if found := re.search(rf"\b{re.escape(written)}\b", text, re.IGNORECASE):
                text = text[: found.start()] + said + text[found.end() :]
                break
    if random.random() < _WITHOUT_ARTICLES:
        text = _ARTICLE.sub("", text)
    if random.random() < _GREETED:
        text = random.choice(BEFORE) + text[:1].lower() + text[1:]
    if random.random() < _LOWERED:
        text = text.lower()
    if random.random() < _UNMARKED:
        text = text.rstrip("?")
    if random.random() < _ENDED:
        text += random.choice(AFTER)
    return text
