from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.domain.document import Document
from bot.domain.place import places_of
from bot.domain.progress import OnProgress
from bot.domain.question import Question
from bot.domain.reply import Reply
from bot.slack.answering.deps import Deps
from bot.slack.client.delivery import Delivery
from bot.slack.client.people import People
from bot.slack.client.status import Statuses
from bot.slack.memory import ProcessMemory
from bot.slack.sources.download import DownloadLimits
from bot.slack.sources.names import Names
from bot.slack.sources.sources import Sources
from bot.slack.understand.incoming import Identity
from mrc_core import Answer, ModelInfo, Reading, Timings

TEXT = "훈민정음은 세종이 만들었다."


@dataclass
class Service:
    """Answers every question with 세종, or fails."""

    error: Exception | None = None
    asked: list[Question] = field(default_factory=list)

    async def answer(self, question: Question, on_progress: OnProgress | None = None) -> Reply:
        self.asked.append(question)
        if self.error:
            raise self.error
        answer = Answer("세종", 6, 8, 0.9, TEXT, 0)
        reading = Reading(
            state="found",
            answer=answer,
            candidates=(answer,),
            model=ModelInfo("test", "1"),
            timings_ms=Timings(1, 2, 3),
            windows_read=1,
            windows_total=1,
            question_cut=False,
            budget_ended=False,
        )
        document = Document(kind="text", text=TEXT)
        return Reply(reading, (document,), places_of([document], reading.candidates), 4, 10)


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def deps(service: Service) -> Deps:
    delivery = Delivery(worth=0.5)
    return Deps(
        service=service,  # type: ignore[arg-type]
        memory=ProcessMemory(),
        sources=Sources(Names(), DownloadLimits(timeout=5, max_bytes=1_000)),
        people=People("ko"),
        bot=Identity("U0BOT", "mrc-bot"),
        delivery=delivery,
        statuses=Statuses(delivery),
    )
