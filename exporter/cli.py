"""mrc-export: a reader's checkpoint -> a model that TensorFlow Serving serves."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from exporter.checkpoints.checkpoint import CheckpointError
from exporter.weights import WeightsMismatchError
from exporter.wordpiece import VocabularyError
from mrc_core.console import run_in_one_line
from mrc_core.embedded import import_tensorflow
from mrc_core.errors import ReaderError

_ERRORS = (CheckpointError, OSError, ReaderError, VocabularyError, WeightsMismatchError)

# What is imported inside the commands takes seconds that --help need not wait for.

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__
)

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
        str, typer.Argument(metavar="DIR", help="A folder, or hf://owner/name[@revision].")
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
    with _failing_in_one_line():
        from exporter.checkpoints.hub import PREFIX, download
        from exporter.checkpoints.huggingface import read_folder
        from exporter.convert import Options
        from exporter.progress import Steps

        steps = Steps()
        if source.startswith(PREFIX):
            with steps.step(f"Downloading {source}"):
                downloaded = download(source)
            checkpoint = read_folder(downloaded.folder, downloaded.name, downloaded.source)
        else:
            checkpoint = read_folder(Path(source))
        options = Options(
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
    config: Annotated[Path, typer.Option(help="bert_config.json.")],
    checkpoint: Annotated[
        Path, typer.Option(help="model.ckpt-NNNN, without .index or .data; or its folder.")
    ],
    vocab: Annotated[Path, typer.Option(help="vocab.txt.")],
    to: To,
    lower_case: Annotated[
        bool | None,
        typer.Option("--lower-case/--cased", help="Default: as the vocabulary wants it."),
    ] = None,
    strip_accents: Annotated[
        bool | None,
        typer.Option("--strip-accents/--keep-accents", help="Default: as the vocabulary wants it."),
    ] = None,
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
    with _failing_in_one_line():
        from exporter.checkpoints.tf1_bert import read_checkpoint
        from exporter.convert import Options
        from exporter.progress import Steps

        steps = Steps()
        read = read_checkpoint(config, checkpoint, vocab, lower_case, strip_accents)
        steps.note(f"{vocab}: {read.provenance['vocabulary']}")
        options = Options(
            name=name,
            precision=precision,
            max_seq_length=max_seq_length,
            doc_stride=doc_stride,
            max_answer_length=max_answer_length,
            top_k=top_k,
        )
        _convert(read, options, to, version, steps, as_trained=as_trained)


def _convert(
    checkpoint: Any, options: Any, to: Path, version: int | None, steps: Any, *, as_trained: bool
) -> None:
    from exporter.checkpoints.tokenizer import casing_problem
    from exporter.convert import convert
    from exporter.progress import size_of

    if problem := casing_problem(checkpoint.tokenizer):
        if not as_trained:
            raise VocabularyError(f"{problem}. If it was trained so: --tokenizer-as-trained")
        steps.note(f"Warning: {problem}")
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
def _failing_in_one_line() -> Iterator[None]:
    # Ends by an exception, which cleans up, as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    # Keras' other backends cannot write a SavedModel.
    os.environ["KERAS_BACKEND"] = "tensorflow"

    try:
        import_tensorflow()
        yield
    except _ERRORS as error:
        typer.echo(f"mrc-export: {' '.join(str(error).split())}", err=True)
        raise typer.Exit(1) from None


def main() -> None:
    """Console script."""
    run_in_one_line(app, "mrc-export")
