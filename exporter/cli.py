"""mrc-export: a reader's checkpoint -> a model that TensorFlow Serving serves."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from exporter.checkpoints.wordpiece import VocabularyError
from mrc_core.errors import ReaderError
from mrc_core.evaluate.console import errors_in_one_line, run_in_one_line
from mrc_core.predict.tensorflow import import_tensorflow

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from exporter.calibration.exported import Fitted
    from exporter.checkpoints.checkpoint import Checkpoint
    from exporter.progress import Steps
    from exporter.savedmodel.convert import ExportOptions
    from mrc_core.predict.predictor import Predictor

_NAME = "mrc-export"
# What the extra brings, by the names that it is imported by.
_PACKAGES = ("huggingface_hub", "keras", "safetensors", "tensorflow", "tensorflow_serving")
# ValueError is the base of what a checkpoint, a vocabulary or a SavedModel is refused with.
_ERRORS = (OSError, ReaderError, ValueError)

# What is imported inside the commands takes seconds that --help need not wait for.

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)

To = Annotated[Path, typer.Option("--to", help="MODEL_DIR: gets a new version folder.")]
Version = Annotated[int | None, typer.Option(min=1, help="Default: the next one.")]
Name = Annotated[str, typer.Option(help="Of the reader. Default: the checkpoint's.")]
PrecisionOption = Annotated[
    Literal["fp32", "fp16", "bf16"], typer.Option(help="Of weights and compute.")
]
MaxSeqLength = Annotated[
    int | None,
    typer.Option(min=16, help="Tokens of a window. Default: 384, or what the encoder reads."),
]
DocStride = Annotated[int, typer.Option(min=1, help="Tokens between the starts of windows.")]
MaxAnswerLength = Annotated[int, typer.Option(min=1, help="Tokens of an answer.")]
TopK = Annotated[int, typer.Option(min=1, help="Spans that a window returns.")]
ModelDir = Annotated[Path, typer.Argument(help="A folder with version folders.")]
LowerCase = Annotated[
    bool | None, typer.Option("--lower-case/--cased", help="Default: as the vocabulary wants it.")
]
StripAccents = Annotated[
    bool | None,
    typer.Option("--strip-accents/--keep-accents", help="Default: as the vocabulary wants it."),
]
AsTrained = Annotated[
    bool,
    typer.Option(
        "--tokenizer-as-trained",
        help="Export although the tokenizer does not fit its vocabulary: the reader was "
        "trained so.",
    ),
]


@app.command()
def huggingface(
    source: Annotated[
        str, typer.Argument(metavar="DIR", help="A folder, or hf://owner/name\\[@revision].")
    ],
    to: To,
    version: Version = None,
    name: Name = "",
    precision: PrecisionOption = "fp32",
    max_seq_length: MaxSeqLength = None,
    doc_stride: DocStride = 128,
    max_answer_length: MaxAnswerLength = 30,
    top_k: TopK = 20,
    as_trained: AsTrained = False,
) -> None:
    """Export a question-answering model of transformers.

    BERT, ELECTRA, RoBERTa, XLM-RoBERTa, DistilBERT, ALBERT and DeBERTa v3.
    """
    with _exporting():
        from exporter.checkpoints.hub import PREFIX, download
        from exporter.checkpoints.huggingface import read_folder
        from exporter.progress import Steps
        from exporter.savedmodel.convert import ExportOptions

        steps = Steps()
        if source.startswith(PREFIX):
            with steps.step(f"Downloading {source}"):
                downloaded = download(source)
            checkpoint = read_folder(downloaded.folder, downloaded.name, downloaded.source)
        else:
            checkpoint = read_folder(Path(source))
        options = ExportOptions(
            name=name,
            precision=precision,
            max_seq_length=max_seq_length,
            doc_stride=doc_stride,
            max_answer_length=max_answer_length,
            top_k=top_k,
        )
        _convert(checkpoint, options, to, version, steps, as_trained=as_trained)


@app.command("tf1-bert")
def tf1_bert(
    config: Annotated[
        Path,
        typer.Option(help="bert_config.json; see docs/export.md for its two kinds of GELU."),
    ],
    checkpoint: Annotated[
        Path, typer.Option(help="model.ckpt-NNNN, without .index or .data; or its folder.")
    ],
    vocab: Annotated[Path, typer.Option(help="vocab.txt.")],
    to: To,
    lower_case: LowerCase = None,
    strip_accents: StripAccents = None,
    version: Version = None,
    name: Name = "",
    precision: PrecisionOption = "fp32",
    max_seq_length: MaxSeqLength = None,
    doc_stride: DocStride = 128,
    max_answer_length: MaxAnswerLength = 30,
    top_k: TopK = 20,
    as_trained: AsTrained = False,
) -> None:
    """Export a TensorFlow 1 checkpoint of Google's BERT, fine-tuned by run_squad.py."""
    with _exporting():
        from exporter.checkpoints.tf1_bert import read_checkpoint
        from exporter.progress import Steps
        from exporter.savedmodel.convert import ExportOptions

        steps = Steps()
        read = read_checkpoint(config, checkpoint, vocab, lower_case, strip_accents)
        steps.note(f"{vocab}: {read.provenance['vocabulary']}")
        options = ExportOptions(
            name=name,
            precision=precision,
            max_seq_length=max_seq_length,
            doc_stride=doc_stride,
            max_answer_length=max_answer_length,
            top_k=top_k,
        )
        _convert(read, options, to, version, steps, as_trained=as_trained)


