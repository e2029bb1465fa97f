"""Question files in the forms that people have them: articles of paragraphs of questions.

SQuAD 1.1 and 2.0, KorQuAD 1.0, KLUE-MRC: JSON of articles. The Hub's data sets: one question a row,
as a list, as JSON Lines, in columns, or as its server sends rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_IDS = ("id", "guid", "qid", "question_id")
_UTF8_MARK = "\ufeff"


class DataError(Exception):
    """The file is no data set of a known form; says what is missing where."""


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question; `answers` (text, start) is empty if its paragraph has none.

    Attributes:
        is_marked: Its set says which questions cannot be answered, and that this can or cannot.
    """

    id: str
    question: str
    answers: tuple[tuple[str, int], ...]
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """A paragraph and what is asked of it."""

    title: str
    context: str
    asked: tuple[LabelledQuestion, ...]


Article = list[Asking]


def decoded(body: bytes) -> str:
    """Return a file's text.

    Raises:
        DataError: It is not UTF-8.
    """
    try:
        return body.decode().removeprefix(_UTF8_MARK)
    except UnicodeDecodeError as error:
        raise DataError(f"is not UTF-8 (byte {error.start:,})") from error


def read_articles(text: str) -> list[Article]:
    """Return the articles of a file: JSON, or JSON Lines of articles, paragraphs or questions.

    Raises:
        DataError: It is neither, or something is missing in it.
    """
    try:
        items, where = _items(json.loads(text))
        if not items:
            raise DataError("has no questions")
    except json.JSONDecodeError as error:
        if "\n" not in text.strip():
            raise DataError(f"is not JSON: {error.msg} (line {error.lineno})") from error
        lines = enumerate(text.splitlines(), 1)
        return [read_line(line, number) for number, line in lines if line.strip()]
    return [_article(item, f"{where}[{index}]") for index, item in enumerate(items)]


def read_line(line: str, number: int) -> Article:
    """Return what stands in a line of JSON Lines: an article, a paragraph or a question.

    Args:
        line: The line.
        number: Which it is, from 1.

    Raises:
        DataError: It is none of them.
    """
    try:
        return _article(json.loads(line), f"line {number}")
    except json.JSONDecodeError as error:
        raise DataError(f"line {number} is not JSON: {error.msg}") from error


def _items(data: object) -> tuple[Sequence[object], str]:
    """Return what a file's JSON is a list of, and what it is called there."""
    if isinstance(data, list):
        return data, "item "
    if not isinstance(data, Mapping):
        raise DataError("is neither a JSON object nor a list")
    if isinstance(data.get("data"), list):
        return data["data"], "data"
    if isinstance(data.get("rows"), list):
        rows = [row.get("row", row) if isinstance(row, Mapping) else row for row in data["rows"]]
        return rows, "rows"
    columns = {name: column for name, column in data.items() if isinstance(column, list)}
    if {"question", "context"} <= columns.keys():
        cells = zip(*columns.values(), strict=False)
        return [dict(zip(columns, row, strict=True)) for row in cells], "row "
    if columns and not {"paragraphs", "qas"} & columns.keys():
        raise DataError(f'has no "data": name one of its splits ({", ".join(map(str, columns))})')
    return [data], "item "


def _article(item: object, where: str) -> Article:
    item = _object(item, where)
    title = str(item.get("title") or "")
    if "raw_html" in item or _is_html_answer(item):
        raise DataError(f"{where} is of KorQuAD 2.0, whose contexts are HTML pages: not read")
    if "paragraphs" in item:
        return [
            _paragraph(paragraph, title, f"{where}.paragraphs[{index}]")
            for index, paragraph in enumerate(_list(item, "paragraphs", where))
        ]
    if "qas" in item:
        return [_paragraph(item, title, where)]
    if "question" in item:
        return [Asking(title, _string(item, "context", where), (_asked(item, where),))]
    raise DataError(f'{where} has no "paragraphs", "qas" or "question"')


def _is_html_answer(item: Mapping[str, Any]) -> bool:
    qas = item.get("qas")
    return isinstance(qas, list) and any(isinstance(qa, Mapping) and "answer" in qa for qa in qas)


def _paragraph(item: object, title: str, where: str) -> Asking:
    item = _object(item, where)
    asked = tuple(
        _asked(_object(row, f"{where}.qas[{index}]"), f"{where}.qas[{index}]")
        for index, row in enumerate(_list(item, "qas", where))
    )
    return Asking(title, _string(item, "context", where), asked)


def _asked(row: Mapping[str, Any], where: str) -> LabelledQuestion:
    known = next((row[name] for name in _IDS if row.get(name) is not None), where)
    impossible = row.get("is_impossible")
    answers = () if impossible else tuple(_answers(row, where))
    is_marked = impossible is not None or not answers
    return LabelledQuestion(str(known), _string(row, "question", where), answers, is_marked)


def _answers(row: Mapping[str, Any], where: str) -> Iterator[tuple[str, int]]:
    """Yield answers with their starts, -1 where that is not said."""
    answers = row.get("answers")
    if answers is None:
        raise DataError(f'{where} has no "answers"')
    if isinstance(answers, Mapping):
        texts = answers.get("text")
        starts = answers.get("answer_start")
        texts = texts if isinstance(texts, list) else [texts]
        starts = list(starts) if isinstance(starts, list) else [starts]
        starts += [None] * (len(texts) - len(starts))
        both = zip(texts, starts, strict=False)
        pairs: list[Any] = [{"text": text, "answer_start": start} for text, start in both]
    elif isinstance(answers, list):
        pairs = [{"text": one} if isinstance(one, str) else one for one in answers]
    else:
        raise DataError(f"{where}.answers is no list")
    for index, answer in enumerate(pairs):
        place = f"{where}.answers[{index}]"
        answer = _object(answer, place)
        start = answer.get("answer_start")
        yield _string(answer, "text", place), start if isinstance(start, int) else -1


def unique_ids(articles: Sequence[Article]) -> list[Article]:
    """Return the articles with each question's id once: a second "a" is "a#2"."""
    counts: dict[str, int] = {}

    def renamed(asked: LabelledQuestion) -> LabelledQuestion:
        counts[asked.id] = count = counts.get(asked.id, 0) + 1
        name = asked.id if count == 1 else f"{asked.id}#{count}"
        return LabelledQuestion(name, asked.question, asked.answers, asked.is_marked)

    return [
        [Asking(p.title, p.context, tuple(map(renamed, p.asked))) for p in article]
        for article in articles
    ]


def _object(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise DataError(f"{where} is no JSON object")
    return value


def _list(item: Mapping[str, Any], name: str, where: str) -> list[Any]:
    value = item.get(name)
    if not isinstance(value, list):
        raise DataError(f'{where} has no list "{name}"')
    return value


def _string(item: Mapping[str, Any], name: str, where: str) -> str:
    value = item.get(name)
    if not isinstance(value, str):
        raise DataError(f'{where} has no text "{name}"')
    return value
