"""A Korean question as it is typed in a hurry: fewer particles, blanks and marks. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from random import Random

from exporter.train.questions.korean.chat.words import AFTER, BEFORE, SHORT

_SHORTENED, _LOOSE, _GREETED, _ENDED = 0.35, 0.3, 0.14, 0.1
_UNSPACED, _PARTLY_UNSPACED, _UNMARKED, _MARKED_TWICE = 0.04, 0.08, 0.3, 0.06
_LONGEST_UNSPACED = 24
_MARKS = re.compile(r"[\s?.!]+$")
_BLANK = re.compile(r"(?<=[가-힣\d]) (?=[가-힣])")
_SLIPS = (("예요", "에요"), ("돼요", "되요"), ("나요", "나여"), ("세요", "세여"), ("할게", "할께"))
_SLIP = 0.05


def typed(question: str, droppable: Iterable[str], random: Random) -> str:
    """Return a question as a hurried person types it.

    Args:
        question: With or without its mark.
        droppable: Nouns of it, each with the particle after it that speech leaves out ("관장/을").
        random: Source of chance.
    """
    text, mark = _MARKS.sub("", question), "?" if "?" in question[-3:] else ""
    for word in droppable:
        noun, particle = word.rsplit("/", 1)
        if random.random() < _LOOSE:
            text = _without(text, noun, particle)
    if random.random() < _SHORTENED:
        text = _shortened(text, random)
    for written, slip in _SLIPS:
        if written in text and random.random() < _SLIP:
            text = text.replace(written, slip)
    if random.random() < _UNSPACED and len(text) <= _LONGEST_UNSPACED:
        text = text.replace(" ", "")
    elif random.random() < _PARTLY_UNSPACED:
        share = random.uniform(0.2, 0.8)
        text = _BLANK.sub(lambda _: "" if random.random() < share else " ", text)
    if random.random() < _GREETED:
        text = random.choice(BEFORE) + text
    chance = random.random()
    if chance < _UNMARKED:
        mark = ""
    elif mark and chance > 1 - _MARKED_TWICE:
        mark = random.choice(["??", "???", "?!", " ?"])
    if random.random() < _ENDED:
        mark += random.choice(AFTER)
    return text + mark


def _without(text: str, noun: str, particle: str) -> str:
    at = text.find(f"{noun}{particle} ")
    if at < 0 or (at and not text[at - 1].isspace()):
        return text
    return text[: at + len(noun)] + text[at + len(noun) + len(particle) :]


def _shortened(text: str, random: Random) -> str:
    pairs = random.sample(SHORT, len(SHORT))
    for written, said in pairs:
        found = re.search(rf"(?<!\S){re.escape(written)}(?=\s|$)", text)
        if found:
            return text[: found.start()] + said + text[found.end() :]
    return text
