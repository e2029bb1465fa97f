"""A run's folder: what it was begun with, weights between its stages, its checkpoint.

```
RUN/recipe.json, network.json, reader.json, tokenizer.json
RUN/weights-0/           what the first stage starts from
RUN/weights-1/           what it ended with, and the second starts from; float16
RUN/checkpoint-000001234/
RUN/log.jsonl, curves.png
```
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError
from tokenizers import Tokenizer

from exporter.match_reader import MatchReaderConfig
from exporter.train import checkpoint
from exporter.train.entities import kind_of_place
from exporter.train.korean.words import QUESTION_WORDS
from exporter.train.network import (
    NETWORK_KEY,
    arrays_of,
    config_from_json,
    config_to_json,
    from_lexicon,
    network_config,
)
from exporter.train.published import arrays_of_reader, config_of
from exporter.train.recipe import Recipe, RecipeError
from exporter.train.rewording import near_words
from exporter.train.tables import Lexicon
from mrc_core.assets import Calibration, ReaderConfig, load_assets

# Of the calibration of a reader made from nothing; only sources of many windows show its worth.
_FIT_WEIGHT = 4.0


@dataclass(frozen=True, slots=True)
class Run:
    """What stays the same all through a run."""

    folder: Path
    recipe: Recipe
    tokenizer: Tokenizer
    network: MatchReaderConfig
    reader: ReaderConfig

    @property
    def log(self) -> Path:
        """JSON lines: `curves.append`."""
        return self.folder / "log.jsonl"

    def weights(self, stage: int) -> dict[str, npt.NDArray[Any]]:
        """What a stage starts from; after the last stage, what the run ended with.

        Raises:
            CheckpointError: The run has not come that far.
        """
        return checkpoint.load(self._weights_folder(stage))[0]

    def save_weights(self, stage: int, arrays: checkpoint.Arrays) -> None:
        """Keep what a stage starts from."""
        checkpoint.save(self._weights_folder(stage), arrays, {}, "half")

    def near_words(self) -> npt.NDArray[np.int32]:
        """By the vectors that the run began with; see `rewording.near_words`.

        Countries and cities are as common as words, but none can stand for another.
        """
        begun = self.weights(0)
        kept = [
            index
            for word, index in self.tokenizer.get_vocab().items()
            if word in QUESTION_WORDS or kind_of_place(word)
        ]
        return near_words(
            begun["embedding/embeddings"],
            begun["token_types/embeddings"],
            begun["match/rarity"],
            kept,
        )

    def _weights_folder(self, stage: int) -> Path:
        return self.folder / f"weights-{stage}"


def begin(recipe: Recipe, data_folder: Path, folder: Path) -> Run:
    """Make a run's folder.

    Raises:
        RecipeError: There is a run in the folder.
        OSError: The lexicon cannot be read.
        ModelMismatchError: The reader to start from cannot be read.
        WeightsMismatchError: It is of another network.
    """
    if (folder / "recipe.json").exists():
        raise RecipeError(f"there is a run in {folder} already: go on with --resume")
    if recipe.reader is not None:
        assets = load_assets(data_folder / recipe.reader)
        tokenizer, network, base = assets.tokenizer, config_of(assets), assets.config
        arrays = arrays_of_reader(assets)
    else:
        lexicon = Lexicon.load(data_folder / str(recipe.lexicon))
        tokenizer = lexicon.tokenizer
        base = ReaderConfig(calibration=Calibration(fit_weight=_FIT_WEIGHT))
        network = network_config(recipe.network, tokenizer)
        arrays = arrays_of(from_lexicon(network, lexicon, recipe.seed))
    provenance = base.provenance | recipe.provenance | {NETWORK_KEY: config_to_json(network)}
    reader = base.model_copy(
        update={
            "name": recipe.name,
            "max_seq_length": recipe.max_seq_length,
            "provenance": provenance,
            "license": recipe.license or base.license,
        }
    )
    folder.mkdir(parents=True, exist_ok=True)
    run = Run(folder, recipe, tokenizer, network, reader)
    run.save_weights(0, arrays)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "network.json").write_text(config_to_json(network), "utf-8")
    (folder / "reader.json").write_text(reader.model_dump_json(indent=1), "utf-8")
    # Last: a folder with it is complete.
    (folder / "recipe.json").write_text(recipe.model_dump_json(indent=1), "utf-8")
    return run


def load_run(folder: Path) -> Run:
    """Read what `begin` wrote.

    Raises:
        RecipeError: There is no run in the folder, or one that this version cannot read.
    """
    if not (folder / "recipe.json").is_file():
        raise RecipeError(f"there is no run in {folder}")
    try:
        return Run(
            folder,
            Recipe.model_validate_json((folder / "recipe.json").read_bytes()),
            Tokenizer.from_file(str(folder / "tokenizer.json")),
            config_from_json((folder / "network.json").read_bytes()),
            ReaderConfig.model_validate_json((folder / "reader.json").read_bytes()),
        )
    except ValidationError as error:
        raise RecipeError(f"{folder} is of another version: {error.title}") from error
