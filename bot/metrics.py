"""Prometheus metrics of the bot: how many questions, how they ended, how long they took."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.domain.errors import BotError
from bot.domain.reply import Reply
from bot.store.inbox import Depth

_STORE_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5)
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Observes the service and the store.

    A registry of its own, so that two bots in one process can be.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._questions = Counter(
            "mrc_questions",
            "Questions by outcome: found, unsure, absent, or the error's name.",
            ["outcome"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "mrc_step_seconds",
            "Time of each step of an answered question.",
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
            ["state"],
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

    def answered(self, reply: Reply) -> None:
        """Count an answered question and its steps."""
        self._questions.labels(reply.reading.state).inc()
        for step, milliseconds in reply.timings_ms.items():
            self._seconds.labels(step).observe(milliseconds / 1000)

    def failed(self, error: BotError) -> None:
        """Count a question that could not be answered."""
        self._questions.labels(error.slug).inc()

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

    def deep(self, depth: Depth) -> None:
        """Show how much is in the inbox."""
        self._inbox.labels("waiting").set(depth.waiting)
        self._inbox.labels("working").set(depth.working)
        self._oldest.set(depth.oldest)

    def taken_over(self) -> None:
        """Count a question that is begun with once more."""
        self._takeovers.inc()

    def exposition(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self._registry)
