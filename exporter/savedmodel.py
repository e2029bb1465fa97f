"""Publishing a version: a folder that appears in MODEL_DIR complete or not at all.

TensorFlow Serving looks for new version folders every second and loads what it finds.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import uuid4

import tensorflow as tf
from tokenizers import Tokenizer

from exporter.model import QuestionAnswering


def publish(
    module: QuestionAnswering, tokenizer: Tokenizer, model_dir: Path, version: int | None = None
) -> Path:
    """Write `model_dir`/`version` with the SavedModel and its assets.

    Args:
        module: What is served; its config goes to assets/reader.json.
        tokenizer: Goes to assets/tokenizer.json.
        model_dir: Made if it is not there.
        version: The one after the highest if None.

    Returns:
        The version's folder.

    Raises:
        FileExistsError: The version is there already; versions are never changed.
    """
    version = next_version(model_dir) if version is None else version
    target = model_dir / str(version)
    there_already = FileExistsError(f"version {version} is already in {model_dir}")
    if target.exists():
        raise there_already
    # On the same file system, or renaming would be copying; not a number, or it would be served.
    draft = model_dir / f".{version}-{uuid4().hex}"
    draft.mkdir(parents=True)
    try:
        tf.saved_model.save(module, str(draft), signatures=module.signatures)
        assets = draft / "assets"
        assets.mkdir(exist_ok=True)
        tokenizer.save(str(assets / "tokenizer.json"))
        (assets / "reader.json").write_text(module.config.model_dump_json(indent=2) + "\n", "utf-8")
        draft.rename(target)
    except OSError as error:
        # Another export has published the version meanwhile, and a full folder is not replaced.
        raise (there_already if target.exists() else error) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def next_version(model_dir: Path) -> int:
    """One more than the highest version in `model_dir`; 1 in an empty or missing one."""
    if not model_dir.is_dir():
        return 1
    numbers = [int(path.name) for path in model_dir.iterdir() if path.name.isdecimal()]
    return max(numbers, default=0) + 1
