"""Fine-tuning on somebody's own questions: their files -> a run that only has to be followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from exporter.calibration.paragraphs import FormatError, read_paragraphs, write_paragraphs
from exporter.networks.encoder import EncoderConfig
from exporter.train.data.pack import pack
from exporter.train.recipe import DataSource, Evaluation, Recipe, Stage
from exporter.train.run.start import from_encoder, from_reader, is_encoder

# The share of the paragraphs that calibrate and choose when no file is given for that.
_HELD_OUT_EVERY = 10
_EXAMPLES, _HELD_OUT = "examples.npz", "held-out.jsonl"

_COMMON: dict[str, Any] = {
    "warm_up": 100,
    "dropout": 0.1,
    "average": 0.99,
    "unanswerable": 0.1,
}
_READER: dict[str, Any] = {"epochs": 4.0, "learning_rate": 4e-4, "decay": 0.5}
# As BERT is fine-tuned (Devlin et al. 2019, appendix A.3).
_ENCODER: dict[str, Any] = {
    "optimizer": "adamw",
    "epochs": 3.0,
    "learning_rate": 3e-5,
    "weight_decay": 0.01,
    "decay": 1.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FineTuneOptions:
    """What the user decides; None: what suits the network."""

    name: str
    epochs: float | None = None
    learning_rate: float | None = None
    batch: int = 16
    length: int | None = None
    precision: Literal["float32", "mixed_bfloat16"] = "float32"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What there is to follow.

    Attributes:
        recipe: Says how to train.
        held_out: File of the held-out questions.
        questions: How many are trained on.
        left_out: How many of the data are not; see `pack`.
    """

    recipe: Recipe
    held_out: Path
    questions: int
    left_out: int


def prepare(
    source: str,
    data: Sequence[Path],
    held_out: Sequence[Path],
    options: FineTuneOptions,
    folder: Path,
) -> Prepared:
    """Write the examples and the held-out questions, and say how to train.

    Args:
        source: A MODEL_DIR of mrc-train, or an encoder's checkpoint; see `start.from_encoder`.
        data: Files in SQuAD or KorQuAD format.
        held_out: Files that are not trained on; without any, a tenth of the data's paragraphs.
        options: What the user decides.
        folder: Gets the files, to which the recipe's paths are relative.

    Raises:
        FormatError: A file is not in this format, or has no question that can be trained on.
        ReaderError, CheckpointError, WeightsMismatchError, VocabularyError: See `start.start_of`.
    """
    rows = [row for file in data for row in read_paragraphs(file)]
    kept = [row for file in held_out for row in read_paragraphs(file)]
    if not held_out:
        kept = rows[::_HELD_OUT_EVERY]
        rows = [row for index, row in enumerate(rows) if index % _HELD_OUT_EVERY]
    encoder = is_encoder(source)
    start = from_encoder(source, seed=0) if encoder else from_reader(Path(source))
    examples, left_out = pack(rows, start.tokenizer, start.reader)
    if not len(examples):
        raise FormatError(f"no question can be trained on, {left_out:,} are left out")
    folder.mkdir(parents=True, exist_ok=True)
    examples.save(folder / _EXAMPLES)
    write_paragraphs(kept, folder / _HELD_OUT)
    begins = source if "://" in source else str(Path(source).resolve())
    longest = start.reader.max_seq_length
    chosen = {"epochs": options.epochs, "learning_rate": options.learning_rate}
    usual = _ENCODER if isinstance(start.network, EncoderConfig) else _READER
    stage = Stage(
        name="finetune",
        sources=(DataSource(files=(_EXAMPLES,)),),
        batch=options.batch,
        length=min(options.length or longest, longest),
        precision=options.precision,
        **_COMMON | usual | {key: value for key, value in chosen.items() if value is not None},
    )
    recipe = Recipe(
        name=options.name,
        reader=None if encoder else begins,
        encoder=begins if encoder else None,
        max_seq_length=longest,
        provenance={"fine-tuned on": ", ".join(file.name for file in data)},
        evaluations=(Evaluation(file=_HELD_OUT, questions=500),),
        stages=(stage,),
    )
    return Prepared(recipe, folder / _HELD_OUT, len(examples), left_out)
