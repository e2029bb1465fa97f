"""A reader as TensorFlow 1's Estimator exported it -> a version in MODEL_DIR.

Such a SavedModel has one signature, `serving_default` on serialized tf.Examples, and the client
works with it as it is; what it lacks is its tokenizer.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from exporter.checkpoints.checkpoint import CheckpointError
from exporter.savedmodel.publish import add_assets, new_version
from exporter.savedmodel.signatures import SavedModelError, Signature, read_graph, signatures_of
from mrc_core.artifact import ReaderConfig

_NAME = "serving_default"


def find_export(path: Path) -> Path:
    """Return the SavedModel's folder: `path`, or its newest numbered folder.

    Raises:
        SavedModelError: There is none.
    """
    if (path / "saved_model.pb").is_file():
        return path
    numbered = [file.parent for file in path.glob("*/saved_model.pb")]
    numbered = [folder for folder in numbered if folder.name.isdecimal()]
    if not numbered:
        raise SavedModelError(f"no saved_model.pb in {path}, nor in a numbered folder there")
    return max(numbered, key=lambda folder: int(folder.name))


def window_length(export: Path, wanted: int | None) -> int:
    """Return the window length that a SavedModel was exported for, in tokens.

    Args:
        export: The SavedModel's folder.
        wanted: What the user says; needed only where the graph does not say its own.

    Raises:
        SavedModelError: It is no reader.
        CheckpointError: The length is not known, or another than the user says.
    """
    length = _length_of_graph(export) or wanted
    if length is None:
        raise CheckpointError(f"{export} does not say its window length: --max-seq-length")
    if wanted not in (None, length):
        raise CheckpointError(f"{export} was exported for windows of {length} tokens")
    return length


def _length_of_graph(export: Path) -> int | None:
    graph = read_graph(export)
    signature = _checked(export, signatures_of(graph).get(_NAME))
    shape = signature.outputs["start_logits"].shape
    if shape is not None and len(shape) == 2 and shape[1] is not None:
        return shape[1]
    return _parsed_length(graph)


def adopt(
    export: Path,
    tokenizer: Tokenizer,
    config: ReaderConfig,
    model_dir: Path,
    version: int | None = None,
) -> Path:
    """Copy the SavedModel and put beside it what its readers need.

    Returns:
        The version's folder.

    Raises:
        FileExistsError: The version is there already.
    """
    with new_version(model_dir, version) as draft:
        shutil.copytree(export, draft.directory, dirs_exist_ok=True)
        add_assets(draft.directory, {_NAME: None}, tokenizer, config)
    return draft.target


def _checked(export: Path, signature: Signature | None) -> Signature:
    if (
        signature is not None
        and set(signature.inputs) == {"examples"}
        and signature.inputs["examples"].dtype == "string"
        and {"start_logits", "end_logits"} <= set(signature.outputs)
    ):
        return signature
    there = "there is none"
    if signature is not None:
        there = f"it has ({', '.join(signature.inputs)}) -> ({', '.join(signature.outputs)})"
    raise SavedModelError(
        f"{export} is no reader: {_NAME} must take examples, serialized tf.Examples, and give "
        f"start_logits and end_logits; {there}"
    )


def _parsed_length(graph: Any) -> int | None:
    """Return the length of the features that the graph parses out of an example."""
    functions = (
        node for function in graph.graph_def.library.function for node in function.node_def
    )
    for node in (*graph.graph_def.node, *functions):
        if node.op.startswith("ParseExample"):
            shapes = node.attr["dense_shapes"].list.shape
            lengths = {shape.dim[0].size for shape in shapes if len(shape.dim) == 1}
            if len(lengths) == 1:
                return int(lengths.pop())
    return None
