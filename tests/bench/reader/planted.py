"""Checkpoints of transformers that find a marked answer, at the full cost of their size.

A benchmark of early stops and equal answers needs weights that know an answer from no answer, and
none can be had here for BERT-base. So all weights are random, as transformers initialises them,
but for two components of the tokens' vectors that no layer writes to: the embedding of 『 has a
large first one, that of 』 a large second one, and [CLS] half of both. Layer norm scales them like
the rest, the residual connections carry them to the end, and the span head reads nothing else: a
span from 『 to 』 scores above "not here", any other below. Every multiplication is done as in a
trained reader, whatever comes out of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

from mrc_core.artifact import bundled_model_dir, load_assets

MARKS = ("『", "』")
_SCALE = 0.02
# A mark's component against the others' in the sum of embeddings (root of 3 × 0.02²), and what
# the head multiplies it by.
_MARK, _READ = 8 * 3**0.5 * _SCALE, 5.0
_POSITIONS = 512

Arrays = dict[str, npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Size:
    """Of a BERT."""

    name: str
    width: int
    layers: int
    heads: int
    feed_forward: int


BASE = Size("BERT-base", 768, 12, 12, 3072)
SMALL = Size("small BERT", 160, 5, 5, 480)
"""As wide, as deep and as large as the bundled reader, which is no BERT."""


def make_checkpoint(folder: Path, size: Size, rows: int | None = None) -> None:
    """Write what `save_pretrained` writes, with the bundled reader's vocabulary.

    Args:
        folder: Made if it is not there.
        size: Of the network.
        rows: Of the table of word embeddings; None: as many as the vocabulary has.
    """
    tokenizer = load_assets(bundled_model_dir()).tokenizer
    vocabulary = tokenizer.get_vocab()
    arrays = _random(size, rows or len(vocabulary))
    words = arrays["bert.embeddings.word_embeddings.weight"]
    for component, mark in enumerate(MARKS):
        words[vocabulary[mark], component] = _MARK
        words[vocabulary["[CLS]"], component] = _MARK / 2
        arrays["qa_outputs.weight"][component, component] = _READ
    folder.mkdir(parents=True, exist_ok=True)
    save_file(arrays, folder / "model.safetensors", metadata={"format": "pt"})
    config = {
        "model_type": "bert",
        "architectures": ["BertForQuestionAnswering"],
        "vocab_size": rows or len(vocabulary),
        "hidden_size": size.width,
        "num_hidden_layers": size.layers,
        "num_attention_heads": size.heads,
        "intermediate_size": size.feed_forward,
        "max_position_embeddings": _POSITIONS,
    }
    special = {name: f"[{name.upper()}]" for name in ("cls", "sep", "pad", "unk", "mask")}
    tokens = {f"{name}_token": token for name, token in special.items()}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer_config.json").write_text(
        json.dumps(
            {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": _POSITIONS, **tokens}
        )
    )
    tokenizer.save(str(folder / "tokenizer.json"))


def _random(size: Size, words: int) -> Arrays:
    """Weights under transformers' names; nothing is added to the two planted components."""
    random = np.random.default_rng(0)
    arrays: Arrays = {}

    def add(name: str, *shape: int) -> None:
        arrays[name] = random.normal(scale=_SCALE, size=shape).astype(np.float32)

    def layer(name: str, out: int, into: int) -> None:
        add(f"{name}.weight", out, into)
        arrays[f"{name}.bias"] = np.zeros(out, np.float32)

    def norm(name: str) -> None:
        arrays[f"{name}.weight"] = np.ones(size.width, np.float32)
        arrays[f"{name}.bias"] = np.zeros(size.width, np.float32)

    tables = {"word": words, "position": _POSITIONS, "token_type": 2}
    for table, rows in tables.items():
        add(f"bert.embeddings.{table}_embeddings.weight", rows, size.width)
        arrays[f"bert.embeddings.{table}_embeddings.weight"][:, : len(MARKS)] = 0
    norm("bert.embeddings.LayerNorm")
    for index in range(size.layers):
        block = f"bert.encoder.layer.{index}"
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            layer(f"{block}.attention.{part}", size.width, size.width)
        layer(f"{block}.intermediate.dense", size.feed_forward, size.width)
        layer(f"{block}.output.dense", size.width, size.feed_forward)
        for part in ("attention.output", "output"):
            arrays[f"{block}.{part}.dense.weight"][: len(MARKS)] = 0
            norm(f"{block}.{part}.LayerNorm")
    layer("qa_outputs", len(MARKS), size.width)
    arrays["qa_outputs.weight"][:] = 0
    return arrays
