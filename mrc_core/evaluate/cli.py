"""mrc-eval: exact match and F1 of a reader on a data set in SQuAD or KorQuAD format."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from mrc_core.errors import EmptyQuestionError, ReaderError
from mrc_core.evaluate.console import errors_in_one_line, run_in_one_line
from mrc_core.evaluate.progress import SteadyProgress
from mrc_core.evaluate.questions import DataError
from mrc_core.evaluate.scoring import KORQUAD, Metric, MetricName, States, metric_for, states
from mrc_core.evaluate.squad import Example, load_examples
from mrc_core.metrics import best_over
from mrc_core.reader import DEFAULT_MAX_WINDOWS, Reader
from mrc_core.types import Reading

_NAME = "mrc-eval"


@dataclass(frozen=True, slots=True)
class Report:
    """Scores are 0-100, averaged over questions; speed is of one question after the other.

    Attributes:
        windows: Windows read of a question's text, at the mean.
        windows_share: Their share of all windows of the text, 0-1, at the mean.
        metric: Whose: "korquad" or "squad".
        states: What the reader said of the questions.
    """

    exact_match: float
    f1: float
    count: int
    seconds: float
    questions_per_second: float
    windows: float
    windows_share: float
    model: str
    version: str
    metric: str
    states: States


async def evaluate(
    reader: Reader,
    examples: list[Example],
    *,
    marked: bool,
    progress: bool,
    exhaustive: bool = False,
    metric: Metric = KORQUAD,
) -> tuple[Report, dict[str, str]]:
    """Ask every question of its own text.

    Args:
        reader: The reader to measure.
        examples: At least one.
        marked: Whether "absent" means an empty prediction; else it is always the best span.
        progress: Say on stderr how far it is.
        exhaustive: Read without early stopping, which is measured against it.
        metric: Scores the answers.

    Returns:
        The report, and the prediction of each question by id.
    """
    await reader.start()
    predictions: dict[str, str] = {}
    readings: list[Reading | None] = []
    read, shares = 0, 0.0
    began = time.perf_counter()
    for example in _bar(examples, progress):
        reading = await _read(reader, example, exhaustive)
        readings.append(reading)
        predictions[example.id] = _prediction(reading, marked=marked)
        if reading and reading.windows_total:
            read += reading.windows_read
            shares += reading.windows_read / reading.windows_total
    seconds = time.perf_counter() - began
    scores = [
        [best_over(score, predictions[e.id], e.references or ("",)) for e in examples]
        for score in (metric.exact_match, metric.f1)
    ]
    right = [
        best_over(metric.exact_match, _prediction(reading, marked=False), e.references) == 1.0
        if e.references
        else None
        for e, reading in zip(examples, readings, strict=True)
    ]
    means = [100 * sum(values) / len(examples) for values in scores]
    report = Report(
        exact_match=round(means[0], 2),
        f1=round(means[1], 2),
        count=len(examples),
        seconds=round(seconds, 2),
        questions_per_second=round(len(examples) / seconds, 2),
        windows=round(read / len(examples), 2),
        windows_share=round(shares / len(examples), 3),
        model=reader.model.name,
        version=reader.model.version,
        metric=metric.name,
        states=states(readings, right),
    )
    return report, predictions


async def _read(reader: Reader, example: Example, exhaustive: bool) -> Reading | None:
    """Return the reading, or None for a question that cannot be read."""
    try:
        return await reader.read(example.question, example.context, top_k=1, exhaustive=exhaustive)
    except EmptyQuestionError:
        return None


def _prediction(reading: Reading | None, *, marked: bool) -> str:
    if reading is None or not reading.candidates or (marked and reading.state == "absent"):
        return ""
    return reading.candidates[0].text


def _bar(examples: list[Example], progress: bool) -> Iterator[Example]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True, quiet=not progress)
    with SteadyProgress(*columns, console=console, transient=True) as shown:
        yield from shown.track(examples, description="Reading")


def _command(
    data: Annotated[
        Path,
        typer.Argument(
            help="A file in SQuAD or KorQuAD format; FILE#60:70: only its articles 60 to 69."
        ),
    ],
    model_dir: Annotated[
        Path | None,
        typer.Option(help="The reader: a folder with version folders. Default: the bundled one."),
    ] = None,
    serving_url: Annotated[
        str | None, typer.Option(help="Ask a TensorFlow Serving instead, as http://host:8501.")
    ] = None,
    serving_model: Annotated[str, typer.Option(help="The model's name there.")] = "mrc",
    serving_version: Annotated[
        str | None, typer.Option(help="A version's number or label there. Default: the highest.")
    ] = None,
    documents: Annotated[
        bool, typer.Option("--documents", help="Ask each question of its whole article.")
    ] = False,
    max_windows: Annotated[
        int,
        typer.Option(
            min=1,
            help="Windows read of one text at most, the highest retrieval score first.",
        ),
    ] = DEFAULT_MAX_WINDOWS,
    exhaustive: Annotated[
        bool, typer.Option("--exhaustive", help="Read all windows, without early stopping.")
    ] = False,
    metric: Annotated[
        MetricName,
        typer.Option(help="KorQuAD's, of characters, or SQuAD's, of words; auto: by the language."),
    ] = "auto",
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N questions.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    predictions: Annotated[
        Path | None, typer.Option(help="Write {question id: answer} to this file.")
    ] = None,
) -> None:
    """Measure a reader: exact match, F1, and what it says of questions with and without answers."""
    with errors_in_one_line(_NAME, DataError, ReaderError, OSError):
        examples, marked = load_examples(data, documents=documents)
        reader = (
            Reader.serving(
                serving_url,
                serving_model,
                version=serving_version,
                model_dir=model_dir,
                max_windows=max_windows,
            )
            if serving_url
            else Reader.load(model_dir, max_windows=max_windows)
        )
        report, answers = asyncio.run(
            evaluate(
                reader,
                examples[:limit],
                marked=marked,
                progress=True,
                exhaustive=exhaustive,
                metric=metric_for(metric, (example.context.text for example in examples)),
            )
        )
        if predictions:
            predictions.write_text(json.dumps(answers, ensure_ascii=False, indent=1), "utf-8")
    if as_json:
        typer.echo(json.dumps(asdict(report)))
        return
    table = Table("measure", "value", title=f"{data.name}, {report.model} {report.version}")
    for name, value in _flat(asdict(report)):
        table.add_row(name.replace("_", " "), str(value))
    Console(file=sys.stdout).print(table)


def _flat(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        yield from _flat(value) if isinstance(value, dict) else [(name, value)]


def main() -> None:
    """Run the console script."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(_command)
    run_in_one_line(app, _NAME)
