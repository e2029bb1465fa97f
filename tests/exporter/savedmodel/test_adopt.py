"""A classic reader is taken over as it is, answers in process and from TensorFlow Serving."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from exporter.checkpoints.wordpiece import wordpiece_tokenizer
from exporter.cli import app
from mrc_core import Reader
from mrc_core.artifact import load_assets
from tests.exporter.savedmodel.classic import export_savedmodel
from tests.standins.http import serve
from tests.standins.tf_serving.standin import SavedModelServable, TensorFlowServing

TEXT = "서울의 강은 길다. 강은 서울을 지난다."


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    entries = "[PAD] [UNK] [CLS] [SEP] . 서울 ##의 강 ##은 길 ##다 ##을 지난다".split()
    file = tmp_path_factory.mktemp("vocabulary") / "vocab.txt"
    file.write_text("\n".join(entries) + "\n", "utf-8")
    return file


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, vocabulary: Path) -> Path:
    """Its answers start with "길" and end with "##다"."""
    tokenizer = wordpiece_tokenizer(vocabulary)
    tables = np.zeros((tokenizer.get_vocab_size(), 2), np.float32)
    tables[tokenizer.token_to_id("길"), 0] = tables[tokenizer.token_to_id("##다"), 1] = 5
    export = export_savedmodel(tmp_path_factory.mktemp("estimator"), tables, length=32)
    # The Estimator had warm-up requests of its own, if it was given some.
    (export / "assets.extra").mkdir()
    (export / "assets.extra" / "tf_serving_warmup_requests").write_bytes(b"old")
    return export.parent


@pytest.fixture(scope="module")
def model_dir(tmp_path_factory: pytest.TempPathFactory, exported: Path, vocabulary: Path) -> Path:
    to = tmp_path_factory.mktemp("models") / "classic"
    arguments = ["estimator", str(exported), "--vocab", str(vocabulary), "--to", str(to)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert result.stdout.strip() == str(to / "1")
    return to


def test_its_window_length_is_read_from_its_graph(model_dir: Path) -> None:
    assets = load_assets(model_dir)
    assert assets.config.max_seq_length == 32
    assert assets.config.provenance["vocabulary"] == "lower-cased, accents kept"


def test_it_answers_in_process(model_dir: Path) -> None:
    reading = Reader.load(model_dir).read_sync("어떤 강?", TEXT)
    assert reading.candidates[0].text == "길다"
    assert TEXT[reading.candidates[0].start : reading.candidates[0].end] == "길다"


async def test_it_answers_from_tensorflow_serving(model_dir: Path) -> None:
    served = TensorFlowServing({"mrc": {1575000000: SavedModelServable(model_dir / "1")}})
    with serve(served) as url:
        reader = Reader.serving(url, "mrc", model_dir=model_dir)
        reading = await reader.read("어떤 강?", TEXT)
        await reader.aclose()
    assert reading.candidates[0].text == "길다"
    assert reading.model.version == "1575000000"
    asked = [request.json["signature_name"] for request in served.requests if request.json]
    assert asked == ["serving_default"]


def test_it_passes_verification(model_dir: Path) -> None:
    result = CliRunner().invoke(app, ["verify", str(model_dir)])
    assert result.exit_code == 0, result.output
    assert "the client uses serving_default" in result.stdout
    assert "1 requests" in result.stdout


def test_it_is_not_exported_for_other_windows(
    exported: Path, vocabulary: Path, tmp_path: Path
) -> None:
    command = ["estimator", str(exported), "--vocab", str(vocabulary), "--to", str(tmp_path / "m")]
    result = CliRunner().invoke(app, [*command, "--max-seq-length", "64"])
    assert result.exit_code == 1
    assert "was exported for windows of 32 tokens" in result.stderr
    assert not (tmp_path / "m").exists()


def test_a_saved_model_of_something_else_is_refused(
    tmp_path: Path, vocabulary: Path, exported: Path
) -> None:
    command = ["estimator", str(tmp_path), "--vocab", str(vocabulary), "--to", str(tmp_path / "m")]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 1
    assert result.stderr.startswith("mrc-export: no saved_model.pb in ")
    (tmp_path / "saved_model.pb").write_bytes(b"\xff\xff")
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 1
    assert result.stderr.endswith("saved_model.pb is damaged\n")
