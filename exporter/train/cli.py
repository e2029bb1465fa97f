"""mrc-train: a lexicon and questions of a corpus, packed examples, training runs, readers."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from exporter.calibration.fit import Reliability
from exporter.calibration.paragraphs import FormatError, read_paragraphs
from exporter.checkpoints.checkpoint import CheckpointError
from exporter.checkpoints.wordpiece import VocabularyError
from exporter.networks.weights import WeightsMismatchError
from exporter.progress import Steps
from exporter.train.data.pack import load_examples
from exporter.train.fit.snapshots import SnapshotError
from exporter.train.questions.corpus import CorpusError, read_articles
from exporter.train.recipe import Recipe, RecipeError, load_recipe
from mrc_core.artifact import ReaderConfig, bundled_model_dir, load_assets
from mrc_core.errors import ReaderError
from mrc_core.evaluate.console import errors_in_one_line, run_in_one_line
from mrc_core.predict.tensorflow import import_tensorflow

if TYPE_CHECKING:
    from exporter.train.run.run import Run

_NAME = "mrc-train"
# What the extra brings, by the names that it is imported by; TensorFlow is for some commands only.
_PACKAGES = ("keras", "kiwipiepy", "matplotlib", "simplemma", "textblob")
_ERRORS = (
    ArithmeticError,
    CheckpointError,
    CorpusError,
    FormatError,
    OSError,
    ReaderError,
    RecipeError,
    SnapshotError,
    subprocess.TimeoutExpired,
    VocabularyError,
    WeightsMismatchError,
)

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)

Corpus = Annotated[
    list[Path], typer.Argument(help="Text: .jsonl, .jsonl.xz, .jsonl.gz with title, text; .txt.")
]
Questions = Annotated[list[Path], typer.Argument(help="SQuAD files or lines of paragraphs.")]
Lines = Annotated[Path, typer.Option(help="A .jsonl, .jsonl.xz or .jsonl.gz file.")]
Minutes = Annotated[
    float | None, typer.Option(min=0, help="Make a checkpoint and stop after so many.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint, if any.")]
HeldOut = Annotated[
    list[Path] | None,
    typer.Option(help="SQuAD-format file that was not trained on: calibrates probabilities."),
]
ModelDir = Annotated[Path, typer.Option(help="MODEL_DIR: gets a new version folder.")]


@app.command()
def lexicon(
    corpus: Corpus,
    to: Annotated[Path, typer.Option(help="The lexicon's folder.")],
    size: Annotated[int, typer.Option(min=1000, help="Entries of the vocabulary.")] = 16_000,
    articles: Annotated[int, typer.Option(min=1, help="Articles that are read.")] = 20_000,
) -> None:
    """Make a vocabulary of morphemes, its tables and its word vectors from a corpus."""
    from exporter.train.lexicon.lexicon import Lexicon
    from exporter.train.lexicon.vocabulary import count_pieces, vocabulary

    with _errors_in_one_line():
        # Twice over the corpus, so that it need not fit into memory.
        def texts() -> Iterator[str]:
            for article in islice(read_articles(corpus), articles):
                yield from article.paragraphs

        steps = Steps()
        with steps.step("Counting morphemes"):
            entries = vocabulary(count_pieces(texts()), size)
        with steps.step("Counting what stands beside what"):
            Lexicon.of(entries, texts(), to)
        typer.echo(f"{to}: {len(entries):,} entries")


@app.command()
def synthesize(
    corpus: Corpus,
    to: Annotated[Path, typer.Option(help="A .jsonl, .jsonl.xz or .jsonl.gz file.")],
    seed: Annotated[int, typer.Option(help="Another seed, other questions.")] = 0,
    names: Annotated[
        list[Path] | None,
        typer.Option(help="More of the corpus, only to learn names from; again for each file."),
    ] = None,
    paragraphs: Annotated[
        int | None, typer.Option(min=1, help="Stop after so many. Default: the whole corpus.")
    ] = None,
    processes: Annotated[int, typer.Option(min=1)] = 1,
    unanswerable: Annotated[
        float, typer.Option(min=0.0, max=0.9, help="Share of unanswerable questions.")
    ] = 0.15,
    chat: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Share asked as people type in a chat.")
    ] = 0.0,
) -> None:
    """Write questions on a text corpus, Korean or English, a paragraph in SQuAD's form a line."""
    with _errors_in_one_line():
        from exporter.train.questions import generate
        from exporter.train.questions.squad import Plan

        plan = Plan(seed=seed, unanswerable=unanswerable, chat=chat)
        rows = generate.synthesize(corpus, plan, names=names or (), processes=processes)
        count = generate.write_questions(rows, to, paragraphs, Console(stderr=True))
        typer.echo(f"{count} questions in {to}")


