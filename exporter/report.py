"""What mrc-export prints for people, with rich."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from exporter.calibration.exported import Fitted
from exporter.progress import size_of
from exporter.savedmodel.inspection import Inspection
from exporter.savedmodel.verify import Check, SampleAnswer


def print_checks(checks: Iterable[Check]) -> bool:
    """Print one line a check, as soon as it is done; return whether all passed."""
    console = Console(highlight=False)
    passed = True
    for check in checks:
        mark = "[green]✔[/]" if check.passed else "[red]✘[/]"
        console.print(mark, Text(f"{check.what}: {check.detail}"))
        passed &= check.passed
    return passed


def print_sample_answers(asked: Sequence[SampleAnswer]) -> None:
    """Print a table of questions and answers."""
    table = Table("Question", "Expected", "Reader says", "Probability", "State", "ms", box=None)
    for row in asked:
        table.add_row(
            Text(row.sample.question),
            Text(row.sample.answer),
            Text(row.answer),
            f"{row.score:.0%}",
            row.state,
            f"{row.milliseconds:.0f}",
        )
    Console(highlight=False).print(table)


def print_fitted(fitted: Fitted) -> None:
    """Print how far a calibration can be trusted, and what it is."""
    table = Table("Read", "questions", "EM", "F1", "error", "absent", "missed", box=None)
    for kind in fitted.kinds:
        measured = kind.reliability
        table.add_row(
            kind.name,
            f"{kind.scores.count:,}",
            f"{kind.scores.exact_match:.1f}",
            f"{kind.scores.f1:.1f}",
            f"{measured.expected_error:.3f}",
            f"{measured.absent:.0%}" if kind.name == "paragraphs" else "",
            f"{measured.missed:.0%}",
        )
    console = Console(highlight=False)
    console.print(table)
    values = fitted.calibration.model_dump()
    console.print(", ".join(f"{name} {value:g}" for name, value in values.items()))


def print_inspection(found: Inspection) -> None:
    """Print everything about a version."""
    console = Console(highlight=False)
    config = found.assets.config
    about = _grid()
    about.add_row("reader", Text(f"{config.name}, version {found.assets.version}"))
    weights = ", ".join(f"{count:,} {dtype}" for dtype, count in found.weights.items())
    about.add_row("weights", weights or "none")
    total = size_of(sum(found.sizes.values()))
    parts = ", ".join(f"{name} {size_of(size)}" for name, size in found.sizes.items())
    about.add_row("size", f"{total}: {parts}")
    about.add_row("tokenizer", f"{found.assets.tokenizer.get_vocab_size():,} entries")
    lengths = {
        "max_seq_length": config.max_seq_length,
        "doc_stride": config.doc_stride,
        "max_question_length": config.max_question_length,
        "max_answer_length": config.max_answer_length,
        "top_k": config.top_k,
    }
    about.add_row("windows", ", ".join(f"{name} {value}" for name, value in lengths.items()))
    if config.line_ends:
        about.add_row("line ends", "read as full stops")
    calibration = config.calibration.model_dump()
    about.add_row("calibration", ", ".join(f"{k} {v:g}" for k, v in calibration.items()))
    warm_up = ", ".join(f"{count} {name}" for name, count in found.warm_up.items())
    about.add_row("warm-up", warm_up or "no requests")
    about.add_row("written by", f"TensorFlow {found.tensorflow}")
    for name, value in config.provenance.items():
        about.add_row(Text(name), Text(value))
    about.add_row("license", Text(config.license or "not given"))
    console.print(about)
    table = Table("Signature", "", "Tensor", "Type and shape", box=None)
    for name, signature in found.signatures.items():
        shown = name
        for kind, tensors in (("in", signature.inputs), ("out", signature.outputs)):
            for key, tensor in tensors.items():
                table.add_row(Text(shown), kind, Text(key), Text(str(tensor)))
                shown = ""
    console.print(table)


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    return grid
