"""Every question accepted is answered exactly once, whoever dies: asked, killed, counted.

`python -m tests.chaos.chaos [--questions 600] [--replicas 3]` runs the whole of it (`make chaos`).
What is counted is what stands in the stand-in for Slack, not what the bot says of itself.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import httpx
import typer

from bot.slack.manifest import manifest
from tests.chaos.bot import POINTS
from tests.commands import environment
from tests.prerequisites import ROOT
from tests.standins.postgresql import running_postgresql
from tests.standins.slack.workspace import SlackWorkspace

PASSAGE = "이 글에는 여러 사람이 나온다. 읽을 만하다."
_READY_SECONDS = 90
_IN_A_CHANNEL = 4
_RETRIES = (0.5, 1, 2, 4, 8, 8, 8)


@dataclass
class Counts:
    """What became of what was asked.

    Attributes:
        asked: Questions by surface.
        accepted: Those that were acknowledged, or answered with 200.
        answers: How many accepted questions have that many answers.
        stray: Answers beyond one to what was not acknowledged.
        slowest_ack: Seconds.
    """

    asked: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    stray: int = 0
    slowest_ack: float = 0.0

    @property
    def exactly_once(self) -> bool:
        """Whether each accepted question has one answer, and no other more than one."""
        return set(self.answers) == {1} and not self.stray


class Replicas:
    """Processes of the bot that are started again whenever they end."""

    def __init__(self, number: int, folder: Path, **settings: str) -> None:
        self.urls: list[str] = []
        self._folder = folder
        self._settings = settings
        self._ports = [_free_port() for _ in range(number)]
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._stopping = False
        self._threads = [
            threading.Thread(target=self._keep, args=(port,), daemon=True) for port in self._ports
        ]
        self.urls = [f"http://127.0.0.1:{port}" for port in self._ports]

    def __enter__(self) -> Replicas:
        for thread in self._threads:
            thread.start()
        for url in self.urls:
            wait_until(lambda url=url: _is_ready(url), _READY_SECONDS)  # type: ignore[misc]
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping = True
        for process in self._processes.values():
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for thread in self._threads:
            thread.join(40)

    def signal(self, number: int, which: int | None = None) -> None:
        """Send a signal to a process; None: to any."""
        port = random.choice(self._ports) if which is None else self._ports[which]
        with contextlib.suppress(ProcessLookupError):
            self._processes[port].send_signal(number)

    def die_at(self, point: str) -> None:
        """Let the next process that comes to a point die there, and wait until it did."""
        order = self._folder / "die"
        order.write_text(point)
        wait_until(lambda: not order.exists(), _READY_SECONDS)

    def log(self) -> str:
        """What all have logged."""
        return "".join(path.read_text() for path in sorted(self._folder.glob("*.log")))

    def _keep(self, port: int) -> None:
        command = [sys.executable, "-m", "tests.chaos.bot", str(port), str(self._folder)]
        settings = {**environment(**self._settings), "PYTHONPATH": str(ROOT)}
        with (self._folder / f"{port}.log").open("ab") as log:
            while not self._stopping:
                process = subprocess.Popen(
                    command, env=settings, cwd=self._folder, stdout=log, stderr=log
                )
                self._processes[port] = process
                process.wait()


class Askers:
    """People who ask on every surface, and note what was accepted."""

    def __init__(self, slack: SlackWorkspace, urls: list[str]) -> None:
        self._slack = slack
        self._urls = urls
        self._user = slack.add_user("minji")
        self._messages: list[tuple[str, str]] = []
        self._commands: list[tuple[str, str, bool]] = []
        self._requests: dict[str, list[bytes]] = {}
        self._threads: list[threading.Thread] = []
        self._channel = ""
        self.number = 0

    def ask(self) -> None:
        """Ask one more question, on one of the surfaces."""
        if self.number % _IN_A_CHANNEL == 0:
            self._channel = self._slack.add_channel(f"room{self.number}")
        number, channel = self.number, self._channel
        self.number += 1
        if number % 10 == 9:
            self._in_thread(self._command, number, channel)
        elif number % 10 == 4:
            self._in_thread(self._request, number)
        else:
            text = f"<@{self._slack.bot_user}> 누가 사람{number}?\n{PASSAGE}"
            said = self._slack.say(channel, self._user, text, retry=random.randrange(3))
            self._messages.append((channel, said["ts"]))

    def count(self) -> Counts:
        """Return what became of everything so far."""
        counts = Counts()
        counts.asked.update(message=len(self._messages), command=len(self._commands))
        counts.asked.update(http=len(self._requests))
        acknowledged = {
            delivery.payload.get("event", {}).get("ts")
            for delivery in self._slack.deliveries
            if delivery.ok
        }
        counts.slowest_ack = max(
            (each.seconds for each in self._slack.deliveries if each.ok), default=0.0
        )
        for channel, ts in self._messages:
            self._tally(counts, "message", ts in acknowledged, self._replies(channel, ts))
        for channel, text, accepted in self._commands:
            posted = [
                m for m in self._slack.messages(channel) if text in m["text"] and self._own(m)
            ]
            posted = [m for m in posted if m.get("thread_ts", m["ts"]) == m["ts"]]
            replies = [reply for m in posted for reply in self._replies(channel, m["ts"])]
            number = len(replies) if len(posted) < 2 else len(posted)
            self._tally(counts, "command", accepted, range(number))
        for bodies in self._requests.values():
            self._tally(counts, "http", bool(bodies), set(bodies))
        return counts

    def finished(self) -> bool:
        """Whether nobody waits for an acknowledgement any more, and all have an answer."""
        if any(thread.is_alive() for thread in self._threads):
            return False
        return 0 not in self.count().answers

    def _tally(self, counts: Counts, surface: str, accepted: bool, answers: Any) -> None:
        if accepted:
            counts.accepted[surface] += 1
            counts.answers[len(answers)] += 1
        else:
            counts.stray += max(0, len(answers) - 1)

    def _own(self, message: dict[str, Any]) -> bool:
        return message.get("user") == self._slack.bot_user

    def _replies(self, channel: str, ts: str) -> list[dict[str, Any]]:
        return [m for m in self._slack.thread(channel, ts) if m["ts"] != ts and self._own(m)]

    def _in_thread(self, work: Any, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _command(self, number: int, channel: str) -> None:
        question = f"누가 사람{number}?"
        sent = self._slack.command("/mrc", f"{question}\n{PASSAGE}", self._user, channel)
        self._commands.append((channel, question, sent.ok))

    def _request(self, number: int) -> None:
        """Post until there is an answer, and then once more."""
        key, bodies = f"key-{number}", self._requests.setdefault(f"key-{number}", [])
        body = {"question": f"누가 사람{number}?", "text": PASSAGE}
        deadline = time.monotonic() + 90
        while len(bodies) < 2 and time.monotonic() < deadline:
            with contextlib.suppress(httpx.HTTPError):
                url = f"{random.choice(self._urls)}/v1/answer"
                answer = httpx.post(url, json=body, headers={"Idempotency-Key": key}, timeout=15)
                if answer.status_code == 200:
                    bodies.append(answer.content)
            time.sleep(0.2)


def run(
    database: str, *, questions: int, replicas: int, kills: int, pause: float, frozen: float = 0.0
) -> Counts:
    """Ask, kill, and count.

    Args:
        database: MRC_DATABASE_URL; "" makes a SQLite file.
        questions: How many are asked.
        replicas: Processes of the bot.
        kills: How many processes are killed at any moment, beside one at each point.
        pause: Seconds between two questions.
        frozen: Seconds for which one process is frozen; 0: none is.
    """
    with TemporaryDirectory() as name, _workspace() as slack:
        folder = Path(name)
        settings = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "MRC_DATABASE_URL": database or f"sqlite:///{folder}/store.sqlite",
            "MRC_MAX_PER_PERSON": "100000",
        }
        with Replicas(replicas, folder, **settings) as bots:
            slack.deliver_to([f"{url}/slack/events" for url in bots.urls])
            askers, asking = Askers(slack, bots.urls), threading.Event()

            def ask() -> None:
                while askers.number < questions or not asking.is_set():
                    askers.ask()
                    # Once all are asked, somebody goes on for whoever is still to die of it.
                    time.sleep(pause if askers.number < questions else 1.0)

            thread = threading.Thread(target=ask, daemon=True)
            thread.start()
            if frozen:
                bots.signal(signal.SIGSTOP, 0)
            for point in random.sample(POINTS, len(POINTS)):
                _trouble(slack)
                bots.die_at(point)
            for _ in range(kills):
                _trouble(slack)
                time.sleep(random.uniform(0.5, 2.0))
                bots.signal(signal.SIGKILL)
            if frozen:
                time.sleep(frozen)
                bots.signal(signal.SIGCONT, 0)
            asking.set()
            thread.join()
            slack.heal()
            try:
                wait_until(askers.finished, 180)
            except TimeoutError:
                sys.stderr.write(bots.log()[-20_000:])
            slack.settle(quiet=3.0, within=30)
            return askers.count()


def _trouble(slack: SlackWorkspace) -> None:
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


def wait_until(done: Any, within: float) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: It is not, within the time.
    """
    deadline = time.monotonic() + within
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.05)


