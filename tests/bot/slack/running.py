"""The bot in a workspace, whole but for its reader, over signed HTTP or in Socket Mode."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest.mock import patch

from pydantic import SecretStr
from starlette.applications import Starlette

from bot.app import running_slack, running_store, slack_routes
from bot.domain.errors import BotError, UnreachableError
from bot.domain.progress import OnProgress, Progress
from bot.domain.question import Question
from bot.domain.reply import Reply
from bot.domain.source.document import Document
from bot.domain.source.place import places_of
from bot.metrics import Metrics
from bot.settings import Settings
from bot.slack.install.manifest import manifest
from bot.web.app import make_web
from mrc_core import Answer, ModelInfo, Reading, Timings
from tests.standins.http import serve
from tests.standins.slack.workspace import SlackWorkspace

TEXT = "이 글에는 여러 사람이 나온다."
# What a bot waits for that nothing but time brings about.
_PAUSES = {
    "bot.slack.answering.replying.sending._SHOWN_SECONDS": 0.2,
    "bot.slack.client.delivery._FIRST_PAUSE": 0.1,
    "bot.slack.connection._FIRST_PAUSE": 0.2,
}


@dataclass
class EchoService:
    """Answers each question with its own last word, after a while.

    Attributes:
        seconds: How long it takes.
        asked: All questions.
    """

    seconds: float = 0.0
    progress: tuple[Progress, ...] = ()
    asked: list[str] = field(default_factory=list)
    deadline: float = 10.0
    model: ModelInfo = field(default_factory=lambda: ModelInfo("test", "1"))

    async def answer(self, question: Question, on_progress: OnProgress | None = None) -> Reply:
        self.asked.append(question.text)
        for step in self.progress:
            if on_progress:
                on_progress(step)
        await asyncio.sleep(self.seconds)
        if "고장" in question.text:
            raise UnreachableError
        word = question.text.split()[-1].strip("?")
        context = f"여기에 {word} 있다."
        answer = Answer(word, 4, 4 + len(word), 0.9, context, 0)
        found = "없는" not in question.text
        reading = Reading(
            state="found" if found else "absent",
            answer=answer if found else None,
            candidates=(answer,),
            model=ModelInfo("test", "1"),
            timings_ms=Timings(1, 2, 3),
            windows_read=1,
            windows_total=1,
            question_cut=False,
            budget_ended=False,
        )
        document = Document(kind="text", text=context)
        return Reply(reading, (document,), places_of([document], reading.candidates), 4, 10)

    async def answer_all(
        self, questions: Sequence[Question], on_progress: OnProgress | None = None
    ) -> list[Reply]:
        return [await self.answer(each, on_progress) for each in questions]

    async def check(self) -> None:
        if self.seconds < 0:
            raise BotError


@contextmanager
def bot_in(
    workspace: SlackWorkspace,
    service: EchoService,
    *,
    socket: bool,
    folder: Path | None = None,
    metrics: Metrics | None = None,
    **more: Any,
) -> Iterator[str]:
    """Run the bot in a workspace, with its store in a folder or a new one; yield its URL.

    It pauses for less long than others where something failed. `more` are settings.
    """
    secret = (
        {"slack_app_token": workspace.app_token}
        if socket
        else {"slack_signing_secret": workspace.signing_secret}
    )
    new = mkdtemp(prefix="mrc-store-")
    settings = Settings(
        _env_file=None,
        slack_bot_token=workspace.bot_token,
        slack_api_url=workspace.api_url,
        mrc_language="auto",
        mrc_database_url=SecretStr(f"sqlite:///{folder or new}/store.sqlite"),
        **secret,  # type: ignore[arg-type]
        **more,
    )
    with ExitStack() as stack:
        for name, seconds in _PAUSES.items():
            stack.enter_context(patch(name, seconds))
        url = stack.enter_context(bot_with(settings, service, metrics))
        if not socket:
            workspace.deliver_to(f"{url}/slack/events")
        yield url


@contextmanager
def bot_with(
    settings: Settings, service: EchoService, metrics: Metrics | None = None
) -> Iterator[str]:
    """Run the bot as its settings say; yield its URL."""

    metrics = metrics or Metrics()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with (
            running_store(settings, metrics) as store,
            running_slack(settings, service, store, metrics) as slack,  # type: ignore[arg-type]
        ):
            assert slack
            metrics.watch_slack(lambda: slack.connection.state == "connected")
            web = make_web(
                service,  # type: ignore[arg-type]
                metrics,
                "auto",
                slack_routes(settings, slack),
                slack_state=lambda: slack.connection.state,
            )
            app.mount("/", web)
            yield

    with serve(Starlette(lifespan=lifespan), lifespan="on") as url:
        yield url


@contextmanager
def workspace(*, socket: bool = False) -> Iterator[SlackWorkspace]:
    """A workspace with the app installed from its manifest."""
    app_manifest = manifest(None if socket else "https://bot.example/slack/events")
    with SlackWorkspace(socket_mode=socket, manifest=app_manifest) as slack:
        yield slack
