"""A run's folder: what it was begun with, weights between its stages, its snapshots.

```
RUN/recipe.json, network.json, reader.json, tokenizer.json
RUN/weights-0/           what the first stage starts from
RUN/weights-1/           what it ended with, and the second starts from; float16
RUN/checkpoint-000001234/
RUN/log.jsonl, curves.png
```
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError
from tokenizers import Tokenizer

from exporter.networks.configuration import (
    NETWORK_KEY,
    NetworkConfig,
    config_from_json,
    config_to_json,
    longest_window,
)
from exporter.networks.encoder import EncoderConfig
from exporter.train.data.examples import Examples
from exporter.train.data.swaps import Swaps
from exporter.train.data.synonyms import near_words
from exporter.train.fit import snapshots
from exporter.train.questions.entities import kind_of_place
from exporter.train.questions.korean.words import QUESTION_WORDS
from exporter.train.recipe import Recipe, RecipeError
from exporter.train.run.start import start_of
from mrc_core.artifact import Calibration, ReaderConfig
from mrc_core.featurize.layout import PairLayout


@dataclass(frozen=True, slots=True)
class Run:
    """What stays the same all through a run."""

    folder: Path
    recipe: Recipe
    tokenizer: Tokenizer
    network: NetworkConfig
    reader: ReaderConfig

    @property
    def log(self) -> Path:
        """JSON lines: `log.append`."""
        return self.folder / "log.jsonl"

    def after(self, stage: str | None) -> int:
        """Return the number of the weights that a stage ended with; None: the last one.

        Raises:
            RecipeError: There is no such stage.
        """
        names = [part.name for part in self.recipe.stages]
        if stage is not None and stage not in names:
            raise RecipeError(f"the run has no stage {stage}; it has: {', '.join(names)}")
        return names.index(stage) + 1 if stage else len(names)

    def weights(self, stage: int) -> dict[str, npt.NDArray[Any]]:
        """Load what a stage starts from; after the last stage, what the run ended with.

        Raises:
            SnapshotError: The run has not come that far.
        """
        return snapshots.load(self._weights_folder(stage))[0]

    def save_weights(self, stage: int, arrays: snapshots.Arrays) -> None:
        """Keep what a stage starts from."""
        snapshots.save(self._weights_folder(stage), arrays, {}, "half")

    def calibrated(self, calibration: Calibration) -> Run:
        """Return the same run, whose reader decodes so."""
        reader = self.reader.model_copy(update={"calibration": calibration})
        return replace(self, reader=reader)

    def save_reader(self) -> None:
        """Keep what goes to reader.json."""
        (self.folder / "reader.json").write_text(self.reader.model_dump_json(indent=1), "utf-8")

    def near_words(self) -> npt.NDArray[np.int32]:
        """Find synonyms by the vectors that the run began with; see `synonyms.near_words`.

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

    def swaps(self, share: float, examples: Examples) -> Swaps:
        """Return swaps by the vocabulary's tables; see `swaps`."""
        begun = self.weights(0)
        return Swaps.of(
            share,
            begun["match/rarity"],
            begun["match/canonical_ids"],
            begun["token_types/embeddings"],
            examples,
        )

    def _weights_folder(self, stage: int) -> Path:
        return self.folder / f"weights-{stage}"


def begin(recipe: Recipe, data_folder: Path, folder: Path) -> Run:
    """Make a run's folder.

    Raises:
        RecipeError: There is a run in the folder, or a stage asks what its network cannot do.
        OSError: The lexicon to start from cannot be read.
        ModelMismatchError: The reader to start from cannot be read.
        CheckpointError: The encoder to start from cannot be read.
        WeightsMismatchError: It is of another network.
        VocabularyError: The tokenizer does not fit its vocabulary or its network.
    """
    if (folder / "recipe.json").exists():
        raise RecipeError(f"there is a run in {folder} already: go on with --resume")
    start = start_of(recipe, data_folder)
    tokenizer, network = start.tokenizer, start.network
    written = {NETWORK_KEY: config_to_json(network)}
    reader = start.reader.model_copy(
        update={
            "name": recipe.name,
            "max_seq_length": recipe.max_seq_length,
            "provenance": start.reader.provenance | recipe.provenance | written,
            "license": recipe.license or start.reader.license,
        }
    )
    run = Run(folder, recipe, tokenizer, network, reader)
    _check(run)
    folder.mkdir(parents=True, exist_ok=True)
    run.save_weights(0, start.arrays())
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "network.json").write_text(config_to_json(network), "utf-8")
    run.save_reader()
    # Last: a folder with it is complete.
    (folder / "recipe.json").write_text(recipe.model_dump_json(indent=1), "utf-8")
    return run


def _check(run: Run) -> None:
    """Refuse lengths and tasks that the network is not made for."""
    shortest = run.reader.max_question_length + PairLayout.of(run.tokenizer).extra + 1
    longest = longest_window(run.network)
    lengths = {f"stage {stage.name}: length": stage.length for stage in run.recipe.stages}
    for what, length in (lengths | {"max_seq_length": run.recipe.max_seq_length}).items():
        if longest is not None and length > longest:
            raise RecipeError(f"{what} {length} is more than the {longest} that the network reads")
        if length < shortest:
            raise RecipeError(
                f"{what} {length} leaves no room beside a question: {shortest} or more"
            )
    if not isinstance(run.network, EncoderConfig):
        return
    for stage in run.recipe.stages:
        if stage.rewording or stage.masked or stage.swapped:
            raise RecipeError(
                f"stage {stage.name}: an encoder learns without rewording, masked, swapped"
            )


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