@app.command()
def reword(
    questions: Questions,
    to: Lines,
    times: Annotated[int, typer.Option(min=1, help="Wordings of a question.")] = 1,
    share: Annotated[float, typer.Option(min=0, max=1, help="Of them that are reworded.")] = 1.0,
    seed: int = 0,
) -> None:
    """Write the questions of files as people type them in a chat."""
    with _errors_in_one_line():
        from exporter.train.questions.chat import Chat, read_rows, reworded
        from exporter.train.questions.generate import write_questions
        from exporter.train.questions.korean.chat.chat import KoreanChat
        from exporter.train.questions.korean.morphology import Analyzer

        chat = Chat(KoreanChat(Analyzer()), seed)
        rows = (row for file in questions for row in read_rows(file))
        reworded_rows = reworded(rows, chat, times=times, share=share)
        count = write_questions(reworded_rows, to, None, Console(stderr=True))
        typer.echo(f"{count} questions in {to}")


@app.command()
def near_misses(
    questions: Questions,
    to: Lines,
    names: Annotated[
        list[Path] | None, typer.Option(help="A corpus to learn names from; again for each file.")
    ] = None,
    each: Annotated[int, typer.Option(min=1, help="Most of each question.")] = 1,
    seed: int = 0,
) -> None:
    """Write unanswerable questions that are near to those of question files."""
    with _errors_in_one_line():
        from exporter.train.questions.generate import write_questions
        from exporter.train.questions.unanswered import Writers, unanswered

        paragraphs = [row for file in questions for row in read_paragraphs(file)]
        with Steps().step("Learning names"):
            writers = Writers.of_corpus(names or (), paragraphs)
        rows = unanswered(paragraphs, writers, each=each, seed=seed)
        count = write_questions(rows, to, None, Console(stderr=True))
        typer.echo(f"{count} questions in {to}")


@app.command()
def workplace(
    language: Annotated[Literal["korean", "english"], typer.Argument()],
    to: Lines,
    pages: Annotated[int, typer.Option(min=1)] = 1000,
    seed: int = 0,
    chat: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Share asked as people type in a chat.")
    ] = 0.5,
) -> None:
    """Write pages as workplaces have them, with questions."""
    with _errors_in_one_line():
        from exporter.train.questions.generate import write_questions
        from exporter.train.questions.workplace.write import workplace_pages

        rows = workplace_pages(language, seed, chat)
        count = write_questions(rows, to, pages, Console(stderr=True))
        typer.echo(f"{count} questions in {to}")


@app.command()
def pack(
    files: Annotated[list[Path], typer.Argument(help="SQuAD JSON, or JSON lines of paragraphs.")],
    to: Annotated[Path, typer.Option(help="The .npz file.")],
    lexicon: Annotated[Path | None, typer.Option(help="Tokenize with this lexicon;")] = None,
    reader: Annotated[
        Path | None, typer.Option(help="or this MODEL_DIR's reader. Default: the bundled one.")
    ] = None,
) -> None:
    """Tokenize question files once, into a small file that a recipe can name instead."""
    from exporter.train.lexicon.lexicon import Lexicon

    with _errors_in_one_line():
        if lexicon is not None:
            tokenizer, config = Lexicon.load(lexicon).tokenizer, ReaderConfig()
        else:
            assets = load_assets(reader or bundled_model_dir())
            tokenizer, config = assets.tokenizer, assets.config
        with Steps().step("Tokenizing"):
            examples, left_out = load_examples(files, tokenizer, config)
            examples.save(to)
        typer.echo(f"{to}: {len(examples):,} examples, {left_out:,} left out")


