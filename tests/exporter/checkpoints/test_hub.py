"""hf://owner/name, against a stand-in of the Hub."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from huggingface_hub import constants

from exporter.checkpoints.checkpoint import CheckpointError
from exporter.checkpoints.hub import download
from exporter.train.run.run import load_run
from mrc_core.artifact import load_assets
from tests.commands import run_here
from tests.exporter.checkpoints.parity import reference, with_layers
from tests.standins.http import serve
from tests.standins.hub import Hub

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    folder = tmp_path_factory.mktemp("hub") / "reader"
    with_layers(1, reference("roberta-korean").folder, folder)
    # Of no use to a reader, so it is not fetched.
    (folder / "reference.npz").touch()
    return Hub("owner/reader", folder, COMMIT)


@pytest.fixture(scope="module")
def url(hub: Hub) -> Iterator[str]:
    with serve(hub.app) as base:
        yield base


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of this test alone: huggingface_hub reads its settings once, where it is imported."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder / "hub"))
    return folder


@pytest.fixture
def ask_hub(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Has what is downloaded in this process come from the stand-in at a URL."""

    def ask(url: str) -> None:
        template = "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "ENDPOINT", url)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", url + template)

    return ask


def test_a_model_of_the_hub_is_exported_with_its_commit(
    hub: Hub, url: str, ask_hub: Callable[[str], None], tmp_path: Path
) -> None:
    ask_hub(url)
    done = run_here("mrc-export", "huggingface", "hf://owner/reader@v1", "--to", tmp_path / "m")
    assert done.returncode == 0, done.stderr
    config = load_assets(tmp_path / "m").config
    assert config.name == "reader"
    assert config.provenance["source"] == f"hf://owner/reader@{COMMIT}"
    fetched = {path.rpartition("/")[2] for path in hub.requests if "/resolve/" in path}
    assert {"config.json", "model.safetensors", "vocab.txt"} <= fetched
    assert "reference.npz" not in fetched


def test_a_model_of_the_hub_is_fine_tuned(
    url: str, ask_hub: Callable[[str], None], tmp_path: Path
) -> None:
    ask_hub(url)
    context = "한강은 서울을 지난다."
    answers = [{"text": "서울", "answer_start": context.index("서울")}]
    paragraph = {
        "context": context,
        "qas": [{"id": "1", "question": "어디를 지나나?", "answers": answers}],
    }
    data = tmp_path / "squad.json"
    data.write_text(json.dumps({"data": [{"title": "한강", "paragraphs": [paragraph] * 2}]}))
    options = ("--from", "hf://owner/reader", "--to", tmp_path / "m", "--minutes", 0)
    done = run_here("mrc-train", "finetune", data, *options)
    assert done.returncode == 0, done.stderr
    provenance = load_run(tmp_path / "m" / ".training-1" / "run").reader.provenance
    assert provenance["source"] == f"hf://owner/reader@{COMMIT}"
    assert provenance["fine-tuned on"] == "squad.json"


def test_pickled_weights_are_fetched_where_there_are_no_others(
    ask_hub: Callable[[str], None], tmp_path: Path
) -> None:
    folder = tmp_path / "repository"
    folder.mkdir()
    for name in ("config.json", "pytorch_model.bin", "tf_model.h5"):
        (folder / name).write_bytes(name.encode())
    with serve(Hub("owner/old", folder, COMMIT).app) as url:
        ask_hub(url)
        fetched = download("hf://owner/old").folder
    assert sorted(path.name for path in fetched.iterdir()) == ["config.json", "pytorch_model.bin"]


@pytest.mark.parametrize(
    "source", ["hf://owner/nothing", "hf://owner/reader@v9", "hf://owner/reader/more", "hf://"]
)
def test_what_is_not_there_is_one_line(
    source: str, url: str, ask_hub: Callable[[str], None]
) -> None:
    ask_hub(url)
    with pytest.raises(CheckpointError) as refused:
        download(source)
    assert source in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_hub_that_is_away_is_one_line(ask_hub: Callable[[str], None]) -> None:
    ask_hub("http://127.0.0.1:9")
    with pytest.raises(CheckpointError, match=r"^cannot download hf://owner/reader: .*$"):
        download("hf://owner/reader")
