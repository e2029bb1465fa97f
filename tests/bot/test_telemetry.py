"""Traces: one question is one trace, and no word of what was asked is in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.domain.errors import BusyError
from bot.domain.question import GivenText, Question
from bot.metrics import Metrics
from bot.store.inbox.received import Taken
from bot.telemetry import NoTracer, OpenTelemetryTracer, open_tracer
from tests.bot.slack.running import TEXT, EchoService, bot_in, workspace
from tests.standins.http import serve

QUESTION = "누가 비밀?"
TAKEN = Taken(
    *("T1:C1:1.0", "T1:C1:1.0", "message", "T1", "C1", "U1", {"text": QUESTION}),
    owner="me",
    attempt=1,
    age=2.0,
    message=None,
)


@pytest.fixture
def exported() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def metrics(exported: InMemorySpanExporter) -> Iterator[Metrics]:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exported))
    yield Metrics(OpenTelemetryTracer(provider))
    provider.shutdown()


async def _answer(metrics: Metrics) -> None:
    reply = await EchoService().answer(Question(QUESTION, (GivenText(TEXT),)))
    with structlog.contextvars.bound_contextvars(surface="message"), metrics.taken(TAKEN):
        metrics.stored(0.001)
        with metrics.answering():
            metrics.answered(reply)
        metrics.sent(0.1)


def _names(spans: tuple[ReadableSpan, ...]) -> list[str]:
    return sorted(span.name for span in spans)


async def test_a_question_is_one_trace_with_its_steps(
    metrics: Metrics, exported: InMemorySpanExporter
) -> None:
    await _answer(metrics)
    spans = exported.get_finished_spans()
    assert _names(spans) == sorted(
        ["question", "answer", "fetch", "featurize", "predict", "decode", "store", "send"]
    )
    assert len({span.context.trace_id for span in spans}) == 1
    [question] = [span for span in spans if span.name == "question"]
    assert dict(question.attributes or {}) == {
        "mrc.question": "T1:C1:1.0",
        "mrc.surface": "message",
        "mrc.attempt": 1,
        "mrc.waited_seconds": 2.0,
    }
    assert question.end_time is not None
    assert question.start_time is not None
    assert question.end_time - question.start_time > 2e9, "it began when it was received"
    [answer] = [span for span in spans if span.name == "answer"]
    assert dict(answer.attributes or {}) == {"mrc.outcome": "found"}
    assert not any(span.events for span in spans)


async def test_an_error_is_noted_without_its_words(
    metrics: Metrics, exported: InMemorySpanExporter
) -> None:
    def fail() -> None:
        with metrics.answering():
            metrics.failed(BusyError())
            raise ValueError(QUESTION)

    with pytest.raises(ValueError, match=QUESTION):
        fail()
    [span] = exported.get_finished_spans()
    assert dict(span.attributes or {}) == {"mrc.outcome": "busy", "error.type": "ValueError"}
    assert not span.status.is_ok
    assert not span.events


def test_what_happens_beside_questions_makes_no_trace(
    metrics: Metrics, exported: InMemorySpanExporter
) -> None:
    metrics.stored(0.001)
    metrics.sent(0.1)
    assert not exported.get_finished_spans()


def test_a_question_in_slack_is_one_trace(metrics: Metrics, exported: InMemorySpanExporter) -> None:
    with workspace() as slack, bot_in(slack, EchoService(), socket=False, metrics=metrics):
        minji, general = slack.add_user("minji"), slack.add_channel("general")
        asked = slack.say(general, minji, f"<@{slack.bot_user}> {QUESTION}\n{TEXT}")
        slack.wait_for(lambda w: w.thread(general, asked["ts"])[1:])
    spans = exported.get_finished_spans()
    assert {"question", "store", "send"} == set(_names(spans))
    assert len({span.context.trace_id for span in spans}) == 1
    assert not any("비밀" in str(span.attributes) for span in spans)


@contextmanager
def _collector() -> Iterator[tuple[str, list[bytes]]]:
    bodies: list[bytes] = []

    async def collect(request: Request) -> Response:
        bodies.append(await request.body())
        return Response(b"", media_type="application/x-protobuf")

    with serve(Starlette(routes=[Route("/v1/traces", collect, methods=["POST"])])) as url:
        yield url, bodies


async def test_traces_go_where_otel_says(monkeypatch: pytest.MonkeyPatch) -> None:
    with _collector() as (url, bodies):
        environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": url}
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        with open_tracer(environment) as tracer:
            await _answer(Metrics(tracer))
    [body] = bodies
    [resource] = ExportTraceServiceRequest.FromString(body).resource_spans
    named = {each.key: each.value.string_value for each in resource.resource.attributes}
    assert named["service.name"] == "mrc-bot"
    assert "비밀".encode() not in body


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"OTEL_SERVICE_NAME": "mrc"},
        {"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://a.example"},
        {"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://a.example"},
    ],
)
def test_nothing_is_traced_unless_it_is_asked_for(environment: dict[str, str]) -> None:
    with open_tracer(environment) as tracer:
        assert isinstance(tracer, NoTracer)


def test_without_the_extra_it_is_said_how_to_have_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with open_tracer({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://a.example"}) as tracer:
        assert isinstance(tracer, NoTracer)
    assert "pip install 'mrc-bot[telemetry]'" in "".join(capsys.readouterr())