@app.command()
def texts(
    corpus: Corpus,
    to: Annotated[Path, typer.Option(help="The .npz file.")],
    lexicon: Annotated[Path, typer.Option(help="Whose tokenizer cuts the words.")],
    seed: int = 0,
) -> None:
    """Pack the passages of a corpus without questions, to be read for their masked words alone."""
    with _errors_in_one_line():
        from exporter.train.data.texts import unasked
        from exporter.train.lexicon.lexicon import Lexicon

        with Steps().step("Tokenizing"):
            made = unasked(read_articles(corpus), Lexicon.load(lexicon).tokenizer, seed)
            made.save(to)
        typer.echo(f"{len(made):,} passages in {to}")


@app.command()
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
    with _errors_in_one_line(backend):
        followed = load_recipe(recipe)
        if backend == "tensorflow":
            import_tensorflow()
        _train(followed, data or recipe.parent, to, minutes, resume=resume)


@app.command()
def export(
    run: Annotated[Path, typer.Argument(help="The run's folder.")],
    to: ModelDir,
    held_out: HeldOut = None,
    stage: Annotated[str | None, typer.Option(help="Default: the last one.")] = None,
    card: Annotated[
        Path | None, typer.Option(help="A model card, to go along as assets/model-card.md.")
    ] = None,
) -> None:
    """Publish what a run has trained as a reader, with calibrated probabilities."""
    # Keras' other backends cannot write a SavedModel.
    os.environ["KERAS_BACKEND"] = "tensorflow"
    with _errors_in_one_line("tensorflow"):
        import_tensorflow()
        from exporter.train.run.run import load_run

        _export(_calibrated(load_run(run), held_out or [], stage), to, stage, card)


@app.command()
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
    precision: Annotated[
        Literal["float32", "mixed_bfloat16"], typer.Option(help="The latter on a GPU.")
    ] = "float32",
    name: Annotated[str, typer.Option(help="Of the new reader.")] = "fine-tuned",
    minutes: Minutes = None,
    resume: Resume = False,
) -> None:
    """Train a reader or an encoder on your own questions, calibrate it and publish it.

    Without --held-out, a tenth of the paragraphs is kept out of training for calibration.
    """
    with _errors_in_one_line("tensorflow"):
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
            precision=precision,
        )
        source = start or str(bundled_model_dir())
        recipe, kept = prepare(source, data, held_out or [], options, work)
        if run := _train(recipe, work, work / "run", minutes, resume=resume):
            _export_with_tensorflow(_calibrated(run, [kept]), to)


def _train(
    recipe: Recipe, folder: Path, to: Path, minutes: float | None, *, resume: bool
) -> Run | None:
    """Return the run, if it is done."""
    from exporter.train.run.processes import interruptible
    from exporter.train.run.train import begin_or_resume, train

    run = begin_or_resume(recipe, folder, to, resume=resume)
    with interruptible() as interrupted:
        done = train(run, folder, Console(stderr=True), minutes=minutes, interrupted=interrupted)
    typer.echo(f"{to}: {'done' if done else 'stopped; go on with --resume'}")
    return run if done else None


def _calibrated(run: Run, held_out: list[Path], stage: str | None = None) -> Run:
    from exporter.train.run.calibrate import calibrate_run

    paragraphs = [row for file in held_out for row in read_paragraphs(file)]
    if not paragraphs:
        return run
    with Steps().step("Calibrating"):
        run, made = calibrate_run(run, paragraphs, stage)
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


def _errors_in_one_line(*more: str) -> AbstractContextManager[None]:
    """Say in one line, too, when a package is missing that every command needs, or `more`."""
    return errors_in_one_line(
        _NAME,
        *_ERRORS,
        extra="train",
        packages=(*_PACKAGES, *more),
        # Keras' other backends.
        apart=("jax", "torch"),
    )


def main() -> None:
    """Run the console script."""
    run_in_one_line(app, _NAME)
