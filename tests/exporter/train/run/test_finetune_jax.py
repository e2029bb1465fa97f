"""Fine-tuning with JAX, as a process: Keras takes one backend for good."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from exporter.train.fit import log
from mrc_core import Reader
from mrc_core.artifact import load_assets
from tests.prerequisites import ROOT, jax

# Compiling well takes longer than these few steps.
_QUICK = {"JAX_DISABLE_MOST_OPTIMIZATIONS": "1"}


@pytest.mark.timeout(360)
def test_jax_trains_and_tensorflow_writes(squad: Path, young: Path, tmp_path: Path) -> None:
    paths = os.pathsep.join(map(str, (jax(), ROOT)))
    command = Path(sys.executable).with_name("mrc-train"), "finetune", squad, "--from", young
    options = "--to", tmp_path, "--held-out", squad, "--epochs", 20, "--learning-rate", 2e-3
    done = subprocess.run(
        [str(argument) for argument in (*command, *options, "--precision", "mixed_bfloat16")],
        env=os.environ | {"KERAS_BACKEND": "jax", "PYTHONPATH": paths} | _QUICK,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == str(tmp_path / "1")
    # As the reader that was written decodes, it was calibrated where it was trained.
    said = next(line for line in done.stdout.splitlines() if line.startswith("fit_weight="))
    assert said == str(load_assets(tmp_path).config.calibration)
    assert load_assets(tmp_path).config.calibration.temperature != 1
    losses = [row["loss"] for row in log.read(tmp_path / ".training-1/run/log.jsonl")[:-1]]
    assert losses[-1] < 0.8 * losses[0]
    passage = "제3회 대회는 1953년에 인천에서 열렸다."
    (best, *_) = Reader.load(tmp_path).read_sync("언제 열렸나?", passage).candidates
    assert passage[best.start : best.end] == best.text
