"""TensorFlow and what is loaded by it. The one place of the reader that imports it, late."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from mrc_core.errors import ModelMismatchError, ReaderUnavailableError
from mrc_core.predict.cpus import available_cpus


def load_saved_model(directory: Path) -> Any:
    """Return the SavedModel in a version's folder.

    Raises:
        ReaderUnavailableError: TensorFlow is not installed.
        ModelMismatchError: There is none, or it is damaged.
    """
    tf = import_tensorflow()
    try:
        return tf.saved_model.load(str(directory))
    except (OSError, ValueError, LookupError, RuntimeError, tf.errors.OpError) as error:
        # Variables cut short are an IndexError of TensorFlow's reader.
        reason = str(error).strip().partition("\n")[0]
        raise ModelMismatchError(f"cannot load {directory}: {reason}") from error


def import_tensorflow() -> Any:
    """Return the module `tensorflow`, imported without what it prints.

    Raises:
        ReaderUnavailableError: It is not installed.
    """
    # Its errors arrive as exceptions; what its C++ side prints besides is about the machine.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        with _quiet_stderr():
            import tensorflow as tf
    except ImportError as error:
        raise ReaderUnavailableError(
            "the embedded reader needs TensorFlow: pip install 'mrc-bot[embedded]', "
            "or set MRC_SERVING_URL to a TensorFlow Serving"
        ) from error
    return tf


def use_cpus(tf: Any) -> None:
    """Give TensorFlow a thread for each CPU of this process, unless somebody has decided it."""
    threading = tf.config.threading
    if os.environ.get("TF_NUM_INTRAOP_THREADS") or threading.get_intra_op_parallelism_threads():
        return
    with suppress(RuntimeError):  # TensorFlow is in use already, and keeps what it has
        threading.set_intra_op_parallelism_threads(available_cpus())


@contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Silence file descriptor 2: on import, TensorFlow writes there whatever its settings."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
