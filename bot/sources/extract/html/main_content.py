"""Which blocks of a page are its content, and which stand around it. Pure.

trafilatura (Barbaresi 2021) finds the content. What it returns is text, so that is aligned with
the page's words, and a block counts as content when most of its words are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import regex
from trafilatura import extract as extract_content

from bot.domain.source.blocks import Kind

_WORD = regex.compile(r"\w+")
_SHINGLE = 3
_MOST_PLACES = 16
# Code points: shorter blocks do not tell whether content goes on.
_LEAST_TELLING = 25
_LOOK_AHEAD = 64
_LEAST_SHARE = 0.5
# Longer pages are read as they are: the extractor would take seconds.
_MOST_BLOCKS = 10_000
_MOST_TAGS = 60_000
_MOST_CHARACTERS = 3_000_000
# What stands between paragraphs of the content, or before them, belongs to it: extractors leave
# out some tables and code, which hold answers.
_BELONGING = frozenset(("row", "code"))
# Who wrote it and when, just before the content, in it or just after it.
_NEAR = 3
_LONGEST_BY_LINE = 80
_BY_LINE = regex.compile(
    r"[가-힣]{2,4}\s?(?:(?:선임|수석|전문|인턴|객원|시민)\s?)?(?:기자|특파원|논설위원|통신원|칼럼니스트|에디터)(?![가-힣])"
    r"|^(?:글|사진|작성자?|글쓴이|저자|필자|지은이|기고|기사\s?작성)\s?[:=|·]"
    r"|^(?i:(?:written |posted |reported )?by)\s+\p{Lu}|^(?i:author)\s?[:|]"
)


def main_blocks(
    html: str,
    shown: Sequence[tuple[Kind, str]],
    around: Sequence[bool],
    unjudged: Sequence[bool],
) -> list[bool]:
    """Return, for each block, whether it is main content.

    Args:
        html: The page.
        shown: Of each block, its kind and what the page shows of it, in the page's order.
        around: Of each block, whether it is marked up as navigation, footer or aside; what is
            not is content where the extractor finds none.
        unjudged: Of each block, whether the extractor does not see it.
    """
    content = None
    is_much = len(html) > _MOST_CHARACTERS or html.count("<") > _MOST_TAGS
    if len(shown) <= _MOST_BLOCKS and not is_much:
        content = extract_content(html, fast=True, favor_recall=True, include_comments=False)
    if not content:
        return [not is_around for is_around in around]
    words_of_blocks = [_WORD.findall(text) for _, text in shown]
    words = [word for own in words_of_blocks for word in own]
    matched = _align(_WORD.findall(content), words)
    marks, start = [], 0
    for own in words_of_blocks:
        end = start + len(own)
        marks.append(sum(matched[start:end]) > _LEAST_SHARE * len(own))
        start = end
    last = max((index for index, mark in enumerate(marks) if mark), default=-1)
    for index, (kind, _) in enumerate(shown[: last + 1]):
        marks[index] |= kind in _BELONGING and not around[index]
    # What is unjudged goes by what stands before it.
    was_main = True
    for index, is_unjudged in enumerate(unjudged):
        if is_unjudged:
            marks[index] = was_main and not around[index]
        elif len(shown[index][1]) >= _LEAST_TELLING and not around[index]:
            was_main = marks[index]
    return marks


def by_lines(shown: Sequence[tuple[Kind, str]], main: Sequence[bool]) -> list[int]:
    """Return the blocks that say who wrote the content, or when: in it, or just beside it."""
    first = next((index for index, mark in enumerate(main) if mark), len(main))
    last = max((index for index, mark in enumerate(main) if mark), default=-1)
    return [
        index
        for index in range(max(first - _NEAR, 0), min(last + _NEAR + 1, len(main)))
        if len(shown[index][1]) <= _LONGEST_BY_LINE
        and shown[index][0] in ("paragraph", "item")
        and _BY_LINE.search(shown[index][1])
    ]


def _align(content: Sequence[str], words: Sequence[str]) -> bytearray:
    """Return 1 for each of `words` that `content` repeats, in one place only for each of its words.

    Where the same words stand twice, the place is taken from which most goes on alike, then the
    nearest one after what came before.
    """
    places = defaultdict(list)
    for start, shingle in enumerate(zip(*(words[i:] for i in range(_SHINGLE)), strict=False)):
        places[shingle].append(start)
    matched = bytearray(len(words))
    at = here = 0
    while at < len(content):
        if here < len(words) and content[at] == words[here] and not matched[here]:
            matched[here] = 1
            at, here = at + 1, here + 1
            continue
        among = [p for p in places.get(tuple(content[at : at + _SHINGLE]), ()) if not matched[p]]
        if among:
            here = max(
                among[:_MOST_PLACES],
                key=lambda place: (_run(content, at, words, place), place >= here, -place),
            )
        else:
            at += 1
    return matched


def _run(content: Sequence[str], at: int, words: Sequence[str], place: int) -> int:
    """Return how many words go on alike, up to a limit."""
    limit = min(_LOOK_AHEAD, len(content) - at, len(words) - place)
    for length in range(limit):
        if content[at + length] != words[place + length]:
            return length
    return limit
