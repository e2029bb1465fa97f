"""Questions and pages of real Korean text, from a data set in KorQuAD's format."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from tests.bench.reader.planted import MARKS

_NO_MARKS = str.maketrans(dict.fromkeys(MARKS, '"'))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, a question about it, and the answer's place; marked, as `planted` wants it."""

    text: str
    question: str
    answer: str

    @property
    def marked(self) -> str:
        """The text with the answer between 『 and 』."""
        return self.text.replace(self.answer, f"{MARKS[0]}{self.answer}{MARKS[1]}", 1)


@dataclass(frozen=True, slots=True)
class Page:
    """A text, and what is asked of it.

    Attributes:
        answer: With its marks, as it stands in the text; "" when it does not.
    """

    text: str
    question: str
    answer: str


def read_paragraphs(path: Path) -> list[Paragraph]:
    """One question of each paragraph, in the file's order."""
    articles = json.loads(path.read_bytes())["data"]
    found = []
    for article in articles:
        for paragraph in article["paragraphs"]:
            asked = paragraph["qas"][0]
            text = paragraph["context"].translate(_NO_MARKS)
            answer = asked["answers"][0]["text"].translate(_NO_MARKS)
            found.append(Paragraph(text, asked["question"], answer))
    return found


def page(paragraphs: list[Paragraph], characters: int, *, answered: bool, seed: int = 0) -> Page:
    """A page of about `characters`, the asked paragraph (or a stranger for it) in its middle.

    Args:
        paragraphs: To make it of; the one that is asked is number `seed`.
        characters: Length; the last paragraph is cut.
        answered: Whether the page holds the paragraph that the question is of.
        seed: Another one, another page.
    """
    count = len(paragraphs)
    asked = paragraphs[seed % count]
    # Of other articles, which stand elsewhere in the file.
    others = [paragraphs[(seed + count // 3 + index) % count] for index in range(count // 2)]
    middle = asked.marked if answered else others.pop().text
    half, before, after = (characters - len(middle)) // 2, "", ""
    for other in others:
        if len(before) < half:
            before += other.text + "\n"
        elif len(after) < half:
            after += "\n" + other.text
    text = before[:half] + middle + after[: max(half, 0)]
    if len(text) < characters * 0.9:
        raise ValueError(f"the data set is too small for {characters:,} characters")
    answer = f"{MARKS[0]}{asked.answer}{MARKS[1]}" if answered else ""
    return Page(text, asked.question, answer)
