"""Every question accepted is answered exactly once, whatever happens: asked, troubled, counted.

`python -m tests.chaos.chaos [--questions 640] [--replicas 3]` runs the whole of it (`make chaos`).
"""

from __future__ import annotations

import contextlib
import os
import random
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from bot.slack.install.manifest import manifest
from tests.chaos.askers import Askers, Counts
from tests.chaos.bot import POINTS
from tests.chaos.replicas import Replicas, settings_for, wait_until
from tests.prerequisites import ROOT
from tests.standins.http import serve
from tests.standins.postgresql import PostgreSQL, running_postgresql
from tests.standins.slack.workspace import SlackWorkspace
from tests.standins.tf_serving.standin import Fault, RecordedModel, TensorFlowServing

# Of what was not acknowledged. Slack takes longer: at once, after a minute, after five.
_RETRIES = (0.5, 1, 2, 4, 8, 8, 8)
_READING = Fault(delay=0.05)
_ANSWERED_SECONDS = 300
# Between two questions: fewer than what two cores answer, with the stand-ins on them.
_PAUSE = 0.2


@dataclass(frozen=True)
class Troubles:
    """What happens while questions are asked.

    Attributes:
        points: Where a process kills itself, once each.
        kills: Processes that are killed at any moment.
        model_away: Seconds for which the model server drops every connection.
        disk_full: Seconds for which nothing can be written.
        frozen: Seconds for which one process is frozen.
        restart: The database is killed and started again.
    """

    points: Sequence[str] = POINTS
    kills: int = 0
    model_away: float = 0.0
    disk_full: float = 0.0
    frozen: float = 0.0
    restart: bool = False


def run(
    *,
    questions: int,
    pause: float,
    troubles: Troubles,
    server: PostgreSQL | None = None,
    replicas: int = 1,
) -> Counts:
    """Ask, trouble, and count.

    Args:
        questions: How many are asked.
        pause: Seconds between two questions.
        troubles: What happens meanwhile.
        server: The database; None is a SQLite file.
        replicas: Processes of the bot.
    """
    models = TensorFlowServing({"mrc": {1: RecordedModel(1)}})
    models.fault = _READING
    with TemporaryDirectory() as name, _workspace() as slack, serve(models) as model_url:
        folder = Path(name)
        database = server.new_database() if server else f"sqlite:///{folder}/store.sqlite"
        settings = settings_for(slack, model_url, database)
        with Replicas(replicas, folder, **settings) as bots:
            slack.deliver_to([f"{url}/slack/events" for url in bots.urls])
            askers, over = Askers(slack, bots.urls), threading.Event()

            def ask() -> None:
                while askers.number < questions or not over.is_set():
                    askers.ask()
                    # Once all are asked, somebody goes on for whoever is still to die of it.
                    time.sleep(pause if askers.number < questions else 1.0)

            asking = threading.Thread(target=ask, daemon=True)
            asking.start()
            thaw = bots.freeze(troubles.frozen) if troubles.frozen else None
            for trouble in _in_any_order(troubles, bots, models, server):
                _let_slack_fail(slack)
                trouble()
            if thaw:
                thaw.join()
            over.set()
            asking.join()
            slack.heal()
            try:
                wait_until(askers.finished, _ANSWERED_SECONDS)
            except TimeoutError:
                sys.stderr.write(bots.log()[-20_000:])
            slack.settle(quiet=3.0, within=60)
            return askers.count()


def _in_any_order(
    troubles: Troubles, bots: Replicas, models: TensorFlowServing, server: PostgreSQL | None
) -> list[Callable[[], None]]:
    def kill() -> None:
        time.sleep(random.uniform(0.5, 2.0))
        bots.kill()

    def take_models_away() -> None:
        models.fault = Fault(drop=True)
        time.sleep(troubles.model_away)
        models.fault = _READING

    def restart() -> None:
        if server:
            server.stop()
            server.start()

    def die_at(point: str) -> Callable[[], None]:
        return lambda: bots.die_at(point)

    def fill_disk() -> None:
        bots.wait_until_ready()
        bots.fill_disk(troubles.disk_full)

    all_of_them = [die_at(point) for point in troubles.points] + [kill] * troubles.kills
    all_of_them += [take_models_away] * bool(troubles.model_away)
    all_of_them += [fill_disk] * bool(troubles.disk_full) + [restart] * troubles.restart
    return random.sample(all_of_them, len(all_of_them))


def _let_slack_fail(slack: SlackWorkspace) -> None:
    """Let Slack fail the next replies, in all the ways that it does."""
    slack.rate_limit("chat.postMessage", retry_after=1)
    slack.fail("chat.postMessage", times=2)
    slack.drop("chat.postMessage", "after")
    slack.refuse("chat.postMessage", "internal_error")


@contextlib.contextmanager
def _workspace() -> Iterator[SlackWorkspace]:
    app = manifest("https://bot.example/slack/events")
    with SlackWorkspace(manifest=app, retries=_RETRIES) as slack:
        yield slack


def main(
    questions: Annotated[int, typer.Option(help="How many are asked.")] = 640,
    kills: Annotated[int, typer.Option(help="At any moment, beside one at each point.")] = 10,
    replicas: Annotated[int, typer.Option(help="Of those on PostgreSQL.")] = 3,
) -> None:
    """Run all of it, on SQLite and on PostgreSQL, and print the counts."""
    alone = Troubles(kills=kills, model_away=20.0, disk_full=5.0)
    good = _report("SQLite, 1 process", run(questions=questions, pause=_PAUSE, troubles=alone))
    together = Troubles(kills=kills, model_away=20.0, frozen=60.0, restart=True)
    with running_postgresql() as server:
        counts = run(
            questions=questions, pause=_PAUSE, troubles=together, server=server, replicas=replicas
        )
    good &= _report(f"PostgreSQL, {replicas} processes", counts)
    raise typer.Exit(0 if good else 1)


def _report(name: str, counts: Counts) -> bool:
    typer.echo(f"{name}: asked {dict(counts.asked)}, accepted {dict(counts.accepted)}")
    typer.echo(f"  answers to an accepted question -> questions: {dict(counts.answers)}")
    typer.echo(f"  apologies {counts.apologies}, stray {counts.stray}")
    p99 = statistics.quantiles(counts.acks, n=100)[-1]
    typer.echo(f"  acknowledged in {p99:.2f} s (99 %), {max(counts.acks):.2f} s at most")
    return counts.exactly_once


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(ROOT))
    typer.run(main)
