"""What is seen of TensorFlow's import; a module of that name stands in for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ("", ""),
        ("raise ImportError('broken')", "wants AVX-512"),
        ("os.abort()", "wants AVX-512"),
    ],
)
def test_what_tensorflow_says_is_told_where_it_fails(tmp_path: Path, ends: str, said: str) -> None:
    module = f"import os\nos.write(2, b'wants AVX-512')\n{ends}\n"
    (tmp_path / "tensorflow.py").write_text(module, "utf-8")
    program = """
from mrc_core.errors import ReaderUnavailableError
from mrc_core.predict.tensorflow import import_tensorflow
try:
    import_tensorflow()
except ReaderUnavailableError:
    pass
"""
    path = os.pathsep.join((str(tmp_path), *filter(None, sys.path)))
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.stderr.strip() == said
