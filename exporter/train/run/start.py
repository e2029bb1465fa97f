"""What a run starts from: a lexicon's tables, a reader's weights, or an encoder's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from exporter.checkpoints.checkpoint import Checkpoint
from exporter.checkpoints.hub import PREFIX, download
from exporter.checkpoints.huggingface import read_folder
from exporter.checkpoints.load import load_network
from exporter.checkpoints.tokenizer import casing_problem
from exporter.checkpoints.wordpiece import VocabularyError, separator_ids
from exporter.networks.configuration import NetworkConfig, longest_window
from exporter.networks.match.reader import MatchReader, MatchReaderConfig
from exporter.networks.weights import arrays_of, to_numpy, weights_by_path
from exporter.train.lexicon.lexicon import Lexicon
from exporter.train.recipe import Network, Recipe
from exporter.train.run.named_weights import arrays_of_reader, config_of
from mrc_core.artifact import Calibration, ReaderConfig, load_assets

# Of the calibration of a reader made from nothing; only sources of many windows show its worth.
_FIT_WEIGHT = 4.0
_BERT_CONFIG = "bert_config.json"
# By which the network tells sentences apart.
_SENTENCE_END = "."


@dataclass(frozen=True, slots=True)
class Start:
    """A network before training, and what comes with it.

    Attributes:
        tokenizer: The network's.
        network: Its sizes.
        reader: What of reader.json is given by what it starts from.
        arrays: Reads or draws its weights, by path.
    """

    tokenizer: Tokenizer
    network: NetworkConfig
    reader: ReaderConfig
    arrays: Callable[[], dict[str, npt.NDArray[Any]]]


def start_of(recipe: Recipe, folder: Path) -> Start:
    """Return what a recipe starts from; its paths are relative to `folder`.

    Raises:
        OSError: The lexicon cannot be read.
        ModelMismatchError: The reader cannot be read.
        CheckpointError: The encoder cannot be read.
        WeightsMismatchError: The reader is none that can be trained further.
        VocabularyError: The tokenizer does not fit its vocabulary or its network.
    """
    if recipe.reader is not None:
        return from_reader(folder / recipe.reader)
    if recipe.encoder is not None:
        source = recipe.encoder
        return from_encoder(
            source if source.startswith(PREFIX) else str(folder / source), recipe.seed
        )
    return _from_lexicon(Lexicon.load(folder / str(recipe.lexicon)), recipe.network, recipe.seed)


def is_encoder(source: str) -> bool:
    """Return whether it names an encoder's checkpoint, and not a MODEL_DIR."""
    files = ("config.json", _BERT_CONFIG)
    return source.startswith(PREFIX) or any((Path(source) / file).is_file() for file in files)


def from_reader(model_dir: Path) -> Start:
    """Start from the newest version of a reader of mrc-train; raises as `start_of` does."""
    assets = load_assets(model_dir)
    return Start(
        assets.tokenizer, config_of(assets), assets.config, lambda: arrays_of_reader(assets)
    )


def from_encoder(source: str, seed: int) -> Start:
    """Start from a checkpoint of the BERT family.

    Args:
        source: A folder of transformers, a folder of Google's BERT (bert_config.json, vocab.txt,
            bert_model.ckpt.*), or hf://owner/name.
        seed: Draws its span head, if it has none; for what is raised see `start_of`.
    """
    checkpoint = _open(source)
    if problem := casing_problem(checkpoint.tokenizer):
        raise VocabularyError(f"{source}: {problem}")
    longest = longest_window(checkpoint.encoder)
    usual = ReaderConfig()
    length = min(usual.max_seq_length, longest or usual.max_seq_length)
    reader = ReaderConfig(
        max_seq_length=length,
        max_question_length=min(usual.max_question_length, length // 2),
        provenance=checkpoint.provenance,
        license=checkpoint.license,
    )
    return Start(
        checkpoint.tokenizer,
        checkpoint.encoder,
        reader,
        lambda: arrays_of(load_network(checkpoint.with_span_head(seed))),
    )


def _open(source: str) -> Checkpoint:
    if source.startswith(PREFIX):
        downloaded = download(source)
        return read_folder(downloaded.folder, downloaded.name, downloaded.source)
    folder = Path(source)
    if (folder / _BERT_CONFIG).is_file():
        # TensorFlow, which nothing else here needs.
        from exporter.checkpoints.tf1_bert import read_checkpoint

        return read_checkpoint(folder / _BERT_CONFIG, folder, folder / "vocab.txt")
    return read_folder(folder)


def _from_lexicon(lexicon: Lexicon, network: Network, seed: int) -> Start:
    config = _network_config(network, lexicon.tokenizer)
    return Start(
        lexicon.tokenizer,
        config,
        ReaderConfig(calibration=Calibration(fit_weight=_FIT_WEIGHT), line_ends=True),
        lambda: arrays_of(_network_of(config, lexicon, seed)),
    )


def _network_config(network: Network, tokenizer: Tokenizer) -> MatchReaderConfig:
    """Put together the recipe's sizes, and what the network must know of the vocabulary.

    Raises:
        VocabularyError: There is no full stop in it, by which the network tells sentences apart.
    """
    sentence_end = tokenizer.token_to_id(_SENTENCE_END)
    if sentence_end is None:
        raise VocabularyError(f"the vocabulary has no {_SENTENCE_END!r}")
    return MatchReaderConfig(
        vocabulary_size=tokenizer.get_vocab_size(),
        separator_ids=separator_ids(tokenizer),
        sentence_end_id=sentence_end,
        **network.model_dump(),
    )


def _network_of(config: MatchReaderConfig, lexicon: Lexicon, seed: int) -> MatchReader:
    """Build a network that knows its tables and which words are alike; the rest is drawn."""
    keras.utils.set_random_seed(seed)
    model = MatchReader(config)
    weights = weights_by_path(model)
    for path, table in lexicon.features.by_weight().items():
        weights[path].assign(table)
    embeddings = weights["embedding/embeddings"]
    embeddings.assign(_with_vectors(to_numpy(embeddings), lexicon.vectors))
    return model


def _with_vectors(
    drawn: npt.NDArray[np.float32], vectors: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Return the rows drawn, with vectors of the same length where there are some."""
    vectors = vectors[:, : drawn.shape[1]]
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    usual = np.linalg.norm(drawn[:, : vectors.shape[1]], axis=1).mean()
    known = norms[:, 0] > 0
    drawn[known, : vectors.shape[1]] = (usual * vectors / np.maximum(norms, 1e-9))[known]
    return drawn
