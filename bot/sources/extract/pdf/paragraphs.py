"""Lines of a PDF -> paragraphs: which lines go on in the next one. Pure.

A line goes on where the next word would not have fitted, where a word was parted, or where a
sentence is not at its end and goes on in small letters; in the next column and page, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import regex

from bot.sources.extract.lines import width
from bot.sources.extract.pdf.lines import HYPHEN, Line

_AROUND = 8
_SAME_EDGE = 2.5
_LEAST_EDGES = 3
_LEAST_FULL = 16
_OTHER_SIZE = 0.12
_MOST_PITCH = 1.45
_INDENTED = 0.8
_MOST_DROP, _USUAL_PITCH = 60.0, 12.0
_SENTENCE_END = regex.compile(r"[.!?。:;]['\"”’)\]]*$")
_GOES_ON = regex.compile(r"\p{Ll}|[,;)\]]|[은는을를의와과며]\s")
_LISTED = regex.compile(
    r"[-–•·○●◦▪■□▶※*❍]\s|\(?(?:\d{1,2}|[a-zA-Z]|[가-하])[.)]\s|[①-⑳]|제\s?\d+\s?[조장절]"
)
_PARTED = regex.compile(rf"[{HYPHEN}\u00ad\x02]$|(?<=\p{{Ll}})-$")
_LAST_WORD = regex.compile(r"[\w’'-]{1,60}$")
_FIRST_WORD = regex.compile(r"[\w’'-]{1,60}")
_ENDS_HANGUL = regex.compile(r"\p{Hangul}$|\d$")
_STARTS_HANGUL = regex.compile(r"\p{Hangul}")
# What no word starts with: a line that does shows that words are cut where lines end.
_CUT_WORD = regex.compile(r"(?:[은는을를의와과며]|에서?|으로|[가-힣]?니?다[.,]|[며고],)(?:\s|$)")
_LEAST_CUT = 0.02


@dataclass(slots=True)
class Paragraph:
    """A paragraph; `page` is where it begins, from 1, `size` that of its first line's letters."""

    text: str
    page: int
    size: float
    lines: list[Line] = field(default_factory=list)


class Joiner:
    """Puts a document's lines together.

    Args:
        pages: Its lines, page after page.
        headings: Lines that stand for themselves: page, from 1, and words without blanks.
    """

    def __init__(
        self, pages: Sequence[Sequence[Line]], headings: Container[tuple[int, str]] = ()
    ) -> None:
        self._pages = pages
        self._headings = headings
        every = [line for lines in pages for line in lines]
        self._cuts_words = _cuts_words(every)
        self._words = Counter(
            word.lower() for line in every for word in regex.findall(r"[\w’'-]+", line.text)
        )

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs in reading order."""
        paragraph: Paragraph | None = None
        full = was_alone = False
        for number, lines in enumerate(self._pages, 1):
            rights = _right_edges(lines)
            pitch = _pitch(lines)
            for index, line in enumerate(lines):
                stands_alone = (number, "".join(line.text.split())) in self._headings
                if (
                    paragraph is not None
                    and not (stands_alone or was_alone)
                    and self._goes_on(paragraph, line, full, pitch)
                ):
                    paragraph.text = self._joined(paragraph.text, line.text)
                    paragraph.lines.append(line)
                else:
                    if paragraph is not None:
                        yield paragraph
                    paragraph = Paragraph(line.text, number, line.size, [line])
                was_alone = stands_alone
                after = lines[index + 1] if index + 1 < len(lines) else None
                full = _is_full(line, after, rights[index])
        if paragraph is not None:
            yield paragraph

    def _goes_on(self, paragraph: Paragraph, line: Line, full: bool, pitch: float) -> bool:
        before = paragraph.lines[-1]
        if abs(line.size - before.size) > _OTHER_SIZE * max(line.size, before.size):
            return bool(_PARTED.search(before.text))
        if _PARTED.search(before.text):
            return True
        ended = bool(_SENTENCE_END.search(before.text))
        if _LISTED.match(line.text) and (ended or not full):
            return False
        drop = before.bottom - line.bottom
        is_below = drop > 0 and line.left < before.right and before.left < line.right
        if not ended and _GOES_ON.match(line.text):
            return width(before.text) >= _LEAST_FULL
        if not full:
            return False
        if is_below:
            indented = line.left - before.left > _INDENTED * line.size
            return drop <= _MOST_PITCH * pitch and not (indented and ended)
        # In the next column, or on the next page.
        return not ended

    def _joined(self, before: str, line: str) -> str:
        if _PARTED.search(before):
            return self._unparted(before, line)
        if self._cuts_words and _ENDS_HANGUL.search(before) and _STARTS_HANGUL.match(line):
            return before + line
        return f"{before} {line}"

    def _unparted(self, before: str, line: str) -> str:
        """Join a parted word; a hyphen that the word itself has stays."""
        stem = _PARTED.sub("", before)
        last, first = _LAST_WORD.search(stem), _FIRST_WORD.match(line)
        if last is None or first is None:
            return f"{stem}-{line}" if stem[-1:].isdigit() else stem + line
        whole, parted = last[0] + first[0], f"{last[0]}-{first[0]}"
        keeps = (
            not first[0][0].islower()
            or last[0][-1].isdigit()
            or self._words[parted.lower()] > self._words[whole.lower()]
        )
        if _STARTS_HANGUL.match(line):
            keeps = False
        return f"{stem}-{line}" if keeps else stem + line


def body_size(pages: Sequence[Sequence[Line]]) -> float:
    """Return the height of the letters that most of a document is set in; 0 without any."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _pitch(lines: Sequence[Line]) -> float:
    """Return the usual distance from line to line."""
    drops = [above.bottom - below.bottom for above, below in pairwise(lines)]
    usual = [drop for drop in drops if 0 < drop < _MOST_DROP]
    return median(usual) if usual else _USUAL_PITCH


def _right_edges(lines: Sequence[Line]) -> list[list[float]]:
    """Return of each line where lines of its column and size end, in its neighbourhood."""
    return [
        [
            other.right
            for other in lines[max(0, index - _AROUND) : index + _AROUND + 1]
            if other is line
            or (
                other.left < line.right
                and line.left < other.right
                and abs(other.size - line.size) <= _OTHER_SIZE * line.size
            )
        ]
        for index, line in enumerate(lines)
    ]


def _is_full(line: Line, after: Line | None, rights: Sequence[float]) -> bool:
    """Tell whether a line ends because it is full."""
    if width(line.text) < _LEAST_FULL:
        return False
    if sum(abs(right - line.right) < _SAME_EDGE for right in rights) >= _LEAST_EDGES:
        return True
    if after is None:
        return line.right > 0.9 * max(rights)
    word = after.text.split(" ", 1)[0]
    letter = (line.right - line.left) / max(width(line.text), 1)
    return line.right + letter * (width(word) + 1) > max(rights) - 1


def _cuts_words(lines: Sequence[Line]) -> bool:
    """Tell whether lines end in the middle of words, as Hangul word processors set them."""
    korean = [line for line in lines if _STARTS_HANGUL.match(line.text)]
    cut = sum(bool(_CUT_WORD.match(line.text)) for line in korean)
    return cut > _LEAST_CUT * len(korean)
