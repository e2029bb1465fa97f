"""hf://owner/name, against a stand-in of the Hub."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mrc_core.artifact import load_assets
from tests.e2e.conftest import command, environment
from tests.exporter.checkpoints.parity import reference
from tests.standins.http import serve
from tests.standins.hub import Hub

COMMIT = "0123456789abcdef0123456789abcdef01234567"
# A process of its own, as huggingface_hub reads its settings once.
DOWNLOAD = """
import sys
from exporter.checkpoints.checkpoint import CheckpointError
from exporter.checkpoints.hub import download
try:
    print(*sorted(path.name for path in download(sys.argv[1]).folder.iterdir()))
except CheckpointError as error:
    sys.exit(str(error))
"""


@pytest.fixture(scope="module")
def hub() -> Hub:
    return Hub("owner/reader", reference("roberta-korean").folder, COMMIT)


@pytest.fixture(scope="module")
def url(hub: Hub) -> Iterator[str]:
    with serve(hub.app) as base:
        yield base


def _run(url: str, cache: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments,
        env=environment(HF_ENDPOINT=url, HF_HOME=str(cache)),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_a_model_of_the_hub_is_exported_with_its_commit(hub: Hub, url: str, tmp_path: Path) -> None:
    source = "hf://owner/reader@v1"
    arguments = (command("mrc-export"), "huggingface", source, "--to", str(tmp_path / "m"))
    done = _run(url, tmp_path / "cache", *arguments)
    assert done.returncode == 0, done.stderr
    config = load_assets(tmp_path / "m").config
    assert config.name == "reader"
    assert config.provenance["source"] == f"hf://owner/reader@{COMMIT}"
    fetched = {path.rpartition("/")[2] for path in hub.requests if "/resolve/" in path}
    assert {"config.json", "model.safetensors", "vocab.txt"} <= fetched
    assert "reference.npz" not in fetched


def test_a_model_of_the_hub_is_fine_tuned(url: str, tmp_path: Path) -> None:
    context = "한강은 서울을 지난다."
    answers = [{"text": "서울", "answer_start": context.index("서울")}]
    paragraph = {
        "context": context,
        "qas": [{"id": "1", "question": "어디를 지나나?", "answers": answers}],
    }
    data = tmp_path / "squad.json"
    data.write_text(json.dumps({"data": [{"title": "한강", "paragraphs": [paragraph] * 2}]}))
    source = ("--from", "hf://owner/reader", "--to", str(tmp_path / "m"), "--epochs", "1")
    done = _run(url, tmp_path / "cache", command("mrc-train"), "finetune", str(data), *source)
    assert done.returncode == 0, done.stderr
    provenance = load_assets(tmp_path / "m").config.provenance
    assert provenance["source"] == f"hf://owner/reader@{COMMIT}"
    assert provenance["fine-tuned on"] == "squad.json"


def test_pickled_weights_are_fetched_where_there_are_no_others(tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    folder.mkdir()
    for name in ("config.json", "pytorch_model.bin", "tf_model.h5"):
        (folder / name).write_bytes(name.encode())
    with serve(Hub("owner/old", folder, COMMIT).app) as url:
        done = _run(url, tmp_path / "cache", sys.executable, "-c", DOWNLOAD, "hf://owner/old")
    assert done.stdout.split() == ["config.json", "pytorch_model.bin"], done.stderr


@pytest.mark.parametrize(
    "source", ["hf://owner/nothing", "hf://owner/reader@v9", "hf://owner/reader/more", "hf://"]
)
def test_what_is_not_there_is_one_line(source: str, url: str, tmp_path: Path) -> None:
    done = _run(url, tmp_path, sys.executable, "-c", DOWNLOAD, source)
    assert done.returncode == 1
    assert source in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_hub_that_is_away_is_one_line(tmp_path: Path) -> None:
    away = "http://127.0.0.1:9"
    done = _run(away, tmp_path, sys.executable, "-c", DOWNLOAD, "hf://owner/reader")
    assert done.returncode == 1
    assert done.stderr.startswith("cannot download hf://owner/reader: ")
    assert done.stderr.count("\n") == 1
