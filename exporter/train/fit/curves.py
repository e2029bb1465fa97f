"""Pictures of a run: its curves, and how reliable its reader's probabilities are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from exporter.calibration.fit import Reliability
from exporter.train.fit.log import Row


def draw_reliability(reliability: Reliability, picture: Path) -> None:
    """Draw how often answers are correct over how probable they are said to be, as a PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    claimed, correct, count = (np.array(column) for column in zip(*reliability.bins, strict=True))
    figure = Figure(figsize=(5, 5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="gray", linestyle=":")
    axes.plot(claimed, correct)
    axes.scatter(claimed, correct, s=400 * count / count.sum())
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1),
        xlabel="probability of the best answer",
        ylabel="share that is correct",
        title=f"expected calibration error {reliability.expected_error:.3f}",
    )
    figure.savefig(picture, dpi=120)


def draw_curves(rows: Sequence[Row], picture: Path) -> None:
    """Draw loss, learning rate and evaluations over the examples read, as a PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    trained = [row for row in rows if "loss" in row]
    evaluated = [row for row in rows if "evaluation" in row]
    figure = Figure(figsize=(9, 9), layout="constrained")
    FigureCanvasAgg(figure)
    loss, rate, quality = figure.subplots(3, sharex=True, height_ratios=(3, 1, 3))
    loss.set_ylabel("loss")
    rate.set_ylabel("learning rate")
    quality.set_ylabel("F1 (line), exact match (dots)")
    quality.set_xlabel("examples")
    for stage in dict.fromkeys(row["stage"] for row in trained):
        part = [row for row in trained if row["stage"] == stage]
        examples = [row["examples"] for row in part]
        loss.plot(examples, [row["loss"] for row in part], label=stage)
        rate.plot(examples, [row["learning_rate"] for row in part])
    for name in dict.fromkeys(row["evaluation"] for row in evaluated):
        part = [row for row in evaluated if row["evaluation"] == name]
        examples = [row["examples"] for row in part]
        (line,) = quality.plot(examples, [row["f1"] for row in part], marker="o", label=name)
        exact = [row["exact_match"] for row in part]
        quality.plot(examples, exact, linestyle=":", color=line.get_color())
    for axes in (loss, quality):
        axes.grid(visible=True, alpha=0.3)
        if axes.lines:
            axes.legend()
    figure.savefig(picture, dpi=120)
