"""Publishing a version: a folder that appears in MODEL_DIR complete or not at all.

TensorFlow Serving looks for new version folders every second and loads what it finds.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import tensorflow as tf
from tokenizers import Tokenizer

from exporter.savedmodel.module import QuestionAnswering
from exporter.savedmodel.warmup import write_requests
from mrc_core.artifact import ReaderConfig


def publish(
    module: QuestionAnswering,
    tokenizer: Tokenizer,
    model_dir: Path,
    version: int | None = None,
    card: bytes | None = None,
) -> Path:
    """Write `model_dir`/`version` with the SavedModel and its assets.

    Args:
        module: What is served; its config goes to assets/reader.json.
        tokenizer: Goes to assets/tokenizer.json.
        model_dir: Made if it is not there.
        version: The one after the highest if None.
        card: A model card (Mitchell et al. 2019), goes to assets/model-card.md.

    Returns:
        The version's folder.

    Raises:
        FileExistsError: The version is there already; versions are never changed.
        NotADirectoryError: `model_dir` is a file.
    """
    signatures = module.signatures
    with new_version(model_dir, version) as draft:
        tf.saved_model.save(module, str(draft.directory), signatures=signatures)
        add_assets(draft.directory, signatures, tokenizer, module.config)
        if card is not None:
            (draft.directory / "assets" / "model-card.md").write_bytes(card)
    return draft.target


@dataclass(frozen=True, slots=True)
class VersionDraft:
    """A version that is being made: where it is written, and what it becomes."""

    directory: Path
    target: Path


@contextmanager
def new_version(model_dir: Path, version: int | None = None) -> Iterator[VersionDraft]:
    """Give a folder to fill; it becomes the version at the end, or nothing is left of it.

    Args:
        model_dir: Made if it is not there.
        version: The one after the highest if None.

    Raises:
        FileExistsError: The version is there already; versions are never changed.
        NotADirectoryError: `model_dir` is a file.
    """
    target = free_version(model_dir, version)
    made = [path for path in (model_dir, *model_dir.parents) if not path.exists()]
    # On the same file system, or renaming would be copying; not a number, or it would be served.
    draft = VersionDraft(model_dir / f".{target.name}-{uuid4().hex}", target)
    try:
        draft.directory.mkdir(parents=True)
        yield draft
        draft.directory.rename(target)
    except BaseException as error:
        shutil.rmtree(draft.directory, ignore_errors=True)
        _remove_empty(made)
        # Another export has published the version meanwhile, and a full folder is not replaced.
        if isinstance(error, OSError) and target.exists():
            raise _there_already(target) from None
        raise


def free_version(model_dir: Path, version: int | None = None) -> Path:
    """Return where a version will be; a long export asks before it begins.

    Raises:
        FileExistsError: The version is there already.
        NotADirectoryError: `model_dir` is a file.
    """
    if model_dir.exists() and not model_dir.is_dir():
        raise NotADirectoryError(f"{model_dir} is a file, not a folder for versions")
    target = model_dir / str(next_version(model_dir) if version is None else version)
    if target.exists():
        raise _there_already(target)
    return target


def _there_already(target: Path) -> FileExistsError:
    return FileExistsError(f"version {target.name} is already in {target.parent}")


def _remove_empty(folders: Iterable[Path]) -> None:
    """Remove, deepest first, the folders that nobody has put anything into."""
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


def add_assets(
    directory: Path, signatures: Mapping[str, Any], tokenizer: Tokenizer, config: ReaderConfig
) -> None:
    """Put beside a SavedModel what its readers need: tokenizer, reader.json, warm-up requests."""
    assets = directory / "assets"
    assets.mkdir(exist_ok=True)
    tokenizer.save(str(assets / "tokenizer.json"))
    (assets / "reader.json").write_text(config.model_dump_json(indent=2) + "\n", "utf-8")
    write_requests(directory, signatures, tokenizer, config)


def replace_config(directory: Path, config: ReaderConfig) -> Path:
    """Put another reader.json into a version, whole or not at all; the old one stays beside it.

    Args:
        directory: The version's.
        config: Goes to assets/reader.json.

    Returns:
        The old one's new place: assets/reader.before.json.

    Raises:
        OSError: The folder cannot be written.
    """
    file = directory / "assets" / "reader.json"
    before = file.with_name("reader.before.json")
    draft = file.with_name(f".reader-{uuid4().hex}.json")
    try:
        draft.write_text(config.model_dump_json(indent=2) + "\n", "utf-8")
        shutil.copyfile(file, before)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return before


def next_version(model_dir: Path) -> int:
    """Return one more than the highest version in `model_dir`; 1 in an empty or missing one."""
    if not model_dir.is_dir():
        return 1
    numbers = [int(path.name) for path in model_dir.iterdir() if path.name.isdecimal()]
    return max(numbers, default=0) + 1