@app.command()
def estimator(
    saved_model: Annotated[
        Path, typer.Argument(metavar="DIR", help="What export_savedmodel wrote.")
    ],
    vocab: Annotated[Path, typer.Option(help="vocab.txt.")],
    to: To,
    lower_case: LowerCase = None,
    strip_accents: StripAccents = None,
    version: Version = None,
    name: Name = "",
    max_seq_length: Annotated[
        int | None,
        typer.Option(min=16, help="What it was exported for. Default: as its graph says."),
    ] = None,
    doc_stride: DocStride = 128,
    max_answer_length: MaxAnswerLength = 30,
    top_k: TopK = 20,
    as_trained: AsTrained = False,
) -> None:
    """Take over a reader that TensorFlow 1's Estimator exported: serving_default on tf.Examples.

    Its graph stays as it is; it gets its tokenizer, reader.json and warm-up requests.
    """
    with _exporting():
        from exporter.checkpoints.tokenizer import bert_vocabulary
        from exporter.progress import Steps
        from exporter.savedmodel.adopt import adopt, find_export, window_length
        from exporter.savedmodel.convert import ExportOptions, reader_config
        from exporter.savedmodel.publish import free_version

        steps = Steps()
        free_version(to, version)
        export = find_export(saved_model)
        length = window_length(export, max_seq_length)
        tokenizer, casing = bert_vocabulary(vocab, lower_case, strip_accents)
        steps.note(f"{vocab}: {casing}")
        _check_casing(tokenizer, steps, as_trained=as_trained)
        options = ExportOptions(
            name=name or saved_model.resolve().name,
            max_seq_length=length,
            doc_stride=doc_stride,
            max_answer_length=max_answer_length,
            top_k=top_k,
        )
        provenance = {
            "source": saved_model.resolve().name,
            "architecture": "exported by TensorFlow 1's Estimator",
            "vocabulary": casing,
        }
        config = reader_config(options, length, provenance)
        with steps.step("Copying the SavedModel"):
            made = adopt(export, tokenizer, config, to, version)
        typer.echo(made)


@app.command()
def verify(model_dir: ModelDir) -> None:
    """Check a reader's newest version: contract, warm-up requests, three questions."""
    with _exporting():
        from exporter import report
        from exporter.savedmodel.verify import answer_samples
        from exporter.savedmodel.verify import verify as checks_of

        passed = report.print_checks(checks_of(model_dir))
        if passed:
            report.print_sample_answers(answer_samples(model_dir))
    if not passed:
        raise typer.Exit(1)


