"""The service with the real reader; pages come from a dictionary."""

from __future__ import annotations

import asyncio

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import errors
from bot.domain.hosts import Hosts
from bot.domain.question import Elsewhere, File, GivenText, Question, Source, WebPage
from bot.domain.source.document import Document
from bot.metrics import Metrics
from bot.service.service import QuestionService
from mrc_core import Reader
from tests.conftest import HANGUL
from tests.texts import texts

SECRET = "words of a passage"


class Pages:
    """Web pages by URL; "slow" never comes."""

    async def load(self, url: str, *, anew: bool = False) -> Document:
        if url == "broken":
            try:
                raise KeyError(SECRET)
            except KeyError as error:
                raise RuntimeError(SECRET) from error
        if url == "slow":
            await asyncio.sleep(60)
        if url == "unreadable":
            raise errors.NoTextError
        if url.endswith("/moved"):
            url = "https://b.example/x"
        return Document(kind="web", text=HANGUL if "page" in url else "\u200b", url=url)

    async def open(self, file: File) -> Document:
        return Document(kind="file", text=file.body.decode(), title=file.name)


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def service(reader: Reader, metrics: Metrics) -> QuestionService:
    return QuestionService(reader, Pages(), metrics, deadline=60, max_concurrent=1, max_waiting=1)


@pytest.fixture
def hurried(reader: Reader, metrics: Metrics) -> QuestionService:
    return QuestionService(reader, Pages(), metrics, deadline=1, max_concurrent=1, max_waiting=1)


@pytest.mark.parametrize(
    "source", [GivenText(HANGUL), WebPage("page"), File(HANGUL.encode(), "a.txt")]
)
async def test_a_question_is_answered(service: QuestionService, source: Source) -> None:
    reply = await service.answer(Question("훈민정음을 만든 사람은 누구인가?", (source,)))
    assert reply.reading.answer is not None
    assert reply.reading.answer.text == "세종"


async def test_what_no_span_can_answer_is_absent_with_its_reason(service: QuestionService) -> None:
    reply = await service.answer(Question("요약해줘", (GivenText(HANGUL),)))
    assert (reply.reason, reply.reading.state, reply.reading.answer) == ("summary", "absent", None)
    assert reply.to_json()["reason"] == "summary"


@pytest.mark.parametrize(
    ("question", "source", "error"),
    [
        (" \n", GivenText(HANGUL), errors.NoQuestionError),
        ("\u200b", GivenText(HANGUL), errors.NoQuestionError),
        ("누가?", GivenText(" "), errors.EmptySourceError),
        ("누가?", GivenText("\x00\x01"), errors.EmptySourceError),
        ("누가?", File(b"", "a.txt"), errors.EmptySourceError),
        ("누가?", WebPage("unreadable"), errors.NoTextError),
        ("누가?", WebPage("blank"), errors.NoTextError),
        ("누가? " * 3000, GivenText(HANGUL), errors.QuestionTooLongError),
        ("누가?", GivenText("가" * 2_000_000), errors.TextTooLongError),
        ("누가?", GivenText("세종 \ud800"), errors.MalformedRequestError),
    ],
)
async def test_what_cannot_be_answered_says_why(
    service: QuestionService,
    metrics: Metrics,
    question: str,
    source: Source,
    error: type[errors.BotError],
) -> None:
    with pytest.raises(error):
        await service.answer(Question(question, (source,)))
    assert (
        f'mrc_questions_total{{outcome="{error.slug}",surface="http"}} 1.0'
        in metrics.exposition().decode()
    )


@pytest.mark.parametrize("url", ["https://b.example/page", "https://a.example/moved"])
@pytest.mark.parametrize("hosts", [Hosts(refused=("b.example",)), Hosts(allowed=("a.example",))])
async def test_sites_that_may_not_be_read_are_not_nor_what_leads_there(
    service: QuestionService, url: str, hosts: Hosts
) -> None:
    with pytest.raises(errors.SiteRefusedError) as caught:
        await service.answer(Question("누가?", (WebPage(url),), hosts=hosts))
    assert caught.value.parameters == {"host": "b.example"}
    allowed = Question("누가?", (WebPage("https://a.example/page"),), hosts=hosts)
    assert (await service.answer(allowed)).reading.candidates


async def test_what_nobody_expected_has_a_name_is_counted_and_logged_without_words(
    service: QuestionService, metrics: Metrics
) -> None:
    with structlog.testing.capture_logs() as logs, pytest.raises(errors.BotError) as caught:
        await service.answer(Question("누가?", (WebPage("broken"),)))
    assert caught.value.slug == "internal"
    assert (
        'mrc_questions_total{outcome="internal",surface="http"} 1.0'
        in metrics.exposition().decode()
    )
    [logged] = logs
    assert logged["kind"] == "RuntimeError from KeyError"
    assert SECRET not in str(logged)


async def test_a_text_waits_for_nobodys_page(hurried: QuestionService) -> None:
    page = asyncio.create_task(hurried.answer(Question("누가?", (WebPage("slow"),))))
    await asyncio.sleep(0.1)
    assert await hurried.answer(Question("누가?", (GivenText(HANGUL),)))
    with pytest.raises(errors.DeadlineError):
        await page


