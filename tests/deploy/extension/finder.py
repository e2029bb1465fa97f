"""A server whose reader finds what it is told to find: these tests are of the panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.domain.errors import UpstreamError
from bot.domain.question import File
from bot.domain.source.document import Document
from bot.metrics import Metrics
from bot.service.service import QuestionService
from bot.web.app import make_web
from mrc_core import Answer, ModelInfo, Passage, Reading, Timings
from mrc_core.decode.context import context_of


class Finder:
    """Finds the words of a question, parted by commas, in their order; "?" leaves it unsure."""

    def __init__(self) -> None:
        self.text = ""

    def prepare(self, passages: Sequence[Passage]) -> Sequence[Passage]:
        """Return the passages: they need none."""
        return passages

    async def read(
        self,
        question: str,
        passages: Sequence[Passage],
        top_k: int,
        on_progress: Callable[[int, int], None],
    ) -> Reading:
        """Return where the words stand first."""
        on_progress(1, 1)
        self.text = passages[0].text
        words = [word.strip() for word in question.rstrip("?").split(",")]
        found = tuple(_answer(self.text, word) for word in words if word in self.text)[:top_k]
        state = ("unsure" if question.endswith("?") else "found") if found else "absent"
        model, timings = ModelInfo("finder", "1"), Timings(0, 0, 0)
        answer = found[0] if found else None
        return Reading(state, answer, found, model, timings, 1, 1, question_cut=False)


class Pages:
    """What the server itself opens: one document, at any address that ends in .pdf."""

    def __init__(self) -> None:
        self.urls: list[str] = []

    async def load(self, url: str, *, anew: bool = False) -> Document:
        """Return the document."""
        self.urls.append(url)
        if not url.endswith(".pdf"):
            raise UpstreamError(code=404)
        return Document(kind="pdf", text="본체의 무게는 9.6kg이다.", url=url, title="설명서")

    async def open(self, file: File) -> Document:
        """Open nothing: the panel sends no files."""
        raise NotImplementedError


class Server:
    """The bot's own HTTP face, around the finder."""

    def __init__(self) -> None:
        self.finder, self.pages = Finder(), Pages()
        service = QuestionService(
            self.finder,  # type: ignore[arg-type]
            self.pages,
            Metrics(),
            deadline=30,
            max_concurrent=2,
            max_waiting=2,
        )
        self.web = make_web(service, Metrics(), "auto", ())


def _answer(text: str, word: str) -> Answer:
    start = text.index(word)
    end = start + len(word)
    first, last = context_of(Passage(text), start, end)
    return Answer(word, start, end, 0.8, text[first:last], first)
