"""A network to train, of either kind: its configuration, and its weights from arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter
from tokenizers import Tokenizer

from exporter.encoder import EncoderConfig, EncoderReader
from exporter.match_reader import MatchReader, MatchReaderConfig
from exporter.precision import dtype_policy
from exporter.train.recipe import Network
from exporter.train.tables import Lexicon
from exporter.weights import fill, weights_by_path
from exporter.wordpiece import VocabularyError, separator_ids

NetworkConfig = MatchReaderConfig | EncoderConfig
ReaderNetwork = MatchReader | EncoderReader
"""Takes and gives dicts by name: the windows' tokens, the logits of their positions."""

_SENTENCE_END = "."
_CONFIG: TypeAdapter[NetworkConfig] = TypeAdapter(NetworkConfig)

# Where reader.json keeps the network's sizes: what cannot be seen from its weights.
NETWORK_KEY = "network"


def network_config(network: Network, tokenizer: Tokenizer) -> MatchReaderConfig:
    """The recipe's sizes, and what the network must know of the vocabulary.

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


def config_to_json(config: NetworkConfig) -> str:
    """One line."""
    return _CONFIG.dump_json(config).decode()


def config_from_json(text: str | bytes) -> NetworkConfig:
    """What `config_to_json` wrote."""
    return _CONFIG.validate_json(text)


def from_lexicon(config: MatchReaderConfig, lexicon: Lexicon, seed: int) -> MatchReader:
    """A network that knows its tables and which words are alike; its other weights are drawn."""
    keras.utils.set_random_seed(seed)
    model = MatchReader(config)
    weights = weights_by_path(model)
    for path, table in lexicon.tables.by_weight().items():
        weights[path].assign(table)
    embeddings = weights["embedding/embeddings"]
    embeddings.assign(_with_vectors(to_numpy(embeddings), lexicon.vectors))
    return model


def _with_vectors(
    drawn: npt.NDArray[np.float32], vectors: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """The rows drawn, with vectors of the same length where there are some."""
    vectors = vectors[:, : drawn.shape[1]]
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    usual = np.linalg.norm(drawn[:, : vectors.shape[1]], axis=1).mean()
    known = norms[:, 0] > 0
    drawn[known, : vectors.shape[1]] = (usual * vectors / np.maximum(norms, 1e-9))[known]
    return drawn


def from_arrays(
    config: NetworkConfig,
    arrays: Mapping[str, npt.NDArray[Any]],
    policy: keras.DTypePolicy | str = "float32",
) -> ReaderNetwork:
    """A network with given weights.

    Args:
        config: Of the network.
        arrays: By weight path.
        policy: In what the layers compute, and store their weights.

    Raises:
        WeightsMismatchError: The arrays are not those of the network.
    """
    with dtype_policy(policy):
        model = EncoderReader(config) if isinstance(config, EncoderConfig) else MatchReader(config)
    weights = weights_by_path(model)
    fill(weights, arrays, dict(zip(weights, weights, strict=True)))
    return model


def arrays_of(model: ReaderNetwork) -> dict[str, npt.NDArray[Any]]:
    """All its weights by path."""
    return {path: to_numpy(weight) for path, weight in weights_by_path(model).items()}


def to_numpy(variable: Any) -> npt.NDArray[Any]:
    """A copy of a variable's value, which does not change when the variable does."""
    return np.array(keras.ops.convert_to_numpy(variable))


def with_dropout(config: NetworkConfig, dropout: float) -> NetworkConfig:
    """The same network with another dropout."""
    return replace(config, dropout=dropout)


def longest_window(config: NetworkConfig) -> int | None:
    """Tokens of the longest window that the network has positions for; None: any length."""
    return config.longest if isinstance(config, EncoderConfig) else config.positions


def prepare_predictions(model: ReaderNetwork) -> None:
    """Let Keras compile the model's prediction where that pays: with JAX, it must."""
    model.compile(jit_compile=keras.backend.backend() == "jax")
