"""The reference checkpoints that `make build/parity/.made` leaves, and Google's form of them."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from safetensors.numpy import load_file, save_file

from tests.prerequisites import parity

NAMES = (
    *("albert", "bert", "bert-uncased", "deberta", "deberta-unshared", "distilbert", "electra"),
    *("roberta", "roberta-korean", "xlm-roberta"),
)
# Of networks that differ in their tokenizer alone, one.
NETWORKS = tuple(sorted({*NAMES} - {"bert-uncased", "roberta-korean", "xlm-roberta"}))
_LAYER = re.compile(r"\.layer\.(\d+)\.")


@dataclass(frozen=True)
class Reference:
    """What transformers makes of a checkpoint."""

    folder: Path

    @property
    def arrays(self) -> dict[str, np.ndarray]:
        with np.load(self.folder / "reference.npz") as file:
            return dict(file)

    @property
    def tokens(self) -> list[list[int]]:
        """Of every one of `texts`."""
        return json.loads((self.folder / "tokens.json").read_text())


def reference(name: str) -> Reference:
    return Reference(parity(name))


def _read(name: str) -> str:
    return parity(name).read_text()


@cache
def texts() -> list[str]:
    return json.loads(_read("texts.json"))


@cache
def pairs() -> list[tuple[str, str]]:
    """The questions and passages behind the reference logits."""
    return [(question, passage) for question, passage in json.loads(_read("pairs.json"))]


def difference(reference: Reference, start: Any, end: Any) -> float:
    """The largest, of logits of tokens that are no padding."""
    arrays = reference.arrays
    real = arrays["input_mask"] == 1
    return max(
        float(np.abs(np.array(ours) - arrays[name])[real].max())
        for name, ours in (("start_logits", start), ("end_logits", end))
    )


def with_layers(count: int, folder: Path, to: Path) -> Path:
    """Copy a checkpoint with its first layers only: the fewer, the sooner it is exported."""
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns("encoder", "pretrained", "*.npz"))
    config = json.loads((to / "config.json").read_text())
    (to / "config.json").write_text(json.dumps(config | {"num_hidden_layers": count}))
    weights = load_file(to / "model.safetensors")
    layers = {name: _LAYER.search(name) for name in weights}
    kept = {name for name, layer in layers.items() if layer is None or int(layer[1]) < count}
    save_file({name: weights[name] for name in kept}, to / "model.safetensors")
    return to


def google_variables(folder: Path) -> dict[str, np.ndarray]:
    """A BERT of transformers under the names, and in the layout, that Google's code gives it."""
    variables = {}
    for name, array in load_file(folder / "model.safetensors").items():
        if name.startswith("qa_outputs."):
            kind = "weights" if name.endswith("weight") else "bias"
            variables[f"cls/squad/output_{kind}"] = array
            continue
        layer, _, parameter = name.replace("layer.", "layer_").replace(".", "/").rpartition("/")
        if "embeddings/" in name.replace(".", "/") and "LayerNorm" not in name:
            variables[layer] = array
        elif "LayerNorm" in name:
            variables[f"{layer}/{'gamma' if parameter == 'weight' else 'beta'}"] = array
        elif parameter == "weight":
            variables[f"{layer}/kernel"] = np.ascontiguousarray(array.T)
        else:
            variables[f"{layer}/bias"] = array
    return variables


def save_variables(variables: dict[str, np.ndarray], prefix: Path) -> Path:
    """A TensorFlow 1 checkpoint, by TensorFlow 1's Saver."""
    v1 = tf.compat.v1
    with tf.Graph().as_default(), v1.Session() as session:
        for name, array in variables.items():
            # Not as a constant of the graph, which holds two gigabytes at most.
            v1.get_variable(name, initializer=v1.constant_initializer(array), shape=array.shape)
        session.run(v1.global_variables_initializer())
        prefix.parent.mkdir(parents=True, exist_ok=True)
        return Path(v1.train.Saver().save(session, str(prefix)))
