"""The whole Slack app in this process, with a service that knows a few facts."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.domain.errors import SiteRefusedError, UnreachableError
from bot.domain.hosts import host_of
from bot.domain.progress import OnProgress
from bot.domain.question import Elsewhere, File, GivenText, Question, Source, WebPage
from bot.domain.reply import Reply
from bot.domain.source.document import Document
from bot.domain.source.place import places_of
from bot.service.validation import validate
from mrc_core import Answer, ModelInfo, Reading, Timings
from tests.bot.slack.app.scene import Scene
from tests.bot.slack.running import EchoService
from tests.standins.slack.workspace import SlackWorkspace

LIBRARY = "https://news.example/library"
MUSEUM = "https://news.example/museum"
PAGES = {
    LIBRARY: "도서관 관장은 정하늘이다. 주차장은 87면이다. "
    "어린이 자료실은 3층이다. 주말은 오후 6시까지다.",
    MUSEUM: "미술관의 초대 관장은 서유진이다. 입장료는 5,000원이다.",
}
_FACTS = {
    "관장": ("정하늘", "서유진"),
    "주차": ("87면",),
    "몇 층": ("3층",),
    "주말": ("오후 6시",),
    "입장료": ("5,000원",),
    "회식": ("10월 16일",),
    "담당": ("김민지", "minji"),
    "언제": ("9월 3일",),
}


class FactService(EchoService):
    """Finds what it has a fact of, and nothing else."""

    async def answer(self, question: Question, on_progress: OnProgress | None = None) -> Reply:
        self.asked.append(question.text)
        validate(question)
        for source in question.sources:
            if isinstance(source, WebPage) and not question.hosts.admits(source.url):
                raise SiteRefusedError(host=host_of(source.url))
        texts = [text for source in question.sources async for text in _texts(source)]
        if not texts:
            raise UnreachableError
        document = Document(kind="text", text="\n".join(texts))
        found = self.find(question.text, document.text)
        reading = Reading(
            state="found" if found else "absent",
            answer=found,
            candidates=(found,) if found else (),
            model=ModelInfo("test", "1"),
            timings_ms=Timings(1, 2, 3),
            windows_read=1,
            windows_total=1,
            question_cut=False,
            budget_ended=False,
        )
        return Reply(reading, (document,), places_of([document], reading.candidates), 4, 10)

    def find(self, question: str, text: str) -> Answer | None:
        """The fact that is asked for, where the text has it."""
        return find_fact(question, text)


async def _texts(source: Source) -> AsyncIterator[str]:
    if isinstance(source, Elsewhere):
        for each in await source.fetch():
            async for text in _texts(each):
                yield text
    elif isinstance(source, GivenText):
        yield source.text
    elif isinstance(source, File):
        yield source.body.decode()
    elif isinstance(source, WebPage) and source.url in PAGES:
        yield PAGES[source.url]


def find_fact(question: str, text: str) -> Answer | None:
    """The fact that is asked for, where the text has it."""
    for asked, answers in _FACTS.items():
        for words in answers:
            if asked in question and words in text:
                start = text.index(words)
                line_start = text.rfind("\n", 0, start) + 1
                line = text[line_start:].partition("\n")[0]
                return Answer(words, start, start + len(words), 0.9, line, line_start)
    return None


@pytest.fixture(scope="module")
def echo() -> EchoService:
    return FactService()


@pytest.fixture
def scene(slack: SlackWorkspace) -> Scene:
    return Scene(slack)
