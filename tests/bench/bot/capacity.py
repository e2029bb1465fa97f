"""From measured numbers to replicas: `python -m tests.bench.bot.capacity`, after its `load`.

Reads docs/results/load.json and docs/results/question.json. Of each bot it takes two numbers, what
an answer takes when nobody else asks and how many it gives a second at most, and the shape of the
first's distribution; predicts by simulation all other loads that were measured; and then how many
model servers and bots carry a given number of questions. Writes docs/capacity.md and
docs/images/capacity.png.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.bench import report
from tests.bench.bot.queueing import Outcome, Station, closed_load, open_load

PAGE = report.DOCS / "capacity.md"
RATES = (10, 1_000, 100_000)
"""Questions a minute."""
WITHIN, SHARE = 2.0, 0.95
"""Enough servers: this share of answers comes within so many seconds."""
BUSY = 0.7
"""How much of a bot's one core, or of a GPU, may be used on average."""
WINDOWS_A_SECOND = (500, 1_000, 4_000)
_DEADLINE = 60.0
_SECONDS = 40.0
_MOST_QUESTIONS = 20_000


@dataclass(frozen=True, slots=True)
class Measured:
    """One load of `tests.bench.bot.load`."""

    bot: str
    kind: str
    size: float
    seconds: float
    answered: int
    refused: int
    lost: int
    processor: float
    latencies: list[float]

    @property
    def throughput(self) -> float:
        """Answers a second."""
        return self.answered / self.seconds


@dataclass(frozen=True, slots=True)
class Bot:
    """What the model of a bot is made of, in seconds.

    Attributes:
        service: Mean time of the reader for a question: one over the most answers a second.
        own: What a question takes besides.
        shape: Times of questions that were asked alone, over their mean.
        processor: Of the bot's process, a question.
    """

    service: float
    own: float
    shape: list[float]
    processor: float
    room: int

    @classmethod
    def of(cls, loads: list[Measured], room: int) -> Bot:
        alone, *_, full = [load for load in loads if load.kind == "closed"]
        mean = sum(alone.latencies) / len(alone.latencies)
        service = min(1 / full.throughput, mean)
        return cls(
            service=service,
            own=mean - service,
            shape=[seconds / mean for seconds in alone.latencies],
            processor=full.processor / full.answered,
            room=room,
        )

    def station(self, readers: int = 1, slower: float = 1.0) -> Station:
        """With so many readers, for questions that take `slower` times longer to read."""
        return Station(
            self._service(slower),
            readers=readers,
            room=self.room if readers == 1 else math.inf,
            deadline=_DEADLINE,
            own=self.own,
        )

    def _service(self, slower: float) -> Callable[[Random, int], float]:
        return lambda random, _: slower * self.service * random.choice(self.shape)


def main() -> None:
    """Predict, print and write down."""
    results = report.load("load")
    loads = [Measured(**load) for load in results["loads"]]
    bots = {
        name: Bot.of([load for load in loads if load.bot == name], sum(limits))
        for name, limits in results["limits"].items()
    }
    predicted = [(load, _predict(bots[load.bot], load)) for load in loads]
    checked = _checked(predicted)
    served = bots["served"]
    slower = _page_factor(report.load("question")["cases"])
    replicas, gpus, inputs = _replicas(bots, slower), _gpus(slower), _inputs(bots, slower)
    for grid in (inputs, checked, replicas, gpus):
        grid.show()
    _draw(predicted, served)
    report.write_block(PAGE, "inputs", inputs)
    picture = "![Latency over the number of askers, measured and predicted](images/capacity.png)"
    report.write_block(PAGE, "checked", checked, picture)
    report.write_block(PAGE, "replicas", replicas)
    report.write_block(PAGE, "gpus", gpus)


def _predict(bot: Bot, load: Measured) -> Outcome:
    if load.kind == "closed":
        return closed_load(bot.station(), int(load.size), _SECONDS)
    return open_load(bot.station(), load.size, _SECONDS)


def _checked(predicted: list[tuple[Measured, Outcome]]) -> report.Grid:
    rows = []
    for load, outcome in predicted:
        asked = load.answered + load.refused + load.lost
        asked_there = len(outcome.answered) + outcome.refused + outcome.late
        pairs = [
            (f"{load.throughput:.1f}", f"{outcome.throughput:.1f}"),
            *(
                (
                    report.milliseconds(report.quantile(load.latencies, share)),
                    report.milliseconds(report.quantile(outcome.answered, share)),
                )
                for share in (0.5, 0.95)
            ),
            (f"{load.refused / asked:.0%}", f"{outcome.refused / asked_there:.0%}"),
        ]
        kind = f"{load.size:.0f} askers" if load.kind == "closed" else f"{load.size:.1f} a second"
        rows.append([load.bot, kind, *(f"{seen} / {said}" for seen, said in pairs)])
    header = ["bot", "load", "answers a second", "p50, ms", "p95, ms", "429"]
    return report.Grid(header, rows)


