"""mrc-export: from a checkpoint to a reader that answers, or one line of refusal."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from typer.testing import CliRunner, Result

from exporter.checkpoints.huggingface import read_folder
from exporter.cli import app
from exporter.savedmodel.inspection import inspect
from mrc_core import Reader
from mrc_core.artifact import load_assets
from tests.commands import run_here, run_process
from tests.exporter.checkpoints.parity import (
    google_variables,
    reference,
    save_variables,
    with_layers,
)
from tests.standins.http import serve
from tests.standins.tf_serving.standin import SavedModelServable, TensorFlowServing

pytestmark = pytest.mark.usefixtures("graphs_as_traced")

QUESTION = "해례본은 어디에서 발견되었는가?"


def _export(kind: str, *arguments: object) -> Result:
    return CliRunner().invoke(app, [kind, *map(str, arguments)])


@pytest.fixture(scope="module")
def korean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Korean RoBERTa: a WordPiece vocabulary, one segment type, `[CLS] q [SEP] w [SEP]`."""
    name = "roberta-korean"
    return with_layers(1, reference(name).folder, tmp_path_factory.mktemp("checkpoints") / name)


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of two layers."""
    folder = tmp_path_factory.mktemp("checkpoints") / "bert"
    return with_layers(2, reference("bert").folder, folder)


@pytest.fixture(scope="module")
def model_dir(korean: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("models") / "klue"
    # As people run it; the other tests call the same in this process.
    done = run_process("mrc-export", "huggingface", korean, "--to", to)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(to / "1")
    assert "weights in fp32" in done.stderr
    return to


def test_the_bot_answers_with_it_in_process_and_from_tensorflow_serving(
    model_dir: Path, hangul: str
) -> None:
    ask = ("mrc-bot", "ask", QUESTION, "--text", hangul, "--json")
    here = run_here(*ask, MRC_MODEL_DIR=str(model_dir))
    assert here.returncode == 0, here.stderr
    expected = json.loads(here.stdout)
    assert expected["model"] == {"name": "roberta-korean", "version": "1"}
    best = expected["candidates"][0]
    assert hangul[best["start"] : best["end"]] == best["text"]

    served = TensorFlowServing({"klue": {1: SavedModelServable(model_dir / "1")}})
    with serve(served) as url:
        settings = {"MRC_SERVING_URL": url, "MRC_SERVING_MODEL": "klue"}
        there = run_here(*ask, MRC_MODEL_DIR=str(model_dir), **settings)
    assert there.returncode == 0, there.stderr
    found = json.loads(there.stdout)
    assert found["model"] == {"name": "klue", "version": "1"}
    assert found["state"] == expected["state"]
    assert [c["text"] for c in found["candidates"]] == [c["text"] for c in expected["candidates"]]
    assert {r.json["signature_name"] for r in served.requests if r.json} == {"spans"}


def test_it_passes_verification(model_dir: Path) -> None:
    done = run_here("mrc-export", "verify", model_dir)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✘" not in done.stdout
    assert "signatures agree" in done.stdout
    assert "11 requests" in done.stdout
    assert "1446년" in done.stdout


def test_it_can_be_looked_at(korean: Path, model_dir: Path) -> None:
    result = _export("inspect", model_dir)
    assert result.exit_code == 0, result.output
    checkpoint = load_file(korean / "model.safetensors")
    weights = sum(array.size for array in checkpoint.values())
    assert f"{weights:,} float32" in result.stdout
    assert "RobertaForQuestionAnswering" in result.stdout
    assert "string [?]" in result.stdout


def test_it_is_warmed_up_in_every_length_that_the_client_sends(model_dir: Path) -> None:
    assert inspect(model_dir).warm_up == {"spans": 5, "tokens": 5, "serving_default": 1}


@pytest.mark.parametrize("name", ["deberta", "xlm-roberta", "roberta"])
def test_readers_of_other_tokenizers_answer(name: str, hangul: str, tmp_path: Path) -> None:
    folder = with_layers(1, reference(name).folder, tmp_path / name)
    result = _export("huggingface", folder, "--to", tmp_path / "m")
    assert result.exit_code == 0, result.output
    best = Reader.load(tmp_path / "m").read_sync(QUESTION, hangul).candidates[0]
    assert hangul[best.start : best.end] == best.text
    assert best.text == best.text.strip()


def test_options_are_kept_in_the_reader(bert: Path, tmp_path: Path) -> None:
    result = _export(
        *("huggingface", bert, "--to", tmp_path, "--version", 7),
        *("--precision", "bf16", "--max-seq-length", 128, "--doc-stride", 64),
        *("--max-answer-length", 12, "--top-k", 5, "--name", "mine"),
    )
    assert result.exit_code == 0, result.output
    assert "Largest logit difference from fp32" in result.stderr
    config = load_assets(tmp_path).config
    assert config.name == "mine"
    assert (config.max_seq_length, config.doc_stride) == (128, 64)
    assert (config.max_answer_length, config.top_k) == (12, 5)
    assert config.provenance["precision"].startswith("bf16; logits differ from fp32's by up to ")
    found = inspect(tmp_path)
    assert found.assets.version == "7"
    assert max(found.weights, key=lambda kind: found.weights[kind]) == "bfloat16"
    assert found.sizes["variables"] < 2.2 * sum(found.weights.values())
    assert _export("verify", tmp_path).exit_code == 0


@pytest.mark.parametrize(
    ("card", "licence"),
    [
        ("---\nlicense: cc-by-sa-4.0\nlanguage: ko\n---\n# A reader\n", "cc-by-sa-4.0"),
        ("# A reader\n", ""),
        ("---\n{: [\n---\n", ""),
    ],
)
def test_the_licence_is_the_model_card_s(
    bert: Path, card: str, licence: str, tmp_path: Path
) -> None:
    folder = tmp_path / "checkpoint"
    shutil.copytree(bert, folder)
    (folder / "README.md").write_text(card)
    assert read_folder(folder).license == licence


def test_a_version_is_not_overwritten(korean: Path, model_dir: Path) -> None:
    result = _export("huggingface", korean, "--to", model_dir, "--version", 1)
    assert result.exit_code == 1
    assert result.stderr == f"mrc-export: version 1 is already in {model_dir}\n"
    assert [path.name for path in model_dir.iterdir()] == ["1"]


@pytest.fixture(scope="module")
def classic(bert: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    """The arguments that name a checkpoint of TensorFlow 1."""
    prefix = tmp_path_factory.mktemp("classic") / "model.ckpt-1"
    saved = save_variables(google_variables(bert), prefix)
    config, vocabulary = bert / "config.json", bert / "vocab.txt"
    return ("--config", config, "--checkpoint", saved, "--vocab", vocabulary)


def test_a_classic_checkpoint_is_exported(
    classic: tuple[object, ...], tmp_path: Path, hangul: str
) -> None:
    result = _export("tf1-bert", *classic, "--to", tmp_path / "m")
    assert result.exit_code == 0, result.output
    assert "cased, accents kept" in result.stderr
    assert Reader.load(tmp_path / "m").read_sync(QUESTION, hangul).candidates
    assert load_assets(tmp_path / "m").config.provenance["family"] == "bert"


def test_a_wrongly_lower_cased_korean_vocabulary_is_refused(
    classic: tuple[object, ...], tmp_path: Path
) -> None:
    arguments = (*classic, "--to", tmp_path / "m", "--lower-case", "--strip-accents")
    result = _export("tf1-bert", *arguments)
    assert result.exit_code == 1
    assert "takes syllables apart" in result.stderr
    assert not (tmp_path / "m").exists()
    # Some were trained with the mistake.
    assert _export("tf1-bert", *arguments, "--tokenizer-as-trained").exit_code == 0


Break = Callable[[Path], object]


def _edit(name: str, **values: object) -> Break:
    def edit(folder: Path) -> None:
        file = folder / name
        file.write_text(json.dumps(json.loads(file.read_text()) | values))

    return edit


def _reweigh(change: Callable[[dict[str, np.ndarray]], object]) -> Break:
    def edit(folder: Path) -> None:
        arrays = load_file(folder / "model.safetensors")
        change(arrays)
        save_file(arrays, folder / "model.safetensors")

    return edit


def _cut(folder: Path) -> None:
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:100_000])


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda f: (f / "config.json").unlink(), "has no config.json"),
        (lambda f: (f / "config.json").write_text("{"), "config.json is not JSON"),
        (lambda f: (f / "vocab.txt").unlink(), "has no tokenizer.json, vocab.txt, or vocab.json"),
        (lambda f: (f / "model.safetensors").unlink(), "has neither model.safetensors nor"),
        (_edit("config.json", model_type="gpt2"), "model_type 'gpt2' is not supported; these are"),
        (_edit("config.json", hidden_act="mish"), "the activation 'mish' is not supported"),
        (_edit("config.json", position_embedding_type="rotary"), "'rotary' is not supported"),
        (_edit("config.json", hidden_size="48"), "no whole number hidden_size"),
        (_edit("config.json", vocab_size=100), "they do not belong together"),
        (_edit("config.json", intermediate_size=95), "shapes differ: block_0/feed_forward/kernel"),
        (_edit("config.json", num_hidden_layers=3), "no array fills: block_2/attention/key/bias"),
        (_edit("config.json", num_hidden_layers=1), "no weight takes: bert.encoder.layer.1."),
        (_edit("tokenizer_config.json", strip_accents=True), "takes syllables apart"),
        (_reweigh(lambda a: a.pop("qa_outputs.weight")), "has no question-answering head"),
        (
            _reweigh(lambda a: a.update({"qa_outputs.weight": np.ones((3, 48), np.float32)})),
            "has no question-answering head",
        ),
        (_cut, "model.safetensors is damaged or cut short"),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(
    bert: Path, damage: Break, message: str, tmp_path: Path
) -> None:
    folder = tmp_path / "checkpoint"
    shutil.copytree(bert, folder)
    damage(folder)
    result = _export("huggingface", folder, "--to", tmp_path / "made" / "m")
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stderr.splitlines()[-1].startswith("mrc-export: ")
    assert result.stdout == ""
    assert not (tmp_path / "made").exists()


def test_a_path_that_is_a_file_is_named(bert: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    result = _export("huggingface", file, "--to", tmp_path / "m")
    assert (result.exit_code, result.stderr) == (1, f"mrc-export: {file} is a file, not a folder\n")
    result = _export("huggingface", bert, "--to", file)
    assert result.exit_code == 1
    assert result.stderr == f"mrc-export: {file} is a file, not a folder for versions\n"
    result = _export("huggingface", tmp_path / "nowhere", "--to", tmp_path / "m")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    result = _export("verify", file)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tensorflow_serving", None)
    for arguments in (("verify", "model"), ("huggingface", "checkpoint", "--to", "model")):
        result = _export(*arguments)
        said = "mrc-export: tensorflow_serving is missing: pip install 'mrc-bot[export]'\n"
        assert (result.exit_code, result.output) == (1, said)


def test_windows_longer_than_the_encoder_reads_are_refused(tmp_path: Path) -> None:
    result = _export(
        *("huggingface", reference("roberta").folder, "--to", tmp_path / "m"),
        *("--max-seq-length", 384),
    )
    assert result.exit_code == 1
    # 300 positions, of which two stand for padding.
    assert "384 is more than the 298 tokens that the encoder reads" in result.stderr


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda v: (v / "assets" / "tokenizer.json").unlink(), "the model has no "),
        (lambda v: (v / "saved_model.pb").unlink(), "cannot read "),
        (
            lambda v: (v / "assets.extra" / "tf_serving_warmup_requests").write_bytes(b"x" * 99),
            "✘ warm-up: ",
        ),
        (lambda v: next((v / "variables").glob("*.data*")).write_bytes(b"x"), "✘ loading: "),
        (_edit("assets/reader.json", top_k=3), "✘ spans: "),
    ],
)
def test_verification_finds_what_is_broken(
    model_dir: Path, damage: Break, message: str, tmp_path: Path
) -> None:
    shutil.copytree(model_dir / "1", tmp_path / "1")
    damage(tmp_path / "1")
    result = _export("verify", tmp_path)
    assert result.exit_code == 1
    assert message in result.output
