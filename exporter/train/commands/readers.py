"""From examples to a trained and published reader."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from exporter.calibration.fit import Reliability
from exporter.calibration.paragraphs import read_paragraphs
from exporter.progress import Steps
from exporter.train.commands.common import one_line_errors
from exporter.train.recipe import Recipe, load_recipe
from mrc_core.artifact import bundled_model_dir
from mrc_core.predict.tensorflow import import_tensorflow

if TYPE_CHECKING:
    from exporter.train.run.run import Run

Minutes = Annotated[
    float | None, typer.Option(min=0, help="Make a checkpoint and stop after so many.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint, if any.")]
HeldOut = Annotated[
    list[Path] | None,
    typer.Option(help="SQuAD-format file that was not trained on: calibrates probabilities."),
]
Card = Annotated[
    Path | None, typer.Option(help="A model card, to go along as assets/model-card.md.")
]
ModelDir = Annotated[Path, typer.Option(help="MODEL_DIR: gets a new version folder.")]


def run(
    recipe: Annotated[Path, typer.Argument(help="A TOML file; see exporter/train/recipe.py.")],
    to: Annotated[Path, typer.Option(help="The run's folder.")],
    data: Annotated[
        Path | None,
        typer.Option(help="Folder that the recipe's paths are in. Default: the recipe's own."),
    ] = None,
    minutes: Minutes = None,
    resume: Resume = False,
) -> None:
    """Train by a recipe. Ctrl-C stops with a checkpoint; so does --minutes."""
    # With another backend of Keras it need not be there.
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    with one_line_errors(backend):
        followed = load_recipe(recipe)
        if backend == "tensorflow":
            import_tensorflow()
        _train(followed, data or recipe.parent, to, minutes, resume=resume)


def export(
    run: Annotated[Path, typer.Argument(help="The run's folder.")],
    to: ModelDir,
    held_out: HeldOut = None,
    stage: Annotated[str | None, typer.Option(help="Default: the last one.")] = None,
    card: Card = None,
) -> None:
    """Publish what a run has trained as a reader, with calibrated probabilities."""
    # Keras' other backends cannot write a SavedModel.
    os.environ["KERAS_BACKEND"] = "tensorflow"
    with one_line_errors("tensorflow"):
        import_tensorflow()
        from exporter.train.run.run import load_run

        _export(_calibrated(load_run(run), held_out or [], stage), to, stage, card)


def average(
    readers: Annotated[list[Path], typer.Argument(help="MODEL_DIRs of mrc-train, of one network.")],
    to: ModelDir,
    card: Card = None,
) -> None:
    """Publish the mean of readers' weights, to be calibrated with mrc-export.

    One reader alone is published anew, calibrated as it is, with the network as it is built now.
    """
    # Keras' other backends cannot write a SavedModel.
    os.environ["KERAS_BACKEND"] = "tensorflow"
    with one_line_errors("tensorflow"):
        import_tensorflow()
        from exporter.train.run.average import average_readers

        with Steps().step("Writing the SavedModel"):
            version = average_readers(readers, to, card)
        typer.echo(version)


def finetune(
    data: Annotated[list[Path], typer.Argument(help="Files in SQuAD or KorQuAD format.")],
    to: ModelDir,
    start: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="MODEL_DIR of a reader of mrc-train, or an encoder: a folder of transformers or "
            "of Google's BERT, or hf://owner/name. Default: the bundled reader.",
        ),
    ] = None,
    held_out: HeldOut = None,
    epochs: Annotated[
        float | None, typer.Option(min=0.01, help="Default: 4; from an encoder, 3.")
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option(min=0, help="Default: 4e-4; from an encoder, 3e-5.")
    ] = None,
    batch: Annotated[
        int, typer.Option(min=1, help="Windows of a step; fewer take less memory.")
    ] = 16,
    length: Annotated[
        int | None,
        typer.Option(
            min=32, help="Most tokens of a window while it trains; fewer are quicker. Default: 384."
        ),
    ] = None,
    precision: Annotated[
        Literal["float32", "mixed_bfloat16"],
        typer.Option(help="The latter on a GPU, or on a CPU with AVX-512 BF16."),
    ] = "float32",
    name: Annotated[str, typer.Option(help="Of the new reader.")] = "fine-tuned",
    minutes: Minutes = None,
    resume: Resume = False,
) -> None:
    """Train a reader or an encoder on your own questions, calibrate it and publish it.

    Without --held-out, a tenth of the paragraphs is kept out of training for calibration.
    """
    with one_line_errors("tensorflow"):
        import_tensorflow()
        from exporter.savedmodel.publish import next_version
        from exporter.train.run.finetune import FineTuneOptions, prepare

        # Not a number: TensorFlow Serving does not look at it.
        work = to / f".training-{next_version(to)}"
        options = FineTuneOptions(
            name=name,
            epochs=epochs,
            learning_rate=learning_rate,
            batch=batch,
            length=length,
            precision=precision,
        )
        source = start or str(bundled_model_dir())
        steps = Steps()
        with steps.step("Reading the questions"):
            made = prepare(source, data, held_out or [], options, work)
        steps.note(
            f"{made.questions:,} questions to train on, {made.left_out:,} left out: no short run "
            "of tokens is their answer"
        )
        if run := _train(made.recipe, work, work / "run", minutes, resume=resume):
            _export_with_tensorflow(_calibrated(run, [made.held_out]), to)


def _train(
    recipe: Recipe, folder: Path, to: Path, minutes: float | None, *, resume: bool
) -> Run | None:
    """Return the run, if it is done."""
    from exporter.train.fit import curves, log
    from exporter.train.run.processes import interruptible
    from exporter.train.run.train import begin_or_resume, train

    run = begin_or_resume(recipe, folder, to, resume=resume)
    with interruptible() as interrupted:
        done = train(run, folder, Console(stderr=True), minutes=minutes, interrupted=interrupted)
    curves.draw_curves(log.read(run.log), run.folder / "curves.png")
    typer.echo(f"{to}: {'done' if done else 'stopped; go on with --resume'}")
    return run if done else None


def _calibrated(run: Run, held_out: list[Path], stage: str | None = None) -> Run:
    from exporter.train.fit.curves import draw_reliability
    from exporter.train.run.calibrate import calibrate_run

    paragraphs = [row for file in held_out for row in read_paragraphs(file)]
    if not paragraphs:
        return run
    with Steps().step("Calibrating"):
        run, made = calibrate_run(run, paragraphs, stage)
    draw_reliability(made.reliability, run.folder / "reliability.png")
    scores = made.scores
    typer.echo(
        f"held out: EM {scores.exact_match:.1f}, F1 {scores.f1:.1f} of {scores.count:,} questions"
    )
    typer.echo(_described(made.reliability))
    return run


def _export(run: Run, to: Path, stage: str | None = None, card: Path | None = None) -> None:
    from exporter.train.run.export import export_run

    with Steps().step("Writing the SavedModel"):
        version = export_run(run, to, stage, card)
    typer.echo(f"{run.reader.calibration}")
    typer.echo(f"{version}")


def _export_with_tensorflow(run: Run, to: Path) -> None:
    """Export, in another process if this one has another backend, which it keeps."""
    import keras

    from exporter.train.run.processes import export_elsewhere

    if keras.backend.backend() == "tensorflow":
        _export(run, to)
        return
    run.save_reader()
    if status := export_elsewhere(run.folder, to):
        raise typer.Exit(status)


def _described(reliability: Reliability) -> str:
    return (
        f"expected calibration error {reliability.expected_error:.3f}; called absent: "
        f"{reliability.absent:.1%} of questions without an answer, "
        f"{reliability.missed:.1%} of those with one"
    )
