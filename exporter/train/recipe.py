"""A training run in a TOML file: the network, and stages of files, lengths and rates."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator


class RecipeError(ValueError):
    """The recipe cannot be followed."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Network(_Part):
    """Sizes of `MatchReaderConfig`, where a reader is made from nothing."""

    embedding_size: int = Field(128, ge=1)
    width: int = Field(160, ge=2)
    blocks: int = Field(5, ge=1)
    attention_blocks: tuple[int, ...] = (1, 3, 4)
    heads: int = Field(5, ge=1)
    feed_forward: int = Field(480, ge=1)
    kernel_size: int = Field(7, ge=1)
    lean: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.width % self.heads:
            raise ValueError(f"width {self.width} is not a multiple of heads {self.heads}")
        if any(not 0 <= block < self.blocks for block in self.attention_blocks):
            raise ValueError("attention_blocks names a block that there is not")
        return self


class DataSource(_Part):
    """Question files that are read together.

    Attributes:
        files: Paths or patterns, relative to the data folder; "korquad.json#0:60" is the first
            sixty articles.
        times: How often each example is read in an epoch; 0.5 is another random half each time.
    """

    files: tuple[str, ...] = Field(min_length=1)
    times: float = Field(1.0, gt=0)


class Stage(_Part):
    """A stretch of training with one mix of files and one optimizer.

    Attributes:
        name: Of the folder that its weights are kept in.
        epochs: Through all the sources; or else `steps`.
        batch: Windows of a step.
        length: Most tokens of a window.
        optimizer: "muon" (Liu et al. 2025) on the kernels, scaled so that AdamW's rates and decay
            hold for it, with AdamW on the rest; or "adamw" (Loshchilov and Hutter 2019) on all, as
            encoders are fine-tuned.
        learning_rate: Its peak.
        warm_up: Steps until it is reached.
        decay: Share of the stage, at its end, over which it falls again.
        weight_decay: On kernels, as AdamW decays.
        average: Momentum of the averaged weights, with which the stage ends.
        unanswerable: Share of questions asked of another passage of their article; and, of
            passages longer than the window, the share of windows without the answer.
        rewording: Synonym replacement: up to which share of a question's words is exchanged for
            words near them, by a lexicon's vectors.
        masked: Masked language modelling: share of a window's words that are masked; encoders
            do not.
        swapped: Share of the questions with an answer whose subject is exchanged, so that they have
            none any more; see `swaps`.
        precision: What the network computes in, "mixed_bfloat16" for a GPU or a CPU with
            AVX-512 BF16; weights are float32 anyway.
    """

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    sources: tuple[DataSource, ...] = Field(min_length=1)
    epochs: float | None = Field(None, gt=0)
    steps: int | None = Field(None, ge=1)
    batch: int = Field(32, ge=1)
    length: int = Field(192, ge=32)
    optimizer: Literal["muon", "adamw"] = "muon"
    learning_rate: float = Field(1.2e-3, gt=0)
    warm_up: int = Field(300, ge=1)
    decay: float = Field(0.3, ge=0, le=1)
    weight_decay: float = Field(0.02, ge=0)
    dropout: float = Field(0.0, ge=0, lt=1)
    average: float = Field(0.999, ge=0, lt=1)
    unanswerable: float = Field(0.0, ge=0, lt=1)
    rewording: float = Field(0.0, ge=0, le=1)
    masked: float = Field(0.0, ge=0, lt=0.5)
    swapped: float = Field(0.0, ge=0, lt=1)
    precision: Literal["float32", "mixed_bfloat16"] = "float32"

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if (self.epochs is None) == (self.steps is None):
            raise ValueError(f"stage {self.name} needs either epochs or steps")
        return self

    def total_steps(self, steps_per_epoch: int) -> int:
        """Return how many steps the stage has, with epochs of so many steps."""
        return max(round((self.epochs or 0) * steps_per_epoch), self.steps or 1)


class Evaluation(_Part):
    """A SQuAD or KorQuAD file that is answered now and then.

    Attributes:
        questions: How many, spread over the file; None: all.
    """

    file: str
    questions: int | None = Field(None, ge=1)


class Recipe(_Part):
    """What a run does.

    Attributes:
        name: Of the reader, in reader.json.
        lexicon: Folder of `mrc-train lexicon`, to make a reader from nothing; or else
        reader: a MODEL_DIR, whose reader is trained further; or else
        encoder: a checkpoint of the BERT family, to make a reader of: a folder of transformers
            (config.json), of Google's BERT (bert_config.json), or hf://owner/name.
        network: Of a reader that is made from nothing.
        evaluate_every: Steps between evaluations; one ends every stage.
        checkpoint_minutes: Between checkpoints.
        checkpoint_storage: "exact", so that a run goes on as if it had not stopped, or "half":
            half as large, and the run goes on from rounded numbers.
        provenance: Of the reader, in reader.json; "weights" says what it was trained on.
    """

    name: str = "reader"
    lexicon: str | None = None
    reader: str | None = None
    encoder: str | None = None
    network: Network = Network()
    seed: int = 0
    evaluations: tuple[Evaluation, ...] = ()
    evaluate_every: int = Field(2000, ge=1)
    checkpoint_minutes: float = Field(5.0, gt=0)
    checkpoint_storage: Literal["exact", "half"] = "exact"
    max_seq_length: int = Field(384, ge=8)
    provenance: dict[str, str] = {}
    license: str = ""
    stages: tuple[Stage, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _begins(self) -> Self:
        if sum(start is not None for start in (self.lexicon, self.reader, self.encoder)) != 1:
            raise ValueError("a recipe needs either lexicon or reader or encoder")
        names = [stage.name for stage in self.stages]
        if len(set(names)) != len(names):
            raise ValueError("two stages have the same name")
        return self


def load_recipe(file: Path) -> Recipe:
    """Read a recipe.

    Raises:
        RecipeError: It is no TOML file, or does not say what a recipe must; the message lists
            every mistake.
    """
    try:
        return Recipe.model_validate(tomllib.loads(file.read_text("utf-8")))
    except OSError as error:
        raise RecipeError(f"cannot read {file}: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"{file}: {error}") from error
    except ValidationError as error:
        mistakes = "; ".join(
            f"{'.'.join(map(str, mistake['loc'])) or 'recipe'}: {mistake['msg']}"
            for mistake in error.errors()
        )
        raise RecipeError(f"{file}: {mistakes}") from None


def resolve(pattern: str, folder: Path) -> list[Path]:
    """Return the files that a pattern of the recipe names, in order; "#0:60" at its end stays.

    Raises:
        RecipeError: There is none.
    """
    path, mark, articles = pattern.partition("#")
    base = folder / path
    found = sorted(base.parent.glob(base.name))
    if not found:
        raise RecipeError(f"no such file: {base}")
    return [file.with_name(f"{file.name}{mark}{articles}") for file in found]
