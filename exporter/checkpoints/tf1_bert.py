"""A TensorFlow 1 checkpoint of Google's BERT, as it was pretrained or fine-tuned by run_squad.py.

https://github.com/google-research/bert
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import tensorflow as tf

from exporter.checkpoints.checkpoint import Checkpoint, CheckpointError, LazyArray
from exporter.checkpoints.families import BERT_LAYERS, bert_config, weight_table
from exporter.checkpoints.tokenizer import bert_vocabulary, check_fit

_WORDS = "bert/embeddings/word_embeddings"

# As in Hugging Face's conversion of them, which kept the names: "encoder.layer.0" was
# "encoder/layer_0".
_LAYERS = {
    ours: "bert/" + theirs.replace("layer.{}", "layer_{}").replace(".", "/")
    for ours, theirs in BERT_LAYERS.items()
}
_PARAMETERS = {"embeddings": ""} | {name: name for name in ("kernel", "bias", "gamma", "beta")}
_SPAN = {"span/kernel": "cls/squad/output_weights", "span/bias": "cls/squad/output_bias"}

# The pooler and the heads of pretraining, of no use to a reader.
_UNUSED = re.compile(r"bert/pooler/.*|cls/(predictions|seq_relationship)/.*")
# TensorFlow translates what its reader says into exceptions of all kinds.
_ERRORS = (tf.errors.OpError, LookupError, RuntimeError, ValueError)
_FILES = re.compile(r"\.(index|meta|data-\d+-of-\d+)$")


def read_checkpoint(
    config: Path,
    checkpoint: Path,
    vocabulary: Path,
    lower_case: bool | None = None,
    strip_accents: bool | None = None,
) -> Checkpoint:
    """Open a checkpoint.

    Args:
        config: bert_config.json.
        checkpoint: What its files' names begin with; one of the files, or their folder, will do.
        vocabulary: vocab.txt.
        lower_case: None: if the vocabulary has no capitals.
        strip_accents: None: if it is lower-cased and the vocabulary has no Hangul syllables.

    Raises:
        CheckpointError: A file is missing or damaged, or it is no BERT.
        VocabularyError: The vocabulary is not usable, or not this network's.
    """
    encoder = bert_config(_read_config(config))
    prefix = _prefix(checkpoint)
    arrays = _open(prefix)
    wanted = {name for name in arrays if name.startswith(("bert/", "cls/"))}
    unused = {name for name in arrays if name not in wanted or _UNUSED.fullmatch(name)}
    # What an optimizer or another GPU keeps of a weight is named after it: ".../kernel/adam_m".
    unused |= {name for name in wanted if name.rpartition("/")[0] in wanted}
    if _WORDS not in arrays:
        raise CheckpointError(f"{prefix} is no checkpoint of Google's BERT: it has no {_WORDS}")
    tokenizer, casing = bert_vocabulary(vocabulary, lower_case, strip_accents)
    check_fit(tokenizer, encoder.vocabulary_size)
    return Checkpoint(
        name=prefix.name,
        encoder=encoder,
        tokenizer=tokenizer,
        arrays=arrays,
        table=_table,
        # Kernels are Keras' way round, but the head is [2, hidden].
        is_transposed=lambda path: path == "span/kernel",
        unused=frozenset(unused),
        provenance={
            "source": f"{prefix.parent.resolve().name}/{prefix.name}",
            "family": "bert",
            "architecture": "BERT, TensorFlow 1",
            "vocabulary": casing,
        },
    )


def _table(paths: Collection[str]) -> dict[str, str]:
    return weight_table(paths, _LAYERS, "/", _PARAMETERS) | _SPAN


def _read_config(file: Path) -> dict[str, Any]:
    try:
        values = json.loads(file.read_bytes())
    except ValueError:
        raise CheckpointError(f"{file} is not JSON") from None
    except OSError as error:
        raise CheckpointError(f"cannot read {file}: {error.strerror}") from None
    if not isinstance(values, dict):
        raise CheckpointError(f"{file} is no configuration")
    return values


def _prefix(path: Path) -> Path:
    """Return the prefix of a checkpoint's files, whichever way it was named."""
    if path.is_dir():
        latest = tf.train.latest_checkpoint(str(path))
        found = [Path(latest)] if latest else [p.with_suffix("") for p in path.glob("*.index")]
        if len(found) != 1:
            what = "no checkpoint" if not found else "several checkpoints, name one of them"
            raise CheckpointError(f"{path}: {what}")
        return found[0]
    return path.with_name(_FILES.sub("", path.name))


def _open(prefix: Path) -> dict[str, LazyArray]:
    """Open all variables; the one BERT among copies of several GPUs has its plain names."""
    try:
        reader = tf.train.load_checkpoint(str(prefix))
        shapes: dict[str, list[int]] = reader.get_variable_to_shape_map()
    except _ERRORS:
        there = prefix.with_name(prefix.name + ".index").exists()
        what = "is damaged" if there else "is not there (no such .index file)"
        raise CheckpointError(f"the checkpoint {prefix} {what}") from None
    tower = _tower(shapes)
    return {
        name.removeprefix(tower): _variable(reader, prefix, name, tuple(shape))
        for name, shape in shapes.items()
    }


def _tower(names: Iterable[str]) -> str:
    """Return what stands before BERT's names: "tower_0/", say, the first of several, or nothing."""
    towers = [name.removesuffix(_WORDS) for name in names if name.endswith(_WORDS)]
    return min(towers, key=lambda tower: (len(tower), tower), default="")


def _variable(reader: Any, prefix: Path, name: str, shape: tuple[int, ...]) -> LazyArray:
    def read() -> Any:
        try:
            return reader.get_tensor(name)
        except _ERRORS:
            raise CheckpointError(
                f"the checkpoint {prefix} is damaged or cut short: {name} cannot be read"
            ) from None

    return LazyArray(shape, read)
