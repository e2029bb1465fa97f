"""Weights' names as training code leaves them."""

from __future__ import annotations

import numpy as np
import pytest

from exporter.checkpoints.checkpoint import LazyArray
from exporter.checkpoints.weight_names import by_family_names, heads

ENCODER = ("embeddings.word_embeddings.weight", "encoder.layer.0.output.LayerNorm.weight")
HEAD = ("qa_outputs.weight", "qa_outputs.bias")
EXPECTED = {f"bert.{name}" for name in ENCODER}


def _arrays(*names: str, outputs: int = 2) -> dict[str, LazyArray]:
    shapes = {name: (outputs, 8) if name.endswith("weight") else (outputs,) for name in names}
    return {name: LazyArray(shape, lambda s=shape: np.zeros(s)) for name, shape in shapes.items()}


@pytest.mark.parametrize(
    ("encoder", "head"),
    [
        ("bert.", ""),
        ("", ""),
        ("module.bert.", "module."),
        ("model.", ""),
        ("model.bert.", "model."),
        ("_orig_mod.module.bert.", "_orig_mod.module."),
        ("bert.bert.", "bert."),
        ("bert.bert.", ""),
        ("encoder.", ""),
    ],
)
def test_what_wraps_a_model_is_taken_off(encoder: str, head: str) -> None:
    arrays = _arrays(*(encoder + name for name in ENCODER), *(head + name for name in HEAD))
    assert by_family_names(arrays, "bert").keys() == EXPECTED | set(HEAD)


def test_layer_norms_of_tensorflow_have_their_modern_names() -> None:
    arrays = _arrays("bert.embeddings.LayerNorm.gamma", "bert.embeddings.LayerNorm.beta")
    assert by_family_names(arrays, "bert").keys() == {
        "bert.embeddings.LayerNorm.weight",
        "bert.embeddings.LayerNorm.bias",
    }


@pytest.mark.parametrize("name", ["qa_classifier", "span_outputs", "squad_head", "outputs"])
def test_a_span_head_of_another_name_is_found(name: str) -> None:
    arrays = _arrays(*(f"bert.{n}" for n in ENCODER), f"{name}.weight", f"{name}.bias")
    assert by_family_names(arrays, "bert").keys() == EXPECTED | set(HEAD)


@pytest.mark.parametrize(
    ("names", "outputs"),
    [
        (["classifier"], 2),  # Two classes of texts look the same.
        (["qa_classifier"], 3),
        (["span_a", "span_b"], 2),
    ],
)
def test_what_may_be_another_head_stays_what_it_is(names: list[str], outputs: int) -> None:
    parts = [f"{name}.{parameter}" for name in names for parameter in ("weight", "bias")]
    arrays = _arrays(*(f"bert.{n}" for n in ENCODER), *parts, outputs=outputs)
    named = by_family_names(arrays, "bert")
    assert named.keys() == EXPECTED | set(parts)
    assert heads(named, "bert") == names
