"""POST /v1/answer and /v1/answers: JSON, forms and events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.types import Message

from bot import __version__
from bot.domain.errors import NoTextError
from bot.domain.progress import Progress
from bot.domain.question import File, GivenText, WebPage
from bot.metrics import Metrics
from bot.store.store import Store
from bot.web.api import events
from bot.web.api.answered import AnswerObject, AnswersObject, ReaderObject, Step
from bot.web.app import make_web
from tests.bot.web.conftest import Connect, client_of
from tests.bot.web.service import PAGE, TEXT, Scripted

QUESTION = "누가 만들었나?"
BODY = {"question": QUESTION, "text": TEXT}
STREAM = {"Accept": "text/event-stream"}


async def _post(connect: Connect, path: str = "/v1/answer", **options: Any) -> httpx.Response:
    async with connect() as client:
        return await client.post(path, **options)


def _told(response: httpx.Response) -> list[tuple[str, Any]]:
    assert response.headers["content-type"].startswith("text/event-stream")
    found = []
    for event in response.text.strip().split("\n\n"):
        if not event.startswith(":"):
            name, data = event.split("\n")
            found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def _slug(response: httpx.Response) -> str:
    return str(response.json()["type"]).removeprefix("urn:mrc-bot:")


async def test_the_answer_is_of_the_shape_that_is_described(connect: Connect) -> None:
    response = await _post(connect, json=BODY)
    AnswerObject.model_validate_json(response.content, strict=True)
    assert response.json()["answer"]["text"] == "세종"
    assert "text" not in response.json()["source"]
    assert "slack" not in response.json()


async def test_it_has_the_text_and_slacks_blocks_if_they_are_asked_for(service: Scripted) -> None:
    blocks = [{"type": "divider"}]
    async with client_of(service, preview=lambda *_: blocks) as client:
        body = BODY | {"include": ["text", "slack"]}
        response = await client.post("/v1/answer", json=body)
    AnswerObject.model_validate_json(response.content, strict=True)
    assert response.json()["source"]["text"] == TEXT
    assert response.json()["slack"] == blocks


async def test_several_questions_of_one_source_are_answered_in_their_order(
    connect: Connect, service: Scripted
) -> None:
    body = {"questions": [QUESTION, "언제 만들었나?"], "url": PAGE, "top_k": 1}
    response = await _post(connect, "/v1/answers", json=body)
    AnswersObject.model_validate_json(response.content, strict=True)
    assert [len(answer["candidates"]) for answer in response.json()["answers"]] == [1, 1]
    assert [question.text for question in service.asked] == body["questions"]
    assert {question.sources for question in service.asked} == {(WebPage(PAGE),)}


@pytest.mark.parametrize(
    "body",
    [
        {"questions": [], "text": TEXT},
        {"questions": [QUESTION] * 21, "text": TEXT},
        {"questions": QUESTION, "text": TEXT},
        {"question": QUESTION, "text": TEXT},
        {"questions": [QUESTION], "text": TEXT, "include": ["all"]},
    ],
)
async def test_how_many_they_may_be(connect: Connect, body: Any) -> None:
    response = await _post(connect, "/v1/answers", json=body)
    assert (response.status_code, _slug(response)) == (400, "malformed-request")


async def test_a_file_is_sent_in_a_form(connect: Connect, service: Scripted) -> None:
    form = {"question": QUESTION, "top_k": "2", "include": ["text"]}
    files = {"file": ("C:\\글\\훈민정음.txt", TEXT.encode(), "text/plain")}
    response = await _post(connect, data=form, files=files)
    AnswerObject.model_validate_json(response.content, strict=True)
    assert response.json()["source"]["title"] == "훈민정음.txt"
    assert response.json()["source"]["text"] == TEXT
    [question] = service.asked
    assert question.sources == (File(TEXT.encode(), "훈민정음.txt", "text/plain"),)
    assert question.top_k == 2


async def test_a_form_may_have_a_text_or_an_address_too(
    connect: Connect, service: Scripted
) -> None:
    nothing = {"": ("", b"")}  # makes httpx send a form
    for field, value in (("text", TEXT), ("url", PAGE)):
        parts = {"question": (None, QUESTION), field: (None, value)}
        assert (await _post(connect, files=parts)).status_code == 200
    assert [q.sources[0] for q in service.asked] == [GivenText(TEXT), WebPage(PAGE)]
    several = [("questions", (None, QUESTION)), ("questions", (None, "언제?"))]
    response = await _post(connect, "/v1/answers", files=[*several, ("text", (None, TEXT))])
    assert len(response.json()["answers"]) == 2
    assert (await _post(connect, data=BODY, files=nothing)).status_code == 400


@pytest.mark.parametrize(
    ("parts", "slug"),
    [
        ([("question", (None, QUESTION))], "empty-source"),
        ([("file", ("a.txt", b"x"))], "malformed-request"),
        ([("question", (None, QUESTION)), ("picture", ("a.png", b"x"))], "malformed-request"),
        ([("question", (None, QUESTION)), ("top_k", (None, "x"))], "malformed-request"),
        ([("question", (None, QUESTION)), ("top_k", (None, "9" * 5000))], "malformed-request"),
        ([("question", (None, QUESTION))] * 2, "malformed-request"),
        ([("question", (None, QUESTION)), ("nothing", (None, ""))], "malformed-request"),
        ([(f"{n}", (None, "")) for n in range(100)], "malformed-request"),
        ([("question", (None, QUESTION)), *[("file", ("a", b"x"))] * 2], "malformed-request"),
        (
            [("question", (None, QUESTION)), ("text", (None, TEXT)), ("file", ("a", b"x"))],
            "malformed-request",
        ),
        ([("question", (None, QUESTION)), ("file", ("a", b"x" * 1001))], "page-too-large"),
        ([("question", (None, QUESTION)), ("file", ("a", b"x" * 20_000_000))], "page-too-large"),
    ],
)
async def test_a_form_that_says_something_else_is_a_problem(
    service: Scripted, parts: Any, slug: str
) -> None:
    async with client_of(service, most_file_bytes=1000) as client:
        assert _slug(await client.post("/v1/answer", files=parts)) == slug
    assert service.asked == []


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; x"]
)
@pytest.mark.parametrize(
    "content", [b"", b"{}", b"--x", b"--x\r\nContent-Disposition: \xff\r\n\r\n"]
)
async def test_a_form_that_is_none_is_a_problem(
    connect: Connect, kind: str, content: bytes
) -> None:
    response = await _post(connect, content=content, headers={"Content-Type": kind})
    assert response.status_code == 400


async def test_who_watches_is_told_each_step(connect: Connect, service: Scripted) -> None:
    service.steps = (Progress("fetching"), Progress("reading", 3, 12))
    events_ = _told(await _post(connect, json=BODY, headers=STREAM))
    assert [name for name, _ in events_] == ["progress", "progress", "answer"]
    assert [Step.model_validate(data) for name, data in events_ if name == "progress"] == [
        Step(step="fetching", done=0, of=0),
        Step(step="reading", done=3, of=12),
    ]
    assert events_[-1][1] == (await _post(connect, json=BODY)).json()


async def test_a_problem_is_an_event_once_there_are_events(
    connect: Connect, service: Scripted
) -> None:
    service.error = NoTextError()
    name, problem = _told(await _post(connect, json=BODY, headers=STREAM))[-1]
    assert (name, problem["type"], problem["status"]) == ("problem", "urn:mrc-bot:no-text", 422)
    refused = await _post(connect, json={}, headers=STREAM)
    assert (refused.status_code, _slug(refused)) == (400, "malformed-request")


async def test_while_nothing_happens_the_connection_is_kept(
    connect: Connect, service: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "_SILENCE_SECONDS", 0.01)
    service.pause = 0.1
    response = await _post(connect, json=BODY, headers=STREAM)
    assert ": still at it\n\n" in response.text
    assert _told(response)[-1][0] == "answer"


async def test_who_watches_may_ask_again_as_well(connect: Connect, service: Scripted) -> None:
    once = {"Idempotency-Key": "1"}
    first = _told(await _post(connect, json=BODY, headers=STREAM | once))
    again = _told(await _post(connect, json=BODY, headers=STREAM | once))
    assert again == [first[-1]]
    plain = await _post(connect, json=BODY, headers=once)
    assert plain.json() == first[-1][1]
    assert plain.headers["idempotency-replayed"] == "true"
    assert len(service.asked) == 1


async def test_a_form_that_is_sent_again_is_the_same_request(
    connect: Connect, service: Scripted
) -> None:
    for body, replayed in ((b"a", None), (b"a", "true")):
        response = await _post(
            connect,
            data={"question": QUESTION},
            files={"file": ("a.txt", TEXT.encode() + body)},
            headers={"Idempotency-Key": "1"},
        )
        assert response.headers.get("idempotency-replayed") == replayed
    other = {"data": {"question": QUESTION}, "files": {"file": ("b.txt", TEXT.encode() + b"a")}}
    response = await _post(connect, **other, headers={"Idempotency-Key": "1"})
    assert _slug(response) == "key-in-use"
    assert len(service.asked) == 1


@pytest.mark.parametrize("accept", ["*/*", "text/event-stream"])
async def test_nothing_is_read_for_who_hangs_up(service: Scripted, accept: str) -> None:
    service.pause, sent = 0.2, []
    messages: Iterator[Message] = iter(
        [{"type": "http.request", "body": json.dumps(BODY).encode()}]
    )

    async def receive() -> Message:
        for message in messages:
            return message
        while not service.asked:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    web = make_web(service, Metrics(), "ko", ())  # type: ignore[arg-type]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/answer",
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"accept", accept.encode())],
    }
    async with asyncio.timeout(10):
        await web(scope, receive, send)
        while not service.given_up:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert sent[0]["status"] == (499 if accept == "*/*" else 200)


async def test_a_key_is_charged_for_each_question(connect: Connect, store: Store) -> None:
    key = await store.keys.create("app", ["text"], 10)
    headers = {"Authorization": f"Bearer {key}"}
    body = {"questions": [QUESTION] * 6, "text": TEXT}
    assert (await _post(connect, "/v1/answers", json=body, headers=headers)).status_code == 200
    async with connect() as client:
        codes = [
            (await client.post("/v1/answers", json=body, headers=headers)).status_code
            for _ in range(3)
        ]
    assert codes == [200, 429, 429]


async def test_the_reader_tells_its_name_and_what_may_be_asked(
    connect: Connect, store: Store
) -> None:
    async with connect() as client:
        response = await client.get("/v1/reader")
        told = ReaderObject.model_validate_json(response.content)
        assert (told.model.name, told.version) == ("test", __version__)
        assert set(told.scopes) == {"text", "file", "url"}
    key = await store.keys.create("app", ["text"], 10)
    async with connect() as client:
        assert (await client.get("/v1/reader")).status_code == 401
        own = await client.get("/v1/reader", headers={"Authorization": f"Bearer {key}"})
        assert own.json()["scopes"] == ["text"]
