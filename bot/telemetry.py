"""Traces of questions, where OpenTelemetry's own variables ask for them.

One question is one trace; its steps are spans, with ids, counts and times, and no texts. Without
`OTEL_*`, or with `OTEL_SDK_DISABLED`, nothing of OpenTelemetry is imported.
https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Protocol

import structlog

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

_log = structlog.get_logger(__name__)

Attributes = Mapping[str, str | int | float]

_NAME = "mrc-bot"
_ASKS = (
    "OTEL_TRACES_EXPORTER",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
)


class Tracer(Protocol):
    """Makes spans of the trace that one is in."""

    def span(
        self, name: str, attributes: Attributes, *, ago: float = 0.0
    ) -> AbstractContextManager[None]:
        """Make a span of what is done in the context; the first begins a trace.

        Args:
            name: What is done.
            attributes: Of it.
            ago: Seconds for which it has been under way.
        """

    def past(self, name: str, seconds: float, *, ago: float = 0.0) -> None:
        """Make a span of what was done, within a trace; outside of one, nothing.

        Args:
            name: What was done.
            seconds: How long it took.
            ago: Seconds since it ended.
        """

    def ended(self, outcome: str) -> None:
        """Say how what the current span is of ended."""


class NoTracer:
    """Traces nothing."""

    def span(
        self, name: str, attributes: Attributes, *, ago: float = 0.0
    ) -> AbstractContextManager[None]:
        """Make none."""
        return nullcontext()

    def past(self, name: str, seconds: float, *, ago: float = 0.0) -> None:
        """Make none."""

    def ended(self, outcome: str) -> None:
        """Say nothing."""


class OpenTelemetryTracer:
    """Makes OpenTelemetry's spans.

    Args:
        provider: Of the SDK.
    """

    def __init__(self, provider: TracerProvider) -> None:
        from opentelemetry import trace

        self._trace = trace
        self._tracer = provider.get_tracer(_NAME)

    @contextmanager
    def span(self, name: str, attributes: Attributes, *, ago: float = 0.0) -> Iterator[None]:
        """Make a span. An error is noted without its words, which may hold what somebody wrote."""
        with self._tracer.start_as_current_span(
            name,
            attributes=dict(attributes),
            start_time=_nanoseconds(ago),
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield
            except Exception as error:
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(self._trace.StatusCode.ERROR)
                raise

    def past(self, name: str, seconds: float, *, ago: float = 0.0) -> None:
        """Make a span of what was done."""
        if self._trace.get_current_span().is_recording():
            span = self._tracer.start_span(name, start_time=_nanoseconds(ago + seconds))
            span.end(_nanoseconds(ago))

    def ended(self, outcome: str) -> None:
        """Note an outcome on the current span."""
        self._trace.get_current_span().set_attribute("mrc.outcome", outcome)


@contextmanager
def open_tracer(environment: Mapping[str, str]) -> Iterator[Tracer]:
    """Yield a tracer; at the end, what it has not yet sent is sent.

    Args:
        environment: The process's.
    """
    exporter = environment.get("OTEL_TRACES_EXPORTER", "otlp")
    disabled = environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
    if disabled or exporter == "none" or not any(map(environment.get, _ASKS)):
        yield NoTracer()
        return
    try:
        provider = _provider(environment, _exporter(exporter))
    except ImportError:
        _log.error("traces_off", error="OTEL_* asks for traces: pip install 'mrc-bot[telemetry]'")
        yield NoTracer()
        return
    try:
        yield OpenTelemetryTracer(provider)
    finally:
        provider.shutdown()


def _provider(environment: Mapping[str, str], exporter: SpanExporter) -> TracerProvider:
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = environment.get("OTEL_SERVICE_NAME") or (
        "service.name=" in environment.get("OTEL_RESOURCE_ATTRIBUTES", "")
    )
    provider = TracerProvider(
        resource=Resource.create({} if named else {"service.name": _NAME}),
        shutdown_on_exit=False,
    )
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def _exporter(name: str) -> SpanExporter:
    if name == "console":
        from opentelemetry.sdk.trace.export import ConsoleSpanExporter

        return ConsoleSpanExporter()
    if name != "otlp":
        _log.warning("traces_go_elsewhere", error="OTEL_TRACES_EXPORTER: otlp, console or none")
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return OTLPSpanExporter()


def _nanoseconds(ago: float) -> int:
    return time.time_ns() - round(1e9 * ago)
