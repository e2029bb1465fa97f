"""Snapshots of a run's arrays: exact or rounded, whole or not there at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from exporter.train.fit import snapshots

ARRAYS = {
    "weights/kernel": np.linspace(-3, 3, 50, dtype=np.float32).reshape(5, 10),
    "optimizer/001": np.geomspace(1e-12, 1, 40, dtype=np.float32),
    "optimizer/000": np.array(7, np.int64),
}


def test_a_snapshot_comes_back_exactly_or_rounded(tmp_path: Path) -> None:
    snapshots.save(tmp_path / "exact", ARRAYS, {"step": 3})
    arrays, state = snapshots.load(tmp_path / "exact")
    assert state["step"] == 3
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(arrays[name], array)
        assert arrays[name].dtype == array.dtype
    snapshots.save(tmp_path / "half", ARRAYS, {}, "half")
    arrays, _ = snapshots.load(tmp_path / "half")
    np.testing.assert_allclose(arrays["weights/kernel"], ARRAYS["weights/kernel"], rtol=5e-4)
    np.testing.assert_allclose(arrays["optimizer/001"], ARRAYS["optimizer/001"], rtol=4e-3)
    assert arrays["optimizer/000"] == 7


def test_a_large_snapshot_is_cut_into_files_that_can_be_sent(tmp_path: Path) -> None:
    large = {"weights/embeddings": np.random.default_rng(0).random((4_000, 2_000), np.float32)}
    snapshots.save(tmp_path / "large", large, {})
    sizes = [file.stat().st_size for file in (tmp_path / "large").iterdir()]
    assert len(sizes) == 4
    assert max(sizes) < 16e6
    arrays, _ = snapshots.load(tmp_path / "large")
    np.testing.assert_array_equal(arrays["weights/embeddings"], large["weights/embeddings"])


def test_a_checkpoint_that_fails_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = snapshots.save_checkpoint(tmp_path, 5, ARRAYS, {"step": 5}, "exact")

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("exporter.train.fit.snapshots.os.fsync", full)
        with pytest.raises(OSError, match="no space"):
            snapshots.save_checkpoint(tmp_path, 10, ARRAYS, {"step": 10}, "exact")
    assert snapshots.latest(tmp_path) == kept
    assert snapshots.load(kept)[1]["step"] == 5
    # What a killed process left behind is no checkpoint, and the next one clears it away.
    (tmp_path / ".checkpoint-000000010-dead").mkdir()
    assert snapshots.latest(tmp_path) == kept
    last = snapshots.save_checkpoint(tmp_path, 15, ARRAYS, {"step": 15}, "exact")
    assert list(tmp_path.iterdir()) == [last]


def test_a_broken_checkpoint_is_named(tmp_path: Path) -> None:
    folder = snapshots.save_checkpoint(tmp_path, 5, ARRAYS, {}, "exact")
    whole = (folder / "arrays.npz.000").read_bytes()
    for content in (b"", b"not an archive", whole[:-30]):
        (folder / "arrays.npz.000").write_bytes(content)
        with pytest.raises(snapshots.SnapshotError, match="checkpoint-000000005"):
            snapshots.load(folder)
