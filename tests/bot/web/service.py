"""A service whose answers are known beforehand, for who asks over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.errors import BotError
from bot.domain.progress import OnProgress, Progress
from bot.domain.question import File, GivenText, Question, WebPage
from bot.domain.reply import Reply
from bot.domain.source.document import Document
from bot.domain.source.place import places_of
from bot.service.validation import validate_all
from mrc_core import Answer, ModelInfo, Reading, State, Timings

TEXT = "훈민정음은 세종이 1443년에 만들었다. 집현전 학자들이 해례본을 썼다."
PAGE = "https://a.example/hunmin"


@dataclass
class Scripted:
    """Finds 세종, and behind it the other names of the text, or fails.

    Attributes:
        error: What every question ends in.
        state: What is said of each answer.
        steps: What is told before an answer.
        pause: Seconds before each step, and before the answer.
        told_at_most: How many steps are told until there may be more; None is all, and the answer.
        page: The text of every page.
        asked: What was asked so far.
        given_up: How many askers hung up.
    """

    error: BotError | None = None
    state: State = "found"
    steps: Sequence[Progress] = (Progress("waiting"), Progress("reading"))
    pause: float = 0.0
    told_at_most: int | None = None
    page: str = TEXT
    deadline: float = 5.0
    model: ModelInfo = field(default_factory=lambda: ModelInfo("test", "1"))
    asked: list[Question] = field(default_factory=list)
    given_up: int = 0

    async def answer_all(
        self, questions: Sequence[Question], on_progress: OnProgress | None = None
    ) -> list[Reply]:
        """Answer as `QuestionService` does."""
        validate_all(questions)
        self.asked += questions
        try:
            for told, step in enumerate(self.steps):
                await self._may_tell(told)
                if on_progress:
                    on_progress(step)
            await self._may_tell(len(self.steps))
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        if self.error:
            raise self.error
        return [self._reply(question) for question in questions]

    async def check(self) -> None:
        """Questions can be answered."""

    async def _may_tell(self, told: int) -> None:
        await asyncio.sleep(self.pause)
        while self.told_at_most is not None and told >= self.told_at_most:  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # by a test in another thread

    def _reply(self, question: Question) -> Reply:
        document = self._document(question)
        candidates = tuple(_answers(document.text))[: question.top_k]
        state = self.state if candidates else "absent"
        reading = Reading(
            state=state,
            answer=None if state == "absent" else candidates[0],
            candidates=candidates,
            model=self.model,
            timings_ms=Timings(1, 2, 3),
            windows_read=1,
            windows_total=1,
            question_cut=False,
            budget_ended=False,
        )
        return Reply(reading, (document,), places_of([document], candidates), 4, 10)

    def _document(self, question: Question) -> Document:
        [source] = question.sources
        if isinstance(source, GivenText):
            return Document("text", source.text)
        if isinstance(source, File):
            return Document("file", source.body.decode(errors="replace"), title=source.name)
        assert isinstance(source, WebPage)
        return Document("web", self.page, source.url, "훈민정음 - 백과")


def _answers(text: str) -> list[Answer]:
    found = []
    for name, score in (("세종", 0.92), ("집현전 학자들", 0.05), ("해례본", 0.02)):
        start = text.find(name)
        if start < 0:
            continue
        begin = text.rfind(". ", 0, start) + 2 if ". " in text[:start] else 0
        end = text.find(".", start) + 1 or len(text)
        found.append(Answer(name, start, start + len(name), score, text[begin:end], begin))
    return found
