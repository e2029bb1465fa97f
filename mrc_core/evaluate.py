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
from rich.progress import track
from rich.table import Table

from mrc_core.console import run_in_one_line
from mrc_core.errors import EmptyQuestionError, ReaderError
from mrc_core.metrics import best_over, exact_match, f1
from mrc_core.reader import Reader


@dataclass(frozen=True, slots=True)
class Example:
    """One question of a data set; no references when it cannot be answered."""

    id: str
    question: str
    context: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Scores are 0-100, averaged over questions; speed is of one question after the other."""

    exact_match: float
    f1: float
    count: int
    seconds: float
    questions_per_second: float
    model: str
    version: str


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


class DataError(Exception):
    """The file is no data set of the format."""


def load_examples(path: Path) -> tuple[list[Example], bool]:
    """Read SQuAD 1.1, SQuAD 2.0 or KorQuAD 1.0 JSON.

    Returns:
        The questions, and whether the set marks unanswerable ones (`is_impossible`).

    Raises:
        DataError: The file cannot be read, or is not in this format.
    """
    try:
        articles = json.loads(path.read_bytes())["data"]
        rows: list[tuple[str, dict[str, Any]]] = [
            (paragraph["context"], row)
            for article in articles
            for paragraph in article["paragraphs"]
            for row in paragraph["qas"]
        ]
        marked = any("is_impossible" in row for _, row in rows)
        examples = [
            Example(
                str(row["id"]),
                _text(row["question"]),
                _text(context),
                ()
                if row.get("is_impossible")
                else tuple(_text(answer["text"]) for answer in row["answers"]),
            )
            for context, row in rows
        ]
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} is not in SQuAD format ({type(error).__name__})") from error
    if not examples:
        raise DataError(f"{path} has no questions")
    return examples, marked


async def evaluate(
    reader: Reader, examples: list[Example], *, marked: bool, progress: bool
) -> tuple[Report, dict[str, str]]:
    """Ask every question of its own paragraph.

    Args:
        reader: What is measured.
        examples: At least one.
        marked: Whether "absent" means an empty prediction; else it is always the best span.
        progress: Show a bar on stderr.

    Returns:
        The report, and the prediction of each question by id.
    """
    await reader.start()
    predictions: dict[str, str] = {}
    began = time.perf_counter()
    for example in _bar(examples, progress):
        predictions[example.id] = await _predict(reader, example, marked=marked)
    seconds = time.perf_counter() - began
    scores = [
        [best_over(metric, predictions[e.id], e.references or ("",)) for e in examples]
        for metric in (exact_match, f1)
    ]
    means = [100 * sum(values) / len(examples) for values in scores]
    report = Report(
        exact_match=round(means[0], 2),
        f1=round(means[1], 2),
        count=len(examples),
        seconds=round(seconds, 2),
        questions_per_second=round(len(examples) / seconds, 2),
        model=reader.model.name,
        version=reader.model.version,
    )
    return report, predictions


async def _predict(reader: Reader, example: Example, *, marked: bool) -> str:
    try:
        reading = await reader.read(example.question, example.context, top_k=1)
    except EmptyQuestionError:
        return ""
    empty = not reading.candidates or (marked and reading.state == "absent")
    return "" if empty else reading.candidates[0].text


def _bar(examples: list[Example], progress: bool) -> Iterator[Example]:
    console = Console(stderr=True, quiet=not progress)
    yield from track(examples, "Reading", console=console, transient=True)


def _command(
    data: Annotated[Path, typer.Argument(help="A file in SQuAD or KorQuAD format.")],
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
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N questions.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    predictions: Annotated[
        Path | None, typer.Option(help="Write {question id: answer} to this file.")
    ] = None,
) -> None:
    """Measure a reader: exact match and F1, as KorQuAD scores them."""
    try:
        examples, marked = load_examples(data)
        reader = (
            Reader.serving(serving_url, serving_model, version=serving_version, model_dir=model_dir)
            if serving_url
            else Reader.load(model_dir)
        )
        report, answers = asyncio.run(
            evaluate(reader, examples[:limit], marked=marked, progress=not as_json)
        )
        if predictions:
            predictions.write_text(json.dumps(answers, ensure_ascii=False, indent=1), "utf-8")
    except (DataError, ReaderError, OSError) as error:
        typer.echo(f"mrc-eval: {error}", err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps(asdict(report)))
        return
    table = Table("measure", "value", title=f"{data.name}, {report.model} {report.version}")
    for name, value in asdict(report).items():
        table.add_row(name.replace("_", " "), str(value))
    Console(file=sys.stdout).print(table)


def main() -> None:
    """Console script."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(_command)
    run_in_one_line(app, "mrc-eval")
