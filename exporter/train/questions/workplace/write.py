"""Workplace pages with questions, a paragraph in SQuAD's form a line; the same for one seed."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Literal

from exporter.train.questions.chat import Chat
from exporter.train.questions.korean.chat.chat import KoreanChat
from exporter.train.questions.korean.morphology import Analyzer
from exporter.train.questions.squad import SquadParagraph
from exporter.train.questions.workplace.english import EnglishPages
from exporter.train.questions.workplace.korean import KoreanPages
from exporter.train.questions.workplace.language import Language
from exporter.train.questions.workplace.pages import page

LanguageName = Literal["korean", "english"]

_LANGUAGES: dict[LanguageName, type[Language]] = {
    "korean": KoreanPages,
    "english": EnglishPages,
}


def workplace_pages(language: LanguageName, seed: int, chat: float) -> Iterator[SquadParagraph]:
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