def _page_factor(cases: list[dict[str, Any]]) -> float:
    """How many times longer the bundled reader takes for a page of 20,000 characters."""

    def seconds(characters: int) -> float:
        chosen = [
            second
            for case in cases
            if case["reader"] == "bundled" and case["characters"] == characters
            for second in case["seconds"]["ours"]
        ]
        return report.median(chosen)

    return seconds(20_000) / seconds(500)


def _inputs(bots: dict[str, Bot], slower: float) -> report.Grid:
    rows = [
        ["reader, one passage (embedded, all cores of the machine)", _ms(bots["embedded"].service)],
        ["reader, one passage (served)", _ms(bots["served"].service)],
        ["a question besides its reading (served)", _ms(bots["served"].own)],
        ["processor time of the bot's process, a question (served)", _ms(bots["served"].processor)],
        ["a page of 20,000 characters, in passages", f"{slower:.1f}"],
    ]
    return report.Grid(["measured", "ms, or times"], rows)


def _ms(seconds: float) -> str:
    return report.milliseconds(seconds)


def _replicas(bots: dict[str, Bot], slower: float) -> report.Grid:
    rows = []
    for minute in RATES:
        rate = minute / 60
        served = bots["served"]
        bot_processes = max(math.ceil(rate * served.processor / BUSY), 1)
        for what, factor in (("passages", 1.0), ("pages", slower)):
            servers, outcome = _enough(bots["embedded"], rate, factor)
            tail = report.milliseconds(report.quantile(outcome.answered, SHARE))
            hours = 1e6 * factor * bots["embedded"].service / 3600
            cells = [str(servers), str(bot_processes), tail, f"{hours:,.1f}"]
            rows.append([f"{minute:,}", what, *cells])
    header = ["questions a minute", "of", "model servers", "bots", "p95, ms"]
    return report.Grid([*header, "server hours a million questions"], rows)


def _enough(bot: Bot, rate: float, slower: float) -> tuple[int, Outcome]:
    """The fewest readers with which `SHARE` of the answers come `WITHIN` the time.

    Or within one and a half times what they take with readers in plenty, if that is longer.
    """
    busy = rate * bot.service * slower
    seconds = min(max(20.0, 200 / rate), _MOST_QUESTIONS / rate)
    plenty = open_load(bot.station(3 * math.ceil(busy) + 20, slower), rate, seconds)
    limit = max(WITHIN, 1.5 * report.quantile(plenty.answered, SHARE))
    for readers in range(math.floor(busy) + 1, 3 * math.ceil(busy) + 20, max(int(busy / 50), 1)):
        outcome = open_load(bot.station(readers, slower), rate, seconds)
        if report.quantile(outcome.answered, SHARE) <= limit:
            return readers, outcome
    return 3 * math.ceil(busy) + 20, plenty


def _gpus(slower: float) -> report.Grid:
    rows = []
    for minute in RATES:
        needs = [math.ceil(minute / 60 / (BUSY * each)) for each in WINDOWS_A_SECOND]
        pages = [math.ceil(slower * minute / 60 / (BUSY * each)) for each in WINDOWS_A_SECOND]
        both = zip(needs, pages, strict=True)
        rows.append([f"{minute:,}", *(f"{need} / {page}" for need, page in both)])
    header = ["questions a minute", *(f"G = {each:,}" for each in WINDOWS_A_SECOND)]
    return report.Grid(header, rows)


def _draw(predicted: list[tuple[Measured, Outcome]], served: Bot) -> None:
    made = report.figure(9, 4)
    left, right = made.subplots(1, 2)
    for color, bot in enumerate(dict.fromkeys(load.bot for load, _ in predicted)):
        own = [pair for pair in predicted if pair[0].bot == bot and pair[0].kind == "closed"]
        sizes = [load.size for load, _ in own]
        for share, axes in ((0.5, left), (0.95, right)):
            seen = [1000 * report.quantile(load.latencies, share) for load, _ in own]
            said = [1000 * report.quantile(outcome.answered, share) for _, outcome in own]
            axes.loglog(sizes, seen, "o", color=f"C{color}", label=bot)
            axes.loglog(sizes, said, "-", color=f"C{color}")
    for share, axes in ((0.5, left), (0.95, right)):
        axes.set(xlabel="askers at once", ylabel=f"p{100 * share:.0f} of the answers, ms")
        axes.set_xscale("log", base=2)
        axes.set_xticks(sizes, [f"{size:.0f}" for size in sizes])
        axes.minorticks_off()
        axes.grid(visible=True, alpha=0.3)
    left.legend()
    made.suptitle("measured (dots) and predicted (lines)")
    report.save_figure(made, "capacity")


if __name__ == "__main__":
    main()
