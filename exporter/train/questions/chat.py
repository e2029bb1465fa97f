"""Questions of any file or generator -> the same questions as people type them at work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

from exporter.calibration.paragraphs import read_paragraphs
from exporter.train.questions.corpus import is_english
from exporter.train.questions.english.chat import reworded as reworded_english
from exporter.train.questions.korean.chat.chat import KoreanChat
from exporter.train.questions.squad import SquadParagraph, SquadQuestion


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

    def of(self, paragraph: SquadParagraph, share: float) -> SquadParagraph:
        """Return a paragraph with so large a share of its questions reworded."""
        return {**paragraph, "qas": [self._maybe(question, share) for question in paragraph["qas"]]}

    def _maybe(self, question: SquadQuestion, share: float) -> SquadQuestion:
        random = Random(f"{self._seed}/{question['id']}")  # noqa: S311
        if random.random() >= share:
            return question
        text = self.reworded(question["question"], random)
        # An English answer may be a word of the question's, as before.
        held = any(a["text"] in text and a["text"] not in question["question"]
                   for a in question["answers"])  # fmt: skip
        return question if held else {**question, "question": text}


def read_rows(file: Path) -> Iterator[SquadParagraph]:
    """Yield a file's paragraphs as a generator writes them."""
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
    rows: Iterable[SquadParagraph], chat: Chat, *, times: int, share: float
) -> Iterator[SquadParagraph]:
    """Yield each paragraph with each of its questions in so many wordings.

    Args:
        rows: Paragraphs with their questions.
        chat: What rewords them.
        times: Wordings of a question; equal ones are left out.
        share: Of the wordings that are reworded; the others are as they were asked.
    """
    for row in rows:
        seen: dict[tuple[str, str], SquadQuestion] = {}
        for time in range(times):
            qas: list[SquadQuestion] = [{**q, "id": f"{q['id']}-chat{time}"} for q in row["qas"]]
            said = chat.of({**row, "qas": qas}, share)["qas"]
            for question, before in zip(said, row["qas"], strict=True):
                seen.setdefault((before["id"], question["question"]), question)
        yield {**row, "qas": list(seen.values())}
