"""The stand-in for TensorFlow Serving in a process of its own, warm, as a model server is.

`python -m tests.bench.serving NAME=VERSION_FOLDER ...` serves until stdin is closed.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mrc_core.predict.tensorflow import import_tensorflow
from tests.standins.tf_serving.standin import SavedModelServable, TensorFlowServing
from tests.standins.tf_serving.wire import listening


@contextmanager
def model_server(models: Mapping[str, Path]) -> Iterator[str]:
    """Where version folders are served, each under its name."""
    arguments = [f"{name}={folder}" for name, folder in models.items()]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.serving", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.wait(30)


def _warm(folder: Path) -> SavedModelServable:
    """Return a model that has answered its warm-up requests, without which its first takes long."""
    import_tensorflow()
    from exporter.savedmodel.warmup import read_requests

    model = SavedModelServable(folder)
    for signature, inputs in read_requests(folder):
        model.run(signature, inputs)
    return model


def main(arguments: list[str]) -> None:
    pairs = [argument.split("=", 1) for argument in arguments]
    models = {name: {1: _warm(Path(folder))} for name, folder in pairs}
    with listening(TensorFlowServing(models)) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1:])
