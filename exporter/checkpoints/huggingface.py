"""An encoder in a Hugging Face folder, with or without its span head."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from exporter.checkpoints.checkpoint import Checkpoint, CheckpointError
from exporter.checkpoints.families import FAMILIES, encoder_config, is_unused
from exporter.checkpoints.tensors import open_weights
from exporter.checkpoints.tokenizer import check_fit, tells_segments_apart, tokenizer_of_folder
from exporter.checkpoints.weight_names import by_family_names, heads


def read_folder(folder: Path, name: str = "", source: str = "") -> Checkpoint:
    """Open a folder as `save_pretrained` writes it.

    Args:
        folder: With config.json, weights and tokenizer files.
        name: The folder's if empty.
        source: Where it comes from, for provenance; the folder's name if empty.

    Raises:
        CheckpointError: A file is missing or damaged, or the family is unknown.
        VocabularyError: The tokenizer is not usable, or not this network's.
    """
    values = _read_config(folder)
    kind = values.get("model_type")
    if kind not in FAMILIES:
        known = ", ".join(sorted(FAMILIES))
        raise CheckpointError(f"model_type {kind!r} is not supported; these are: {known}")
    arrays = by_family_names(open_weights(folder), FAMILIES[kind].prefix)
    tokenizer = tokenizer_of_folder(folder)
    encoder = encoder_config(FAMILIES[kind], values, tells_segments_apart(tokenizer))
    check_fit(tokenizer, encoder.vocabulary_size)
    return Checkpoint(
        name=name or folder.resolve().name,
        encoder=encoder,
        tokenizer=tokenizer,
        arrays=arrays,
        table=FAMILIES[kind].table,
        # PyTorch's linear layers are [out, in].
        is_transposed=lambda path: path.endswith("/kernel"),
        unused=frozenset(filter(is_unused, arrays)),
        heads=tuple(heads(arrays, FAMILIES[kind].prefix)),
        provenance={
            "source": source or folder.resolve().name,
            "family": kind,
            "architecture": str((values.get("architectures") or ["?"])[0]),
        },
        license=_license(folder / "README.md"),
    )


def _read_config(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.is_file() else "is not there"
        raise CheckpointError(f"{folder} {what}")
    file = folder / "config.json"
    try:
        values = json.loads(file.read_bytes())
    except FileNotFoundError:
        raise CheckpointError(f"{folder} has no config.json") from None
    except ValueError:
        raise CheckpointError(f"{file} is not JSON") from None
    if not isinstance(values, dict):
        raise CheckpointError(f"{file} is no configuration")
    return values


def _license(card: Path) -> str:
    if not card.is_file():
        return ""
    from huggingface_hub import ModelCard

    try:
        return str(ModelCard.load(card, ignore_metadata_errors=True).data.get("license") or "")
    except Exception:  # noqa: BLE001 - what its YAML parser raises; a card is for people
        return ""
