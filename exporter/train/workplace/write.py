"""Workplace pages with questions, a paragraph in SQuAD's form a line; the same for one seed.

Example:
    python -m exporter.train.workplace.write korean --pages 8000 --to workplace-ko-1.jsonl.gz
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Annotated

import typer

from exporter.train.asked import Paragraph
from exporter.train.chat import Chat
from exporter.train.korean.chat import KoreanChat
from exporter.train.korean.morphology import Analyzer
from exporter.train.lines import opened
from exporter.train.workplace.english import EnglishPages
from exporter.train.workplace.korean import KoreanPages
from exporter.train.workplace.language import Language
from exporter.train.workplace.pages import page


class LanguageName(StrEnum):
    """A language that pages are written in."""

    KOREAN = "korean"
    ENGLISH = "english"


_LANGUAGES: dict[LanguageName, type[Language]] = {
    LanguageName.KOREAN: KoreanPages,
    LanguageName.ENGLISH: EnglishPages,
}


def workplace_pages(language: LanguageName, seed: int, chat: float) -> Iterator[Paragraph]:
    """Yield pages without end.

    Args:
        language: Of the pages and questions.
        seed: Another seed, other pages.
        chat: Share of questions that are typed as in a chat.
    """
    reword = Chat(KoreanChat(Analyzer()), seed)
    number = 0
    while True:
        random = Random(f"{language}/{seed}/{number}")  # noqa: S311
        row = page(_LANGUAGES[language](random), f"workplace-{language}-{seed}-{number}", random)
        number += 1
        if row["qas"]:
            yield reword.of(row, chat)


def _command(
    language: Annotated[LanguageName, typer.Argument()],
    to: Annotated[Path, typer.Option(help="A .jsonl, .jsonl.xz or .jsonl.gz file.")],
    pages: Annotated[int, typer.Option(min=1)] = 1000,
    seed: int = 0,
    chat: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Share asked as people type in a chat.")
    ] = 0.5,
) -> None:
    """Write pages as workplaces have them, with questions."""
    count = 0
    with opened(to) as stream:
        rows = workplace_pages(language, seed, chat)
        for _ in range(pages):
            row = next(rows)
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += len(row["qas"])
    typer.echo(f"{count} questions in {to}")


if __name__ == "__main__":
    typer.run(_command)