def _is_ready(url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"{url}/readyz").status_code == 200
    return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def main(
    questions: Annotated[int, typer.Option(help="How many are asked.")] = 600,
    kills: Annotated[int, typer.Option(help="At any moment, beside one at each point.")] = 10,
    replicas: Annotated[int, typer.Option(help="Of those on PostgreSQL.")] = 3,
) -> None:
    """Run all of it, on SQLite and on PostgreSQL, and print the counts."""
    common = {"questions": questions, "kills": kills, "pause": 0.1}
    good = _report("SQLite, 1 process", run("", replicas=1, **common))  # type: ignore[arg-type]
    with running_postgresql() as server:
        url = server.new_database()
        counts = run(url, replicas=replicas, frozen=60.0, **common)  # type: ignore[arg-type]
    good &= _report(f"PostgreSQL, {replicas} processes, one frozen for 60 s", counts)
    raise typer.Exit(0 if good else 1)


def _report(name: str, counts: Counts) -> bool:
    typer.echo(f"{name}: asked {dict(counts.asked)}, accepted {dict(counts.accepted)}")
    typer.echo(f"  answers to an accepted question -> questions: {dict(counts.answers)}")
    typer.echo(f"  slowest acknowledgement {counts.slowest_ack:.2f} s, stray {counts.stray}")
    return counts.exactly_once


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(ROOT))
    typer.run(main)