async def test_more_questions_than_there_is_room_for_are_told_so(
    hurried: QuestionService, metrics: Metrics
) -> None:
    waiting = [
        asyncio.create_task(hurried.answer(Question("누가?", (WebPage("slow"),)))) for _ in range(2)
    ]
    await asyncio.sleep(0.1)
    with pytest.raises(errors.BusyError):
        await hurried.answer(Question("누가?", (GivenText(HANGUL),)))
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(result, errors.DeadlineError) for result in results)
    assert (
        'mrc_questions_total{outcome="deadline",surface="http"} 2.0'
        in metrics.exposition().decode()
    )
    # There is room again; whether in time depends on the machine.
    with pytest.raises((errors.NoTextError, errors.DeadlineError)):
        await hurried.answer(Question("누가?", (WebPage("unreadable"),)))


@pytest.mark.parametrize("text", ["가", ".", "👍🏽", "a"])
async def test_a_passage_of_one_character(service: QuestionService, text: str) -> None:
    reply = await service.answer(Question("누가?", (GivenText(text),)))
    assert all(candidate.text == text for candidate in reply.reading.candidates)


@given(
    passage=texts, question=st.sampled_from(["누가 만들었나?", "When was it?", "값은 얼마인가?"])
)
def test_offsets_are_exact_for_every_candidate(reader: Reader, passage: str, question: str) -> None:
    reading = reader.read_sync(question, passage, top_k=5)
    assert reading.answer == (None if reading.state == "absent" else reading.candidates[0])
    for candidate in reading.candidates:
        assert passage[candidate.start : candidate.end] == candidate.text
        context_end = candidate.context_start + len(candidate.context)
        assert passage[candidate.context_start : context_end] == candidate.context
        assert candidate.context_start <= candidate.start < candidate.end <= context_end
        assert 0 <= candidate.score <= 1


async def test_one_question_of_several_sources(service: QuestionService) -> None:
    menu = GivenText("구내식당은 1층에 있다. 점심은 11시 30분부터 먹을 수 있다.")
    sources = (WebPage("unreadable"), menu, WebPage("page"))
    reply = await service.answer(Question("훈민정음을 만든 사람은 누구인가?", sources))
    assert reply.reading.answer is not None
    assert reply.reading.answer.text == "세종"
    assert reply.document.url == "page"
    assert [(one.name, one.error.slug) for one in reply.unread] == [("unreadable", "no-text")]
    assert len(reply.places) == len(reply.reading.candidates)


async def test_what_is_fetched_by_a_face_is_fetched_in_its_turn(service: QuestionService) -> None:
    async def fetch() -> tuple[Source, ...]:
        return (GivenText(HANGUL, title="공지"),)

    reply = await service.answer(Question("누가 만들었나?", (Elsewhere("공지.md", fetch),)))
    assert reply.document.title == "공지"


async def test_where_no_source_can_be_read_the_next_best_are(service: QuestionService) -> None:
    question = Question(
        "훈민정음을 만든 사람은 누구인가?",
        (WebPage("unreadable"),),
        otherwise=((WebPage("unreadable"),), (WebPage("page"),), (WebPage("broken"),)),
    )
    reply = await service.answer(question)
    assert reply.document.url == "page"
    assert [one.name for one in reply.unread] == ["unreadable", "unreadable"]


async def test_where_nothing_can_be_read_each_source_says_why(service: QuestionService) -> None:
    with pytest.raises(errors.NothingReadError) as caught:
        await service.answer(Question("누가?", (WebPage("unreadable"), WebPage("unreadable"))))
    assert [one.name for one in caught.value.unread] == ["unreadable"] * 2


@pytest.mark.parametrize("count", [0, 6])
async def test_there_are_one_to_five_sources(service: QuestionService, count: int) -> None:
    with pytest.raises((errors.EmptySourceError, errors.MalformedRequestError)):
        await service.answer(Question("누가?", (GivenText(HANGUL),) * count))


async def test_questions_of_one_source_are_answered_as_alone_and_it_is_loaded_once(
    reader: Reader, metrics: Metrics
) -> None:
    class Counted(Pages):
        loads = 0

        async def load(self, url: str, *, anew: bool = False) -> Document:
            self.loads += 1
            return await super().load(url, anew=anew)

    pages = Counted()
    service = QuestionService(reader, pages, metrics, deadline=60, max_concurrent=1, max_waiting=1)
    asked = ("훈민정음을 만든 사람은 누구인가?", "언제 반포했나?", "요약해줘")
    questions = [Question(text, (WebPage("page"),)) for text in asked]
    together = await service.answer_all(questions)
    assert pages.loads == 1
    alone = [await service.answer(question) for question in questions]
    for one, other in zip(together, alone, strict=True):
        assert one.to_json() | {"timings_ms": None} == other.to_json() | {"timings_ms": None}


@pytest.mark.parametrize(
    ("texts", "error"),
    [
        ([], errors.MalformedRequestError),
        (["누가?"] * 21, errors.MalformedRequestError),
        (["누가?", " "], errors.NoQuestionError),
        (["누가?", "누가? " * 3000], errors.QuestionTooLongError),
    ],
)
async def test_no_question_is_answered_where_one_cannot_be(
    service: QuestionService, texts: list[str], error: type[errors.BotError]
) -> None:
    with pytest.raises(error):
        await service.answer_all([Question(text, (GivenText(HANGUL),)) for text in texts])


async def test_questions_asked_together_are_of_the_same_source(service: QuestionService) -> None:
    questions = [Question("누가?", (GivenText(text),)) for text in ("글", HANGUL)]
    with pytest.raises(errors.BotError):
        await service.answer_all(questions)
