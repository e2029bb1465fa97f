"""Lines of a PDF -> paragraphs: which lines go on in the next one. Pure.

A line goes on where the next word would not have fitted, where a word was parted, or where a
sentence is not at its end and goes on in small letters; in the next column and page, too. After a
sentence's end a paragraph may end, as an indent, a gap or lines that all end sentences tell.
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
_FEW_ENDS = 3
_LEAST_FULL = 16
_OTHER_SIZE = 0.12
_MOST_PITCH, _MOST_PITCH_AFTER_END = 1.45, 1.25
_INDENTED = 0.8
_MOST_DROP, _USUAL_PITCH = 60.0, 12.0
_SENTENCE_END = regex.compile(r"[.!?。:;]['\"”’)\]]*$")
_GOES_ON = regex.compile(r"\p{Ll}|[,;)\]]|[은는을를의와과며]\s")
_LISTED = regex.compile(
    r"[-–•·○●◦▪■□▶※*❍]\s|\(?(?:\d{1,2}|[a-zA-Z]|[가-하])[.)]\s|[①-⑳]|제\s?\d+\s?[조장절]"
)
_BULLET = regex.compile(r"[•●○◦▪■□▶❍]\s")
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
    """A paragraph, as its lines make it.

    Attributes:
        pieces: Its text, line by line.
        page: Where it begins, from 1.
        size: That of its first line's letters.
        last: Its last line so far.
        turns: With which piece a further page begins, and which page.
    """

    pieces: list[str]
    page: int
    size: float
    last: Line
    turns: list[tuple[int, int]] = field(default_factory=list)

    @property
    def last_page(self) -> int:
        """Return the page on which it ends so far."""
        return self.turns[-1][1] if self.turns else self.page

    def add(self, line: Line, page: int) -> None:
        """Append a line."""
        if page != self.last_page:
            self.turns.append((len(self.pieces), page))
        self.pieces.append(line.text)
        self.last = line


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
            columns = _columns(lines)
            pitch = _pitch(lines)
            for index, line in enumerate(lines):
                is_heading = (number, "".join(line.text.split())) in self._headings
                stands_alone = is_heading or line.row is not None
                if (
                    paragraph is not None
                    and not (stands_alone or was_alone)
                    and _goes_on(
                        paragraph.last,
                        line,
                        columns[index] if number == paragraph.last_page else (),
                        full,
                        pitch,
                    )
                ):
                    paragraph.pieces[-1] = self._led_on(paragraph.pieces[-1], line.text)
                    paragraph.add(line, number)
                else:
                    if paragraph is not None:
                        yield paragraph
                    paragraph = Paragraph([line.text], number, line.size, line)
                was_alone = stands_alone
                after = lines[index + 1] if index + 1 < len(lines) else None
                full = _is_full(line, after, columns[index])
        if paragraph is not None:
            yield paragraph

    def _led_on(self, before: str, line: str) -> str:
        """Return a line as it stands before the next: with a blank, or without its hyphen."""
        if _PARTED.search(before):
            return self._unparted(before, line)
        if self._cuts_words and _ENDS_HANGUL.search(before) and _STARTS_HANGUL.match(line):
            return before
        return f"{before} "

    def _unparted(self, before: str, line: str) -> str:
        """Return a line without the hyphen of a parted word; one that the word itself has stays."""
        stem = _PARTED.sub("", before)
        last, first = _LAST_WORD.search(stem), _FIRST_WORD.match(line)
        if last is None or first is None:
            return f"{stem}-" if stem[-1:].isdigit() else stem
        whole, parted = last[0] + first[0], f"{last[0]}-{first[0]}"
        keeps = (
            not first[0][0].islower()
            or last[0][-1].isdigit()
            or self._words[parted.lower()] > self._words[whole.lower()]
        )
        if _STARTS_HANGUL.match(line):
            keeps = False
        return f"{stem}-" if keeps else stem


def _goes_on(before: Line, line: Line, column: Sequence[Line], full: bool, pitch: float) -> bool:
    """Tell whether a line goes on in the next.

    Args:
        before: The line.
        line: The next.
        column: The next and its neighbours; empty where that is on a new page.
        full: Whether the line ends because it is full.
        pitch: The usual distance from line to line, in points.
    """
    if _PARTED.search(before.text):
        return True
    if abs(line.size - before.size) > _OTHER_SIZE * max(line.size, before.size):
        return False
    ended = _has_ended(before)
    if _BULLET.match(line.text) or (_LISTED.match(line.text) and (ended or not full)):
        return False
    if not ended and _GOES_ON.match(line.text):
        return width(before.text) >= _LEAST_FULL
    if not full:
        return False
    drop = before.bottom - line.bottom
    is_beside = drop <= 0 or line.left >= before.right or before.left >= line.right
    if is_beside or not column:
        return not ended
    if not ended:
        return drop <= _MOST_PITCH * pitch
    least = _INDENTED * line.size
    is_indented = line.left - before.left > least or abs(line.left - _left_edge(column)) > least
    return drop <= _MOST_PITCH_AFTER_END * pitch and not is_indented


def _has_ended(line: Line) -> bool:
    return bool(_SENTENCE_END.search(line.text))


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


def _columns(lines: Sequence[Line]) -> list[list[Line]]:
    """Return of each line those of its column and size, in its neighbourhood; itself, too."""
    return [
        [
            other
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


def _left_edge(column: Sequence[Line]) -> float:
    """Return where most lines of a column begin."""
    counts = Counter(round(line.left) for line in column)
    return max(counts, key=lambda left: (counts[left], -left))


def _is_full(line: Line, after: Line | None, column: Sequence[Line]) -> bool:
    """Tell whether a line ends because it is full."""
    if width(line.text) < _LEAST_FULL:
        return False
    # Lines of which most end a sentence are sentences, each on a line of its own.
    if _has_ended(line) and sum(map(_has_ended, column)) > max(_FEW_ENDS, len(column) / 2):
        return False
    rights = [other.right for other in column]
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
