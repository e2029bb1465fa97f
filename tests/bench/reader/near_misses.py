"""Question files -> a set for measuring: near misses of all kinds, and the questions as asked.

Unanswerable questions, so many of each kind, in SQuAD 2.0's form, for `mrc-eval`; beside each one
the question that it was made of. To be built of what no reader was trained on:

    python -m tests.bench.reader.near_misses DATA/korquad/dev_a.json#60:70 DATA/tydiqa-ko/dev.json \
        --names DATA/kowiki/kowiki-00.jsonl.xz --to near-misses.json
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Annotated, Any

import typer

from exporter.calibration.paragraphs import GoldParagraph, GoldQuestion, read_paragraphs
from exporter.train.questions.near_miss import Told
from exporter.train.questions.unanswered import Writers, near_misses_of

ELSEWHERE = "elsewhere"
"""The kind of a question that is asked of another paragraph of its article."""


def near_miss_set(
    paragraphs: Sequence[GoldParagraph], writers: Writers, *, each: int, seed: int
) -> Mapping[str, Any]:
    """Draw so many unanswerable questions of each kind, and take those that they were made of.

    Args:
        paragraphs: Those of an article one after the other.
        writers: Of near misses, for each language.
        each: Most of a kind.
        seed: Of the draw.
    """
    random = Random(seed)
    of_kind: defaultdict[str, list[tuple[GoldParagraph, GoldQuestion, str]]] = defaultdict(list)
    for paragraph, question, misses in near_misses_of(paragraphs, writers, random):
        for miss in misses:
            of_kind[miss.change].append((paragraph, question, miss.question))
    of_kind[ELSEWHERE] = list(_elsewhere(paragraphs, random))
    taken: Counter[str] = Counter()
    rows: dict[int, dict[str, Any]] = {}
    # The rarest kind first: a question is changed in one way only while there are others.
    for kind in sorted(of_kind, key=lambda kind: len(of_kind[kind])):
        drawn = sorted(
            random.sample(of_kind[kind], len(of_kind[kind])), key=lambda row: taken[row[1].id]
        )
        for paragraph, question, text in drawn[:each]:
            row = rows.setdefault(id(paragraph), _row(paragraph))
            if not taken[question.id]:
                row["qas"].append(_qa(question.id, question.text, "answerable", question.answers))
            taken[question.id] += 1
            row["qas"].append(_qa(f"{question.id}-{kind}", text, kind, ()))
    articles: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for paragraph in paragraphs:
        if (row := rows.get(id(paragraph))) is not None:
            articles[paragraph.title].append(row)
    data = [{"title": title, "paragraphs": found} for title, found in articles.items()]
    return {"version": "near misses", "data": data}


def _elsewhere(
    paragraphs: Sequence[GoldParagraph], random: Random
) -> Iterator[tuple[GoldParagraph, GoldQuestion, str]]:
    """Each question asked of another paragraph of its article that does not hold its answer."""
    articles: defaultdict[str, list[GoldParagraph]] = defaultdict(list)
    for paragraph in paragraphs:
        articles[paragraph.title].append(paragraph)
    for paragraph in paragraphs:
        others = [p for p in articles[paragraph.title] if p is not paragraph and p.questions]
        for question in random.sample(paragraph.questions, len(paragraph.questions)):
            for other in random.sample(others, len(others)):
                told = Told.of(other.context, ())
                if question.answers and not any(told.holds(text) for text, _ in question.answers):
                    # Beside one of the other paragraph's own.
                    yield other, random.choice(other.questions), question.text
                    break


def _row(paragraph: GoldParagraph) -> dict[str, Any]:
    return {"context": paragraph.context, "qas": []}


def _qa(name: str, question: str, kind: str, answers: Sequence[tuple[str, int]]) -> dict[str, Any]:
    return {
        "id": name,
        "question": question,
        "kind": kind,
        "answers": [{"text": text, "answer_start": start} for text, start in answers],
        "is_impossible": not answers,
    }


def main(
    questions: list[Path],
    to: Annotated[Path, typer.Option(help="A .json file.")],
    names: Annotated[list[Path] | None, typer.Option(help="A corpus to learn names from.")] = None,
    each: Annotated[int, typer.Option(min=1, help="Most of each kind.")] = 48,
    seed: int = 0,
) -> None:
    """Build a set of unanswerable questions near to those of question files."""
    paragraphs = [row for file in questions for row in read_paragraphs(file)]
    made = near_miss_set(
        paragraphs, Writers.of_corpus(names or (), paragraphs), each=each, seed=seed
    )
    to.write_text(json.dumps(made, ensure_ascii=False, indent=1), "utf-8")
    kinds = Counter(
        qa["kind"] for a in made["data"] for row in a["paragraphs"] for qa in row["qas"]
    )
    for kind, count in kinds.most_common():
        typer.echo(f"{count:5} {kind}")


if __name__ == "__main__":
    typer.run(main)
