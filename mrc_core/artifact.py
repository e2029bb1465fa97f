"""A reader's files on disk: which version to take, its reader.json and its tokenizer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from tokenizers import Tokenizer

from mrc_core.errors import ModelMismatchError


class Calibration(BaseModel):
    """From span scores to a probability and a state; fitted on held-out data.

    Attributes:
        fit_weight: What a span's score gains by each unit of its window's retrieval score, in
            logits; the score is 0 for the window that fits the question best, and below 0 for
            the others.
        length_penalty: Taken from a span's score for each token after its first. Start and end
            are scored apart, and a span from one answer's start to another one's end scores high.
        temperature: Divides all scores before the softmax.
        null_bias: The logit of "not here" in the softmax, before the temperature. It is a bias
            on the null hypothesis, and not SQuAD 2.0's null-score threshold: nothing is cut off
            by it, and it moves every probability.
        cooling: The temperature is divided by the number of windows read to this power. Each window
            brings spans that share the probability, and most of them are of no consequence: of
            long texts, 0 says too little.
        rivals: How much of the other spans' likelihood counts against a span's own; 1 is a softmax.
            Another span may be right as well: the same told again, or a longer form of it.
        found: Least probability of the best span for the state "found".
        absent: Below this probability of any span at all, the state is "absent".
    """

    model_config = ConfigDict(frozen=True)

    fit_weight: float = Field(0.0, ge=0)
    length_penalty: float = Field(0.0, ge=0)
    temperature: float = Field(1.0, gt=0)
    null_bias: float = 0.0
    cooling: float = Field(0.0, ge=0, le=1)
    rivals: float = Field(1.0, ge=0, le=1)
    found: float = Field(0.5, ge=0, le=1)
    absent: float = Field(0.1, ge=0, le=1)

    def temperature_of(self, windows: int) -> float:
        """Return what divides the scores of spans of so many windows."""
        return self.temperature * math.pow(max(1, windows), -self.cooling)


class ReaderConfig(BaseModel):
    """assets/reader.json. Lengths are in tokens.

    Attributes:
        max_seq_length: Longest window, question and separators included.
        doc_stride: Step between the starts of neighbouring windows.
        top_k: Spans that the signature `spans` returns for a window.
        line_ends: Lines of a passage that no punctuation ends are read as ending in a full stop,
            unless they were wrapped, as no token tells of a new line. Of readers that were trained
            so.
        provenance: What the weights are and where they come from.
    """

    model_config = ConfigDict(frozen=True)

    name: str = "reader"
    max_seq_length: int = Field(384, ge=8)
    doc_stride: int = Field(128, ge=1)
    max_question_length: int = Field(64, ge=1)
    max_answer_length: int = Field(30, ge=1)
    top_k: int = Field(20, ge=1)
    line_ends: bool = False
    calibration: Calibration = Calibration()
    provenance: dict[str, str] = {}
    license: str = ""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.max_question_length + _LEAST_ROOM > self.max_seq_length:
            raise ValueError(
                f"max_question_length {self.max_question_length} leaves no room for a passage in "
                f"windows of max_seq_length {self.max_seq_length}"
            )
        return self


# What a tokenizer puts around a pair (four tokens at most), and some of the passage.
_LEAST_ROOM = 8


@dataclass(frozen=True, slots=True)
class ReaderAssets:
    """One version of a model on disk."""

    directory: Path
    version: str
    config: ReaderConfig
    tokenizer: Tokenizer


BUNDLED_READER = "mrc-ko-small"
"""Name of the reader that comes with the package; it reads Korean and English."""


def bundled_model_dir() -> Path:
    """Return the folder of the reader that comes with the package."""
    return Path(str(files("mrc_core"))) / "bundled_reader"


def load_assets(model_dir: Path) -> ReaderAssets:
    """Read the highest version in `model_dir`, laid out as TensorFlow Serving wants it.

    Raises:
        ModelMismatchError: There is no version folder, or its assets are missing or invalid.
    """
    if not model_dir.is_dir():
        raise ModelMismatchError(f"no such model directory: {model_dir}")
    versions = [path for path in model_dir.iterdir() if path.name.isdecimal() and path.is_dir()]
    if not versions:
        raise ModelMismatchError(f"no version folder (1, 2, ...) in {model_dir}")
    directory = max(versions, key=lambda path: int(path.name))
    config_file = directory / "assets" / "reader.json"
    tokenizer_file = directory / "assets" / "tokenizer.json"
    for file in (config_file, tokenizer_file):
        if not file.is_file():
            raise ModelMismatchError(f"the model has no {file}")
    try:
        config = ReaderConfig.model_validate_json(config_file.read_bytes())
    except ValidationError as error:
        wrong = ", ".join(
            ".".join(map(str, e["loc"])) or e["msg"].removeprefix("Value error, ")
            for e in error.errors(include_input=False, include_url=False)
        )
        raise ModelMismatchError(f"{config_file} is invalid: {wrong}") from None
    try:
        tokenizer = Tokenizer.from_file(str(tokenizer_file))
    except Exception as error:  # noqa: BLE001 - what tokenizers raises
        raise ModelMismatchError(f"{tokenizer_file} is no tokenizers file: {error}") from None
    tokenizer.no_truncation()
    tokenizer.no_padding()
    # "[SEP]" in somebody's text is text, and ends nothing.
    tokenizer.encode_special_tokens = True
    return ReaderAssets(directory, directory.name, config, tokenizer)
