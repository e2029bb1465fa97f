"""A bot and its readers as a queue: admission, a deadline, batches; simulated event by event.

Each question that is let in spends some time that is its own (HTTP, cutting into tokens, decoding),
waits for a reader, is read alone or in a batch with others that wait, and is answered; or its
asker gives up at the deadline. Queues without batches, limits or deadlines have closed forms
(Kleinrock, Queueing Systems, 1975), which the tests hold the simulation to.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import simpy

# What it takes to be told "busy"; an asker who asks again at once would never let time pass.
_REFUSAL = 0.002

Process = Generator[simpy.Event, Any, None]


@dataclass(frozen=True, slots=True)
class Station:
    """What serves the questions. Times are in seconds.

    Attributes:
        service: How long a reader takes for a batch of n questions.
        readers: They take batches from one queue.
        max_batch: Most questions of a batch.
        room: Most questions inside, beyond which they are refused.
        deadline: After so long an asker gives up; a batch that has begun goes on.
        own: What a question takes besides, at the same time as others.
    """

    service: Callable[[Random, int], float]
    readers: int = 1
    max_batch: int = 1
    room: float = math.inf
    deadline: float = math.inf
    own: float = 0.0


@dataclass(slots=True)
class Outcome:
    """What became of the questions.

    Attributes:
        seconds: How long it went on.
        answered: The seconds that each answer took.
        refused: Questions for which there was no room.
        late: Questions whose askers gave up.
        inside: Integral of the number of questions inside over time.
    """

    seconds: float
    answered: list[float] = field(default_factory=list)
    refused: int = 0
    late: int = 0
    inside: float = 0.0

    @property
    def throughput(self) -> float:
        """Answers a second."""
        return len(self.answered) / self.seconds


def open_load(station: Station, rate: float, seconds: float, seed: int = 0) -> Outcome:
    """Questions that come at random (Poisson), `rate` a second, until all are dealt with."""
    simulation = _Simulation(station, seed)

    def arrivals() -> Process:
        while simulation.env.now < seconds:
            yield simulation.env.timeout(simulation.random.expovariate(rate))
            simulation.env.process(simulation.ask())

    return simulation.run(arrivals(), seconds)


def closed_load(station: Station, askers: int, seconds: float, seed: int = 0) -> Outcome:
    """Askers who ask again as soon as they have their answer."""
    simulation = _Simulation(station, seed)

    def asker() -> Process:
        while simulation.env.now < seconds:
            yield from simulation.ask()

    def all_askers() -> Process:
        yield simpy.AllOf(simulation.env, [simulation.env.process(asker()) for _ in range(askers)])

    return simulation.run(all_askers(), seconds)


class _Waiting(simpy.Event):
    """A question that waits; it happens when it has been read."""

    gone = False


class _Simulation:
    def __init__(self, station: Station, seed: int) -> None:
        self.env = simpy.Environment()
        self.random = Random(seed)
        self._station = station
        self._queue: simpy.Store = simpy.Store(self.env)
        self._outcome = Outcome(0.0)
        self._inside = 0
        self._changed = 0.0
        for _ in range(station.readers):
            self.env.process(self._read())

    def run(self, load: Process, seconds: float) -> Outcome:
        self.env.process(load)
        self.env.run()  # until nothing is left to happen
        self._outcome.seconds = max(self._changed, seconds)
        return self._outcome

    def ask(self) -> Process:
        if self._inside >= self._station.room:
            self._outcome.refused += 1
            yield self.env.timeout(_REFUSAL)
            return
        began = self.env.now
        self._enter(1)
        if self._station.own:
            yield self.env.timeout(self._station.own)
        read = _Waiting(self.env)
        yield self._queue.put(read)
        if math.isinf(self._station.deadline):
            yield read
        else:
            yield read | self.env.timeout(max(began + self._station.deadline - self.env.now, 0))
        self._enter(-1)
        if read.triggered:
            self._outcome.answered.append(self.env.now - began)
        else:
            read.gone = True
            self._outcome.late += 1

    def _read(self) -> Process:
        while True:
            batch = [(yield self._queue.get())]
            while self._queue.items and len(batch) < self._station.max_batch:
                batch.append((yield self._queue.get()))
            wanted = [read for read in batch if not read.gone]
            if wanted:
                yield self.env.timeout(self._station.service(self.random, len(wanted)))
                for read in wanted:
                    read.succeed()

    def _enter(self, count: int) -> None:
        self._outcome.inside += self._inside * (self.env.now - self._changed)
        self._inside += count
        self._changed = self.env.now
