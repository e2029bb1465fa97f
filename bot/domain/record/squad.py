"""What people thought of answers, in the form in which readers are trained and measured. Pure.

SQuAD 2.0: https://rajpurkar.github.io/SQuAD-explorer/, with `is_impossible` for what a paragraph
does not answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Json = dict[str, Any]


def squad_of(opinions: Iterable[tuple[str, str, Mapping[str, Any]]]) -> tuple[Json, int]:
    """Return the data set that opinions make, and of how many nobody knows the right answer.

    Args:
        opinions: Of each, its id, "right" or "wrong", and what `record.judged` made of the answer.
    """
    articles: dict[tuple[str, str], dict[str, list[Json]]] = {}
    left_out = 0
    for name, verdict, content in opinions:
        answer = _right_answer(verdict, content)
        if answer is None or not content["paragraph"]:
            left_out += 1
            continue
        asked = {
            "id": name,
            "question": content["question"],
            "answers": [answer] if answer else [],
            "is_impossible": not answer,
        }
        source = content["title"] or content["url"] or "", content["url"] or ""
        articles.setdefault(source, {}).setdefault(content["paragraph"], []).append(asked)
    data = [
        {
            "title": title,
            "paragraphs": [
                {"context": paragraph, "qas": asked} for paragraph, asked in each.items()
            ],
        }
        for (title, _), each in articles.items()
    ]
    return {"version": "v2.0", "data": data}, left_out


def _right_answer(verdict: str, content: Mapping[str, Any]) -> Json | None:
    """Return the answer as SQuAD has it; {} where there is none, None where nobody knows."""
    if verdict == "right":
        text, start = content["answer"], content["start"]
    elif content["correction"]:
        text, start = content["correction"]["text"], content["correction"]["start"]
    else:
        return None
    return {"text": text, "answer_start": start} if text else {}
