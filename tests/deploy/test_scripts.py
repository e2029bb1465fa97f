"""The shell scripts: checked by shellcheck, and run."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from mrc_core.artifact import bundled_model_dir, load_assets
from tests.deploy.files import DEPLOY, ROOT, run
from tests.mrc_core.predict.serving.windows import TokensModel
from tests.standins.tf_serving.standin import Fault, TensorFlowServing
from tests.standins.tf_serving.wire import listening

SCRIPTS = [
    path
    for folder in (".ci", "deploy", "tests")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.is_file() and path.read_bytes()[:20].startswith((b"#!/bin/sh", b"#!/bin/bash"))
]


def test_the_scripts_are_found() -> None:
    assert {DEPLOY / "publish-reader", DEPLOY / "tf_serving" / "healthy"} < set(SCRIPTS)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_shellcheck_finds_nothing(script: Path) -> None:
    checked = run("shellcheck", script)
    assert checked.returncode == 0, checked.stdout


def publish(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DEPLOY / "publish-reader", source, target], capture_output=True, text=True, check=False
    )


def test_a_reader_is_published_whole_and_once(tmp_path: Path) -> None:
    models = tmp_path / "models" / "mrc"
    source = load_assets(bundled_model_dir()).directory
    assert publish(source, models).returncode == 0
    published = load_assets(models).directory
    assert published.name == source.name
    assert {path.relative_to(published) for path in published.rglob("*")} == {
        path.relative_to(source) for path in source.rglob("*")
    }
    again = publish(source, models)
    assert again.returncode == 1
    assert "there already" in again.stderr
    assert [path.name for path in models.iterdir()] == [source.name]


def test_what_is_no_version_is_not_published(tmp_path: Path) -> None:
    models, source = tmp_path / "models", tmp_path / "reader"
    source.mkdir()
    assert publish(source, models).returncode == 2
    (source / "saved_model.pb").touch()
    assert "number" in publish(source, models).stderr
    assert not models.exists()


def test_the_health_check_succeeds_only_while_the_model_is_loaded() -> None:
    serving = TensorFlowServing({"mrc": {1: TokensModel(1)}})

    def healthy(port: str, model: str = "mrc") -> bool:
        script = DEPLOY / "tf_serving" / "healthy"
        return subprocess.run([script, model, port], check=False, timeout=30).returncode == 0

    with listening(serving) as url:
        port = url.rpartition(":")[2]
        assert healthy(port)
        assert not healthy(port, "another")
        serving.models.set_state("mrc", 1, "LOADING")
        assert not healthy(port)
        serving.fault = Fault(drop=True)
        assert not healthy(port)
    assert not healthy(port)
