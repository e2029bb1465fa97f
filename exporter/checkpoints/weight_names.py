"""Weights' names as training code leaves them -> those of the family in transformers. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from exporter.checkpoints.checkpoint import LazyArray

SPAN_HEAD = "qa_outputs"
_EMBEDDINGS = "embeddings.word_embeddings.weight"
# The parts of an encoder, in every family.
_ENCODER = frozenset(("embeddings", "embeddings_project", "encoder", "transformer", "pooler"))
# What people call a span head of their own.
_SPAN_WORDS = re.compile(r"qa|span|answer|squad|start_end|mrc|^outputs?$|^(?:fc|linear|head)$")


def by_family_names(arrays: Mapping[str, LazyArray], prefix: str) -> dict[str, LazyArray]:
    """Return arrays by the names that transformers' model with a span head has.

    A bare encoder's lack the family's prefix; wrappers of training code put theirs in front
    ("module.", "model.", the family's own once more), and a span head of two outputs may be
    called otherwise.

    Args:
        arrays: By the checkpoint's names.
        prefix: The family's, "bert".
    """
    named = _unwrapped({_modern(name): array for name, array in arrays.items()}, prefix)
    if f"{SPAN_HEAD}.weight" not in named and (head := _span_head(named, prefix)):
        for parameter in ("weight", "bias"):
            named[f"{SPAN_HEAD}.{parameter}"] = named.pop(f"{head}.{parameter}")
    return named


def heads(names: Mapping[str, object], prefix: str) -> list[str]:
    """Return what stands beside the encoder: the outermost names of a checkpoint's heads."""
    return sorted({name.partition(".")[0] for name in names} - {prefix})


def _unwrapped(arrays: Mapping[str, LazyArray], prefix: str) -> dict[str, LazyArray]:
    fronts = [name.removesuffix(_EMBEDDINGS) for name in arrays if name.endswith(_EMBEDDINGS)]
    if not fronts or f"{prefix}." in fronts:
        return dict(arrays)
    # Of several encoders in one file, the outermost.
    front = min(fronts, key=len)
    wrapper = front.removesuffix(f"{prefix}.")
    named = {}
    for name, array in arrays.items():
        inner = name.removeprefix(front)
        if name.startswith(front) and inner.partition(".")[0] in _ENCODER:
            named[f"{prefix}.{inner}"] = array
        else:
            named[name.removeprefix(wrapper)] = array
    return named


def _span_head(arrays: Mapping[str, LazyArray], prefix: str) -> str | None:
    """Return the one layer beside the encoder that makes two numbers of a token, by its name."""
    found = [
        name.removesuffix(".weight")
        for name, array in arrays.items()
        if name.endswith(".weight")
        and not name.startswith(f"{prefix}.")
        and len(array.shape) == 2
        and array.shape[0] == 2
        and f"{name.removesuffix('.weight')}.bias" in arrays
    ]
    return found[0] if len(found) == 1 and _SPAN_WORDS.search(found[0].lower()) else None


def _modern(name: str) -> str:
    """Rename layer norms: checkpoints converted from TensorFlow keep its names."""
    return re.sub(r"LayerNorm\.(gamma|beta)$", _renamed, name)


def _renamed(match: re.Match[str]) -> str:
    return "LayerNorm." + {"gamma": "weight", "beta": "bias"}[match[1]]
