"""Prometheus metrics of the bot: how many questions, how they ended, how long they took."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.domain.errors import BotError
from bot.domain.reply import Reply
from bot.store.inbox.received import Depth, Taken
from bot.telemetry import NoTracer, Tracer

_STORE_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5)
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Observes all that happens to questions: counts it, and makes spans of it.

    A registry of its own, so that two bots in one process can be.

    Args:
        tracer: Makes the spans; None: nothing does.
    """

    def __init__(self, tracer: Tracer | None = None) -> None:
        self._tracer = tracer or NoTracer()
        self._registry = CollectorRegistry()
        self._questions = Counter(
            "mrc_questions",
            "Questions by surface and outcome: found, unsure, absent, or the error's name.",
            ["surface", "outcome"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "mrc_step_seconds",
            "Time of each step of a question.",
            ["step"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._store_seconds = Histogram(
            "mrc_store_seconds",
            "Time of each transaction of the store.",
            buckets=_STORE_SECONDS,
            registry=self._registry,
        )
        self._inbox = Gauge(
            "mrc_inbox_questions",
            "Questions of Slack that are not answered yet: waiting, or working (worked on).",
            ["surface", "state"],
            registry=self._registry,
        )
        self._oldest = Gauge(
            "mrc_inbox_oldest_seconds",
            "For how long the oldest of those that nobody works on waits.",
            registry=self._registry,
        )
        self._takeovers = Counter(
            "mrc_takeovers",
            "Questions that were begun with once more: their process died, or they failed.",
            registry=self._registry,
        )
        self._limited = Counter(
            "mrc_slack_limited",
            "Calls that Slack refused because they were too many (429), by method.",
            ["method"],
            registry=self._registry,
        )
        self._tried_again = Counter(
            "mrc_slack_tried_again",
            "Messages that were sent to Slack once more, since it had not taken them.",
            registry=self._registry,
        )
        self._found_again = Counter(
            "mrc_slack_found_again",
            "Messages that Slack had although nobody heard so: found, and not posted twice.",
            registry=self._registry,
        )

        self._feedback = Counter(
            "mrc_feedback",
            "What people have said of answers, by verdict: right, or wrong.",
            ["verdict"],
            registry=self._registry,
        )

    def answering(self) -> AbstractContextManager[None]:
        """Observe that a question is answered, in a context."""
        return self._tracer.span("answer", {})

    def answered(self, reply: Reply) -> None:
        """Count an answered question and its steps."""
        state = reply.reading.state
        self._questions.labels(_surface(), state).inc()
        self._tracer.ended(state)
        steps = reply.timings_ms
        ago = steps["total"] / 1000
        for step, milliseconds in steps.items():
            seconds = milliseconds / 1000
            self._seconds.labels(step).observe(seconds)
            if step != "total":
                # One after the other: predictions take turns with looks at more of the text.
                ago -= seconds
                self._tracer.past(step, seconds, ago=max(0.0, ago))

    def failed(self, error: BotError) -> None:
        """Count a question that could not be answered."""
        self._questions.labels(_surface(), error.slug).inc()
        self._tracer.ended(error.slug)

    def watch_slack(self, connected: Callable[[], bool]) -> None:
        """Show from now on whether the bot is connected to Slack."""
        gauge = Gauge(
            "mrc_slack_connected",
            "1 while events from Slack can be answered, else 0.",
            registry=self._registry,
        )
        gauge.set_function(lambda: float(connected()))

    def stored(self, seconds: float) -> None:
        """Observe a transaction of the store."""
        self._store_seconds.observe(seconds)
        self._tracer.past("store", seconds)

    def deep(self, depth: Depth) -> None:
        """Show how much is in the inbox."""
        self._inbox.clear()
        for state, numbers in (("waiting", depth.waiting), ("working", depth.working)):
            for surface, number in numbers.items():
                self._inbox.labels(surface, state).set(number)
        self._oldest.set(depth.oldest)

    def taken(self, taken: Taken) -> AbstractContextManager[None]:
        """Observe that a question is worked on, in a context; others may have begun before."""
        if taken.attempt > 1:
            self._takeovers.inc()
        else:
            self._seconds.labels("wait").observe(taken.age)
        about: dict[str, str | int | float] = {
            "mrc.question": taken.id,
            "mrc.surface": taken.surface,
            "mrc.attempt": taken.attempt,
            "mrc.waited_seconds": taken.age,
        }
        return self._tracer.span("question", about, ago=taken.age)

    def limited(self, method: str) -> None:
        """Count a call that was one too many for Slack."""
        self._limited.labels(method).inc()

    def sent(self, seconds: float) -> None:
        """Observe how long it took until Slack had a message, other tries included."""
        self._seconds.labels("send").observe(seconds)
        self._tracer.past("send", seconds)

    def tried_again(self) -> None:
        """Count a message that is sent to Slack once more."""
        self._tried_again.inc()

    def found_again(self) -> None:
        """Count a message that Slack had already."""
        self._found_again.inc()

    def judged(self, verdict: str) -> None:
        """Count what somebody says of an answer."""
        self._feedback.labels(verdict).inc()

    def exposition(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self._registry)


def _surface() -> str:
    """Return where the question that is worked on was asked, as the log has it, too."""
    return str(structlog.contextvars.get_contextvars().get("surface", "http"))
