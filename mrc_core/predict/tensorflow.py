"""TensorFlow and what is loaded by it. The one place of the reader that imports it, late."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from mrc_core.errors import ModelMismatchError, ReaderUnavailableError
from mrc_core.predict.cpus import available_cpus

# Reads to the end, which comes when nobody writes any more, and says it all then.
_KEEPER = ("/bin/sh", "-c", 'said=$(cat); [ -z "$said" ] || printf "%s\\n" "$said" >&2')


def load_saved_model(directory: Path) -> Any:
    """Return the SavedModel in a version's folder.

    Raises:
        ReaderUnavailableError: TensorFlow is not installed.
        ModelMismatchError: There is none, or it is damaged.
    """
    tf = import_tensorflow()
    try:
        with _garbage_left():
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
        with _quiet_stderr(), _garbage_left():
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
def _garbage_left() -> Iterator[None]:
    """Look for no cycles: among the million objects that come to stay, a fifth of the time goes."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


@contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Keep back what goes to file descriptor 2: on import TensorFlow writes there what it likes.

    Another process keeps it, and writes it out if the import fails, or kills this one: a library
    that wants other instructions than the machine has says so, and aborts.
    """
    sys.stderr.flush()
    with subprocess.Popen(_KEEPER, stdin=subprocess.PIPE) as keeper:  # noqa: S603 - constant
        assert keeper.stdin  # noqa: S101 - a pipe was asked for
        kept = os.dup(2)
        os.dup2(keeper.stdin.fileno(), 2)
        keeper.stdin.close()
        try:
            yield
            keeper.kill()
        finally:
            os.dup2(kept, 2)
            os.close(kept)
