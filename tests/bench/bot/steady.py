"""How the bot keeps up: `python -m tests.bench.bot.steady [--minutes 60]`.

The whole bot on a SQLite file, before the stand-ins for Slack and TensorFlow Serving, which run on
the same cores and take their part of them. First, how long Slack waits for acknowledgements at
fifty events a second; then what it answers at most; then half of that for long: its memory, its
open files and its rows, which should be no more at the end than they must.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import httpx
import typer

from bot.slack.install.manifest import manifest
from tests.chaos.replicas import Replicas, settings_for, wait_until
from tests.load.watch import memory
from tests.standins.http import serve
from tests.standins.slack.workspace import SlackWorkspace
from tests.standins.tf_serving.standin import RecordedModel, TensorFlowServing

PASSAGE = "이 글에는 여러 사람이 나온다. 읽을 만하다."
_CHANNELS = 100
# A mention comes as two events.
_EVENTS = 2
_EVERY_SECONDS = 10.0
_ANSWERED_SECONDS = 120.0


@dataclass(frozen=True)
class Look:
    """What a process has at one moment.

    Attributes:
        megabytes: Its memory.
        files: Its open files and connections.
    """

    megabytes: float
    files: int


class People:
    """Ask at an even pace, in many channels; one question in ten over HTTP, with a key."""

    def __init__(self, slack: SlackWorkspace, url: str) -> None:
        self._slack = slack
        self._user = slack.add_user("minji")
        self._channels = [slack.add_channel(f"room{number}") for number in range(_CHANNELS)]
        self._http = httpx.Client(base_url=url, timeout=60)
        self.asked: list[tuple[str, str]] = []
        self.requests = 0

    def mention(self) -> None:
        """Ask by a mention."""
        number = len(self.asked)
        channel = self._channels[number % _CHANNELS]
        text = f"<@{self._slack.bot_user}> 누가 사람{number}?\n{PASSAGE}"
        self.asked.append((channel, self._slack.say(channel, self._user, text)["ts"]))

    def request(self) -> None:
        """Ask over HTTP."""
        body = {"question": f"누가 사람{self.requests}?", "text": PASSAGE}
        headers = {"Idempotency-Key": f"key-{self.requests}"}
        self._http.post("/v1/answer", json=body, headers=headers).raise_for_status()
        self.requests += 1

    def answered(self) -> int:
        """How many of those mentions have a reply."""
        posts = self._slack.calls("chat.postMessage")
        return len({call.args["thread_ts"] for call in posts if call.ok})

    def wait(self) -> None:
        """Wait until all have an answer, for as long as more have one.

        Raises:
            TimeoutError: Some have none, and for a while none came.
        """
        while (before := self.answered()) < len(self.asked):
            wait_until(lambda: self.answered() > before, _ANSWERED_SECONDS)


def main(
    minutes: Annotated[float, typer.Option(help="At half of what it can.")] = 60.0,
    events: Annotated[float, typer.Option(help="A second, for the acknowledgements.")] = 50.0,
    seconds: Annotated[float, typer.Option(help="Of that.")] = 20.0,
) -> None:
    """Measure, and print."""
    app = manifest("https://bot.example/slack/events")
    models = TensorFlowServing({"mrc": {1: RecordedModel(1)}})
    with TemporaryDirectory() as name, SlackWorkspace(manifest=app) as slack, serve(models) as url:
        store = Path(name) / "store.sqlite"
        settings = settings_for(slack, url, f"sqlite:///{store}")
        with Replicas(1, Path(name), **settings) as bots:
            slack.deliver_to(f"{bots.urls[0]}/slack/events")
            people = People(slack, bots.urls[0])
            began = _processor_seconds(bots.pids[0])
            _at_pace(people, events / _EVENTS, seconds)
            people.wait()
            _report_acknowledgements(slack, events)
            each = 1000 * (_processor_seconds(bots.pids[0]) - began) / len(people.asked)
            typer.echo(f"{each:.1f} ms of the bot's processor time a question, its events included")
            most = _capacity(people, round(events / _EVENTS * seconds))
            typer.echo(f"{most:.1f} questions a second at most")
            if looks := _steady(people, most / 2, 60 * minutes, bots.pids[0]):
                _report_looks(looks, minutes)
            people.wait()
            _report_rows(store, people)


def _at_pace(people: People, rate: float, seconds: float) -> None:
    began, number = time.monotonic(), 0
    while (now := time.monotonic() - began) < seconds:
        if number <= now * rate:
            people.mention()
            number += 1
        else:
            time.sleep(number / rate - now)


def _capacity(people: People, number: int) -> float:
    began = time.monotonic()
    for _ in range(number):
        people.mention()
    people.wait()
    return number / (time.monotonic() - began)


def _steady(people: People, rate: float, seconds: float, pid: int) -> list[Look]:
    looks, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        _at_pace(people, 0.9 * rate, _EVERY_SECONDS)
        for _ in range(round(0.1 * rate * _EVERY_SECONDS)):
            people.request()
        looks.append(Look(memory(pid), len(list(Path(f"/proc/{pid}/fd").iterdir()))))
    return looks


def _processor_seconds(pid: int) -> float:
    """Return what a process has used, which depends little on what else runs."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _report_acknowledgements(slack: SlackWorkspace, events: float) -> None:
    took = [1000 * delivery.seconds for delivery in slack.deliveries if delivery.ok]
    cuts = statistics.quantiles(took, n=100)
    typer.echo(
        f"{len(took)} events, {events:.0f} a second: acknowledged in {cuts[49]:.0f} ms (median), "
        f"{cuts[98]:.0f} ms (99 %), {max(took):.0f} ms at most; "
        f"{sum(not delivery.ok for delivery in slack.deliveries)} not"
    )


def _report_looks(looks: list[Look], minutes: float) -> None:
    """Print what there was after the first fifth of the time, and in the last."""
    fifth = max(1, len(looks) // 5)
    for name in ("megabytes", "files"):
        early, late = (
            statistics.median(getattr(look, name) for look in some)
            for some in (looks[fifth : 2 * fifth], looks[-fifth:])
        )
        typer.echo(
            f"{name} over {minutes:.0f} minutes: {early:.1f} in the second fifth, {late:.1f} in "
            f"the last: {100 * (late / early - 1):+.1f} %"
        )


def _report_rows(store: Path, people: People) -> None:
    typer.echo(f"asked {len(people.asked)} in Slack, {people.requests} over HTTP; rows:")
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            typer.echo(f"  {table}: {rows}")
        states = connection.execute("SELECT state, count(*) FROM questions GROUP BY state")
        typer.echo(f"  questions by state: {dict(states.fetchall())}")


if __name__ == "__main__":
    typer.run(main)
