"""Questions of any file or generator -> the same questions as people type them at work.

Example:
    python -m exporter.train.chat korquad/dev_a.json#0:60 --to chat.jsonl.gz --times 2 --seed 1
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Annotated

import typer

from exporter.train.asked import Paragraph, Question
from exporter.train.corpus import is_english
from exporter.train.data import FormatError, read_paragraphs
from exporter.train.english.chat import reworded as reworded_english
from exporter.train.korean.chat import KoreanChat
from exporter.train.korean.morphology import Analyzer
from exporter.train.lines import opened


class Chat:
    """Rewords questions of both languages; the same for one seed and one question's id."""

    def __init__(self, korean: KoreanChat, seed: int = 0) -> None:
        self._korean = korean
        self._seed = seed

    def reworded(self, question: str, random: Random) -> str:
        """Return the question as people type it."""
        if is_english(question):
            return reworded_english(question, random)
        return self._korean.reworded(question, random)

    def of(self, paragraph: Paragraph, share: float) -> Paragraph:
        """Return a paragraph with so large a share of its questions reworded."""
        return {**paragraph, "qas": [self._maybe(question, share) for question in paragraph["qas"]]}

    def _maybe(self, question: Question, share: float) -> Question:
        random = Random(f"{self._seed}/{question['id']}")  # noqa: S311
        if random.random() >= share:
            return question
        text = self.reworded(question["question"], random)
        # An English answer may be a word of the question's, as before.
        held = any(a["text"] in text and a["text"] not in question["question"]
                   for a in question["answers"])  # fmt: skip
        return question if held else {**question, "question": text}


def _rows(file: Path) -> Iterator[Paragraph]:
    """A file's paragraphs as a generator writes them."""
    for paragraph in read_paragraphs(file):
        yield {
            "title": paragraph.title,
            "context": paragraph.context,
            "qas": [
                {
                    "id": question.id,
                    "question": question.text,
                    "kind": "",
                    "answers": [{"text": t, "answer_start": at} for t, at in question.answers],
                    "is_impossible": not question.answers,
                }
                for question in paragraph.questions
            ],
        }


def reworded(
    rows: Iterable[Paragraph], chat: Chat, *, times: int, share: float
) -> Iterator[Paragraph]:
    """Yield each paragraph with each of its questions in so many wordings.

    Args:
        rows: Paragraphs with their questions.
        chat: What rewords them.
        times: Wordings of a question; equal ones are left out.
        share: Of the wordings that are reworded; the others are as they were asked.
    """
    for row in rows:
        seen: dict[tuple[str, str], Question] = {}
        for time in range(times):
            qas: list[Question] = [{**q, "id": f"{q['id']}-chat{time}"} for q in row["qas"]]
            said = chat.of({**row, "qas": qas}, share)["qas"]
            for question, before in zip(said, row["qas"], strict=True):
                seen.setdefault((before["id"], question["question"]), question)
        yield {**row, "qas": list(seen.values())}


def _command(
    questions: Annotated[list[Path], typer.Argument(help="SQuAD files or lines of paragraphs.")],
    to: Annotated[Path, typer.Option(help="A .jsonl, .jsonl.xz or .jsonl.gz file.")],
    times: Annotated[int, typer.Option(min=1, help="Wordings of a question.")] = 1,
    share: Annotated[float, typer.Option(min=0, max=1, help="Of them that are reworded.")] = 1.0,
    seed: int = 0,
) -> None:
    """Write the questions of files as people type them in a chat."""
    chat = Chat(KoreanChat(Analyzer()), seed)
    count = 0
    try:
        with opened(to) as stream:
            rows = (row for file in questions for row in _rows(file))
            for row in reworded(rows, chat, times=times, share=share):
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
                count += len(row["qas"])
    except (FormatError, OSError) as error:
        typer.echo(f"exporter.train.chat: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{count} questions in {to}")


if __name__ == "__main__":
    typer.run(_command)
