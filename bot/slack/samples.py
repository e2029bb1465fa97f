"""A page made up for each language, with questions and what may come of them: to show layouts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from bot.domain.errors import Unread, UpstreamError
from bot.domain.language import Language
from bot.domain.reply import Reply
from bot.domain.source.blocks import Block
from bot.domain.source.document import Document
from bot.domain.source.place import places_of
from mrc_core import Answer, ModelInfo, Reading, State, Timings
from mrc_core.decode.context import sentence_at

AT = datetime(2026, 11, 27, 6, 20, tzinfo=UTC)
MODEL = ModelInfo("mrc-ko-small", "6")

Ending = Literal["found", "unsure", "absent", "several", "pinned"]
"""How a question ends; of "several" the other candidates are shown, too."""

_STATES: dict[Ending, State] = {"unsure": "unsure", "absent": "absent"}
_SCORES = (0.6, 0.2, 0.1)


@dataclass(frozen=True, slots=True)
class Sample:
    """A page, and questions that are asked of it.

    Attributes:
        title: The page's.
        url: The page's.
        paragraphs: A heading and a paragraph, and so on.
        endings: Of each, what is asked and which words are found, the best first.
    """

    title: str
    url: str
    paragraphs: tuple[str, ...]
    endings: dict[Ending, tuple[str, tuple[str, ...]]]

    def asked(self, ending: Ending) -> str:
        """Return a question that ends so."""
        return self.endings[ending][0]

    def reply(self, ending: Ending) -> Reply:
        """Return the reply to it."""
        document, state = self.document, _STATES.get(ending, "found")
        candidates = tuple(
            _answer(document.text, *found)
            for found in zip(self.endings[ending][1], _SCORES, strict=False)
        )
        reading = Reading(
            state=state,
            answer=None if state == "absent" else candidates[0],
            candidates=candidates,
            model=MODEL,
            timings_ms=Timings(1, 2, 3),
            windows_read=1,
            windows_total=1,
            question_cut=False,
            budget_ended=False,
        )
        gone = Unread("https://old.example/notice", UpstreamError(code=404))
        unread = (gone,) if state == "absent" else ()
        places = places_of([document], candidates)
        return Reply(reading, (document,), places, 4, 10, unread=unread)

    @property
    def document(self) -> Document:
        """Return the page as it is read."""
        text, blocks = "\n".join(self.paragraphs), tuple(_blocks(self.paragraphs))
        return Document("web", text, self.url, self.title, fetched_at=AT, blocks=blocks)


def sample_for(language: Language) -> Sample:
    """Return the page in a language, or else the English one."""
    return _SAMPLES.get(language, _SAMPLES["en"])


def _answer(text: str, words: str, score: float) -> Answer:
    start = text.index(words)
    low, high = sentence_at(text, start, start + len(words))
    return Answer(words, start, start + len(words), score, text[low:high], low)


def _blocks(paragraphs: Sequence[str]) -> list[Block]:
    blocks: list[Block] = []
    for number, paragraph in enumerate(paragraphs):
        start = blocks[-1].end + 1 if blocks else 0
        end = start + len(paragraph)
        blocks.append(
            Block("paragraph", start, end) if number % 2 else Block("heading", start, end, level=2)
        )
    return blocks


_SAMPLES = {
    "ko": Sample(
        "해오름 도서관 재개관 | 춘천 소식",
        "https://news.example/culture/1",
        (
            "해오름 도서관 새로 문 연다",
            "춘천시는 해오름 도서관을 10월 16일에 다시 연다고 밝혔다. 관장은 정하늘 씨가 맡는다. "
            "개관 준비는 김민지 씨가 했다. "
            "주차장은 지하에 87면을 두었고, 처음 한 시간은 무료다.",
            "이용 안내",
            "어린이 자료실은 3층에 있다. 평일에는 오후 10시까지, 주말에는 오후 6시까지 연다. "
            "회원증은 1층 안내대에서 만든다.",
        ),
        {
            "found": ("차 몇 대 댈 수 있어요?", ("87면", "3층")),
            "unsure": ("주말은 몇 시까지?", ("오후 6시", "오후 10시", "10월 16일")),
            "absent": ("회원증을 만들려면 얼마를 내야 하나요?", ("1층 안내대", "87면", "평일")),
            "several": ("관장이 누구예요?", ("정하늘", "김민지")),
            "pinned": ("어린이 자료실은 몇 층이야", ("3층",)),
        },
    ),
    "en": Sample(
        "The tower · 1889",
        "https://fair.example/tower",
        (
            "A tower for the fair",
            "The tower was designed by Maurice Koechlin and Émile Nouguier. It opened on "
            "31 March 1889, and was to stand for twenty years.",
        ),
        {
            "found": ("When did it open?", ("31 March 1889", "Maurice Koechlin")),
            "unsure": ("How long was it meant to last?", ("twenty years", "31 March 1889")),
            "absent": ("What did it cost?", ("twenty years", "31 March 1889")),
            "several": ("Who designed it?", ("Maurice Koechlin", "Émile Nouguier")),
            "pinned": ("When was that?", ("31 March 1889",)),
        },
    ),
}