@app.command()
def calibrate(
    model_dir: ModelDir,
    held_out: Annotated[
        list[Path],
        typer.Option(help="Questions that the reader was not trained on; several times."),
    ],
    serving_url: Annotated[
        str | None, typer.Option(help="Read on a TensorFlow Serving that serves MODEL_DIR.")
    ] = None,
    serving_model: Annotated[str, typer.Option(help="The model's name there.")] = "mrc",
) -> None:
    """Fit what the newest version's scores mean, by the way the bot reads.

    Its reader.json is replaced, and kept as reader.before.json.
    """
    with _exporting():
        import asyncio

        from exporter import report
        from exporter.calibration.exported import calibrate_reader
        from exporter.calibration.paragraphs import read_paragraphs
        from exporter.progress import Steps
        from exporter.savedmodel.publish import replace_config
        from mrc_core.artifact import load_assets
        from mrc_core.predict.embedded import EmbeddedPredictor
        from mrc_core.predict.serving import ServingPredictor

        steps = Steps()
        assets = load_assets(model_dir)
        paragraphs = [one for file in held_out for one in read_paragraphs(file)]

        async def run() -> Fitted:
            predictor: Predictor = (
                ServingPredictor(serving_url, serving_model, assets.config)
                if serving_url
                else EmbeddedPredictor(assets)
            )
            try:
                await predictor.start()
                with steps.step("Reading what was held out") as advance:
                    return await calibrate_reader(predictor, assets, paragraphs, advance)
            finally:
                await predictor.aclose()

        fitted = asyncio.run(run())
        errors = [f"{kind.name} {kind.reliability.expected_error:.3f}" for kind in fitted.kinds]
        provenance = assets.config.provenance | {
            "calibrated on": ", ".join(file.name for file in held_out),
            "calibration error": ", ".join(errors),
        }
        config = assets.config.model_copy(
            update={"calibration": fitted.calibration, "provenance": provenance}
        )
        replace_config(assets.directory, config)
        report.print_fitted(fitted)
        typer.echo(assets.directory / "assets" / "reader.json")


@app.command()
def inspect(model_dir: ModelDir) -> None:
    """Show a reader's newest version: signatures, sizes, where it comes from."""
    with _exporting():
        from exporter import report
        from exporter.savedmodel.inspection import inspect as look_at

        report.print_inspection(look_at(model_dir))


def _check_casing(tokenizer: Tokenizer, steps: Steps, *, as_trained: bool) -> None:
    from exporter.checkpoints.tokenizer import casing_problem

    if problem := casing_problem(tokenizer):
        if not as_trained:
            raise VocabularyError(f"{problem}. If it was trained so: --tokenizer-as-trained")
        steps.note(f"Warning: {problem}")


def _convert(
    checkpoint: Checkpoint,
    options: ExportOptions,
    to: Path,
    version: int | None,
    steps: Steps,
    *,
    as_trained: bool,
) -> None:
    from exporter.progress import size_of
    from exporter.savedmodel.convert import convert

    _check_casing(checkpoint.tokenizer, steps, as_trained=as_trained)
    began = time.perf_counter()
    made = convert(checkpoint, options, to, version, steps)
    if checkpoint.unused:
        steps.note(f"Not used: {', '.join(sorted(checkpoint.unused))}")
    if options.precision != "fp32":
        steps.note(f"Largest logit difference from fp32: {made.largest_difference:.2g}")
    steps.note(
        f"{made.weights:,} weights in {options.precision}, {size_of(made.size)}, "
        f"{time.perf_counter() - began:.1f} s"
    )
    typer.echo(made.directory)


@contextmanager
def _exporting() -> Iterator[None]:
    """Load TensorFlow, clean up at whatever end, and say errors in one line."""
    # Ends by an exception, which cleans up, as Ctrl-C does.
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    # Keras' other backends cannot write a SavedModel.
    os.environ["KERAS_BACKEND"] = "tensorflow"
    try:
        with errors_in_one_line(_NAME, *_ERRORS, extra="export", packages=_PACKAGES):
            import_tensorflow()
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


def main() -> None:
    """Run the console script."""
    run_in_one_line(app, _NAME)
