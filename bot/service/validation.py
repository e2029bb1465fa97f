"""What cannot be asked: refused before anything is fetched. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.domain.errors import (
    EmptySourceError,
    MalformedRequestError,
    NoQuestionError,
    QuestionTooLongError,
    TextTooLongError,
)
from bot.domain.question import (
    MAX_QUESTION_CHARACTERS,
    MAX_QUESTIONS,
    MAX_SOURCES,
    MAX_TEXT_CHARACTERS,
    MAX_TOP_K,
    Elsewhere,
    File,
    GivenText,
    Question,
    Source,
    WebPage,
)

_LONE_SURROGATE = regex.compile(r"[\ud800-\udfff]")


def validate_all(questions: Sequence[Question]) -> None:
    """Refuse what cannot be asked together, before anything is fetched.

    Raises:
        BotError: And why.
        ValueError: They are not of the same sources.
    """
    if not 1 <= len(questions) <= MAX_QUESTIONS:
        raise MalformedRequestError(detail=f"there are 1 to {MAX_QUESTIONS} questions")
    first = questions[0]
    if any((one.sources, one.otherwise) != (first.sources, first.otherwise) for one in questions):
        raise ValueError("questions asked together are of the same sources")
    validate(first)
    for question in questions[1:]:
        _validate_words(question)


def validate(question: Question) -> None:
    """Refuse what cannot be asked, before anything is fetched.

    Raises:
        BotError: And why.
    """
    _validate_words(question)
    if not question.sources:
        raise EmptySourceError
    for sources in (question.sources, *question.otherwise):
        if len(sources) > MAX_SOURCES:
            raise MalformedRequestError(detail=f"there are at most {MAX_SOURCES} sources")
        for source in sources:
            validate_source(source)


def _validate_words(question: Question) -> None:
    if not question.text.strip():
        raise NoQuestionError
    if len(question.text) > MAX_QUESTION_CHARACTERS:
        raise QuestionTooLongError(limit=f"{MAX_QUESTION_CHARACTERS:,}")
    if not 1 <= question.top_k <= MAX_TOP_K:
        raise MalformedRequestError(detail=f"top_k is from 1 to {MAX_TOP_K}")
    _validate_text(question.text)


def validate_source(source: Source) -> None:
    """Refuse what cannot be read, before anything is fetched.

    Raises:
        BotError: And why.
    """
    if isinstance(source, Elsewhere):
        return  # it is looked at when it is there
    if isinstance(source, GivenText):
        content = source.text
    elif isinstance(source, WebPage):
        content = source.url
    else:
        content = source.name
    if not (source.body if isinstance(source, File) else content.strip()):
        raise EmptySourceError
    if len(content) > MAX_TEXT_CHARACTERS:
        raise TextTooLongError(limit=f"{MAX_TEXT_CHARACTERS:,}")
    _validate_text(content)


def _validate_text(text: str) -> None:
    if _LONE_SURROGATE.search(text):
        raise MalformedRequestError(detail="the text is not valid Unicode (a lone surrogate)")
