"""The bundled reader: trained weights and their vocabulary -> a version in MODEL_DIR.

The weights come from a PyTorch twin of `MatchReader`; the tables below say which is which.

Example:
    python -m exporter.bundled --weights weights.npz --vocab vocab.txt --to mrc_core/bundled_reader
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any
from zipfile import BadZipFile

import keras
import numpy as np
import typer
from tokenizers import Tokenizer

from exporter.float16 import Float16Storage
from exporter.match_reader import MatchReader, MatchReaderConfig
from exporter.model import LogitsFunction, QuestionAnswering
from exporter.precision import dtype_policy
from exporter.savedmodel import publish
from exporter.train.published import name_weights
from exporter.weights import WeightsMismatchError, fill, keras_layout, weights_by_path
from exporter.wordpiece import VocabularyError, separator_ids, wordpiece_tokenizer
from mrc_core.assets import Calibration, ReaderConfig

_SENTENCE_END = "."

READER = ReaderConfig(
    name="mrc-ko-small",
    max_seq_length=384,
    doc_stride=128,
    max_question_length=64,
    max_answer_length=30,
    top_k=20,
    # Fitted on TyDi QA (Korean, development split), which it was not trained on, and on its
    # questions asked of other passages: 5 % of answerable ones fall under `absent`.
    calibration=Calibration(
        fit_weight=4.0, temperature=3.0, null_bias=19.0, found=0.5, absent=0.33
    ),
    provenance={
        "weights": "trained from scratch, no pretrained encoder: on synthetic questions over "
        "Korean Wikipedia, then on TyDi QA (Korean, training split) and KorQuAD 1.0 "
        "(development set, articles 0-69)",
        "figures": "KorQuAD 1.0 development set, articles 70-139: exact match 53.3, F1 68.6",
        "limits": "fine-tuned on answerable questions only",
    },
    license="Trained on: Korean Wikipedia (CC BY-SA), TyDi QA (Apache-2.0), "
    "KorQuAD 1.0 (CC BY-ND 2.0 KR).",
)

# Our layers and tables -> the checkpoint's.
_TABLES = {
    "match/canonical_ids": "canon",
    "match/rarity": "idf",
    "token_types/embeddings": "tf",
    "positions/embeddings": "pe",
}
_LAYERS = {
    "embedding": "emb",
    "segments": "seg",
    "input": "inp",
    "alignment/surroundings": "c0",
    "alignment/projection": "al",
    "norm": "nl",
    "span/start": "hs",
    "span/end_hidden": "he1",
    "span/end": "he2",
    "inside": "tag",
}
_BLOCK_LAYERS = {
    "convolution_norm": "nc",
    "convolution": "dw",
    "convolution_output": "pw",
    "attention/norm": "n1",
    "attention/query_key_value": "qkv",
    "attention/output": "o",
    "feed_forward_norm": "n2",
    "feed_forward": "f1",
    "feed_forward_output": "f2",
}
_PARAMETERS = {
    "kernel": "weight",
    "gamma": "weight",
    "embeddings": "weight",
    "bias": "bias",
    "beta": "bias",
}


def weight_names(paths: Collection[str], config: MatchReaderConfig) -> dict[str, str]:
    """The checkpoint's name of each of the model's weights, as far as there is one."""
    layers = _LAYERS | {
        f"block_{index}/{ours}": f"blocks.{index}.{theirs}"
        for index in range(config.blocks)
        for ours, theirs in _BLOCK_LAYERS.items()
    }
    names = {path: name for path, name in _TABLES.items() if path in paths}
    for path in paths:
        layer, _, parameter = path.rpartition("/")
        if layer in layers and parameter in _PARAMETERS:
            names[path] = f"{layers[layer]}.{_PARAMETERS[parameter]}"
    return names


def unused_names(config: MatchReaderConfig) -> set[str]:
    """The twin has attention weights in every block, but uses them only in some."""
    return {
        f"blocks.{index}.{theirs}.{parameter}"
        for index in range(config.blocks)
        if index not in config.attention_blocks
        for ours, theirs in _BLOCK_LAYERS.items()
        if ours.startswith("attention")
        for parameter in ("weight", "bias")
    }


def load_reader(weights: Path, tokenizer: Tokenizer) -> MatchReader:
    """Build the network and fill it.

    Args:
        weights: An .npz with the twin's arrays.
        tokenizer: Of the vocabulary that the weights were trained with.

    Raises:
        WeightsMismatchError: The arrays are not those of the network.
        VocabularyError: There is no full stop in it, by which the network tells sentences apart.
    """
    sentence_end = tokenizer.token_to_id(_SENTENCE_END)
    if sentence_end is None:
        raise VocabularyError(f"the vocabulary has no {_SENTENCE_END!r}")
    config = MatchReaderConfig(
        vocabulary_size=tokenizer.get_vocab_size(),
        separator_ids=separator_ids(tokenizer),
        sentence_end_id=sentence_end,
    )
    with dtype_policy(Float16Storage()):
        model = MatchReader(config)
    ours = weights_by_path(model)
    names = weight_names(ours, config)
    kernels = {name for path, name in names.items() if path.endswith("/kernel")}
    with np.load(weights) as file:
        arrays = {
            name: keras_layout(file[name]) if name in kernels else file[name] for name in file.files
        }
    fill(ours, arrays, names, unused_names(config))
    return model


def logits_of(model: MatchReader) -> LogitsFunction:
    """What the QA module needs of the network."""

    def logits(input_ids: Any, input_mask: Any, segment_ids: Any) -> tuple[Any, Any]:
        inputs = {"input_ids": input_ids, "input_mask": input_mask, "segment_ids": segment_ids}
        outputs = model(inputs, training=False)
        return outputs["start_logits"], outputs["end_logits"]

    return logits


def _command(
    weights: Annotated[Path, typer.Option(help="The trained arrays, an .npz file.")],
    vocab: Annotated[Path, typer.Option(help="Their vocabulary, an entry a line.")],
    to: Annotated[Path, typer.Option(help="MODEL_DIR: gets a new version folder.")],
    version: Annotated[int | None, typer.Option(min=1, help="Default: the next one.")] = None,
) -> None:
    """Export the bundled reader as a SavedModel for TensorFlow Serving."""
    if keras.backend.backend() != "tensorflow":
        _fail("only Keras' TensorFlow backend can write a SavedModel: set KERAS_BACKEND=tensorflow")
    try:
        tokenizer = wordpiece_tokenizer(vocab)
        model = load_reader(weights, tokenizer)
        module = QuestionAnswering(logits_of(model), READER, separator_ids(tokenizer))
        name_weights(module, model)
        typer.echo(publish(module, tokenizer, to, version))
    except (OSError, BadZipFile, VocabularyError, WeightsMismatchError) as error:
        _fail(str(error))


def _fail(reason: str) -> None:
    typer.echo(f"exporter.bundled: {reason}", err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(_command)
