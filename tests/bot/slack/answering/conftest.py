from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.domain.progress import OnProgress
from bot.domain.question import Question
from bot.domain.reason import Reason
from bot.domain.reply import Reply
from bot.domain.source.document import Document
from bot.domain.source.place import places_of
from bot.slack.answering.turn import Turn
from bot.slack.client.delivery import Delivery
from bot.slack.client.people import People
from bot.slack.client.standing import Standing
from bot.slack.client.status import Statuses
from bot.slack.sources.download import DownloadLimits
from bot.slack.sources.names import WorkspaceNames
from bot.slack.sources.sources import Sources
from bot.slack.understand.incoming import Identity
from bot.slack.understand.rules.rules import Rules
from bot.slack.workspace.channels import ChannelRules
from bot.slack.workspace.deps import Deps
from bot.slack.workspace.memory import Memory
from bot.store.inbox.received import Received
from bot.store.store import Store, open_store
from mrc_core import Answer, ModelInfo, Reading, State, Timings

TEXT = "훈민정음은 세종이 만들었다."


@dataclass
class Service:
    """Answers every question with 세종, or fails."""

    error: Exception | None = None
    score: float = 0.9
    state: State = "found"
    reason: Reason | None = None
    model: str = "test"
    asked: list[Question] = field(default_factory=list)

    async def answer(self, question: Question, on_progress: OnProgress | None = None) -> Reply:
        self.asked.append(question)
        if self.error:
            raise self.error
        answer = Answer("세종", 6, 8, self.score, TEXT, 0)
        reading = Reading(
            state=self.state,
            answer=None if self.state == "absent" else answer,
            candidates=(answer,),
            model=ModelInfo(self.model, "1"),
            timings_ms=Timings(1, 2, 3),
            windows_read=1,
            windows_total=1,
            question_cut=False,
            budget_ended=False,
        )
        document = Document(kind="text", text=TEXT)
        places = places_of([document], reading.candidates)
        return Reply(reading, (document,), places, 4, 10, self.reason)

    async def answer_all(
        self, questions: Sequence[Question], on_progress: OnProgress | None = None
    ) -> list[Reply]:
        return [await self.answer(each, on_progress) for each in questions]


@pytest.fixture(autouse=True)
def _just_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let messages that were said in 1970 be no older than others."""
    monkeypatch.setattr("bot.slack.answering.turn._LATE_SECONDS", float("inf"))


@pytest.fixture(autouse=True)
def _soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is tried again be tried again soon."""
    monkeypatch.setattr("bot.slack.answering.replying.sending._SHOWN_SECONDS", 0.05)
    monkeypatch.setattr("bot.slack.client.delivery._FIRST_PAUSE", 0.1)


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(f"sqlite:///{tmp_path}/store.sqlite", keep_days=7) as opened:
        yield opened


@pytest.fixture
def deps(service: Service, store: Store) -> Deps:
    delivery = Delivery(worth=0.5)
    return Deps(
        service=service,  # type: ignore[arg-type]
        memory=Memory(store.threads, "T1"),
        sources=Sources(WorkspaceNames(), DownloadLimits(timeout=5, max_bytes=1_000)),
        people=People("ko"),
        bot=Identity("U0BOT", "mrc-bot", "T1"),
        delivery=delivery,
        statuses=Statuses(delivery),
        inbox=store.inbox,
        answers=store.answers,
        call=lambda: None,
        found_again=lambda: None,
        judged=lambda verdict: None,
        worth=3600,
        most_asked=20,
        feedback_days=90,
        public_url="https://mrc.example",
        rules=ChannelRules(store.channels, Rules(language="ko")),
        standing=Standing(),
    )


async def its_turn(deps: Deps, received: Received | None = None) -> Turn:
    """The turn at a question, or at one of no matter which."""
    about = f"T1:C1:{uuid.uuid4()}"
    await deps.inbox.put(received or Received(about, about, "message", "T1", "C1", "U1", {}))
    taken = await deps.inbox.take("me")
    assert taken
    return Turn(deps.inbox, taken, deps.worth)
