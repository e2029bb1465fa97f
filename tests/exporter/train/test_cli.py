from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from exporter.train.cli import app
from exporter.train.data.examples import Examples
from mrc_core.artifact import load_assets

CITIES = ("서울", "부산", "대구", "인천", "광주", "대전")

RECIPE = """
name = "tiny"
lexicon = "lexicon"

[network]
embedding_size = 8
width = 8
heads = 1
blocks = 1
attention_blocks = [0]
feed_forward = 8

[[stages]]
name = "only"
sources = [{ files = ["packed.npz"] }]
steps = 3
batch = 4
length = 96
"""


def mrc_train(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    paragraphs, lines = [], []
    for index, city in enumerate(CITIES * 3):
        context = f"제{index}회 대회는 {1950 + index}년에 {city}에서 열렸다."
        answer = {"text": city, "answer_start": context.index(city)}
        question = f"제{index}회 대회가 열린 도시는?"
        qas = [{"id": str(index), "question": question, "answers": [answer]}]
        paragraphs.append({"context": context, "qas": qas})
        lines.append(json.dumps({"id": str(index), "title": city, "text": context}))
    squad = {"data": [{"title": "대회", "paragraphs": paragraphs}]}
    (folder / "squad.json").write_text(json.dumps(squad), "utf-8")
    (folder / "corpus.jsonl").write_text("\n".join(lines), "utf-8")
    (folder / "recipe.toml").write_text(RECIPE, "utf-8")
    return folder


@pytest.mark.usefixtures("eagerly")
def test_from_a_corpus_to_a_reader_and_on_to_a_fine_tuned_one(data: Path, tmp_path: Path) -> None:
    made = mrc_train("lexicon", data / "corpus.jsonl", "--to", data / "lexicon", "--size", 1000)
    assert made.exit_code == 0, made.output
    packed = mrc_train(
        "pack", data / "squad.json", "--lexicon", data / "lexicon", "--to", data / "packed.npz"
    )
    assert packed.exit_code == 0, packed.output
    assert len(Examples.load(data / "packed.npz")) == 18

    run = "run", data / "recipe.toml", "--to", tmp_path / "run"
    stopped = mrc_train(*run, "--minutes", 0)
    assert stopped.exit_code == 0, stopped.output
    assert "--resume" in stopped.output
    again = mrc_train(*run)
    assert again.exit_code == 1
    assert "go on with --resume" in again.output
    done = mrc_train(*run, "--resume")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "run" / "curves.png").stat().st_size > 10_000

    (tmp_path / "card.md").write_text("# 노래 읽기\n", "utf-8")
    export = "export", tmp_path / "run", "--to", tmp_path / "model", "--card"
    assert mrc_train(*export, tmp_path / "nowhere.md").exit_code == 1
    assert not list((tmp_path / "model").glob("*"))
    exported = mrc_train(*export, tmp_path / "card.md")
    assert exported.exit_code == 0, exported.output
    card = tmp_path / "model" / "1" / "assets" / "model-card.md"
    assert card.read_text("utf-8") == "# 노래 읽기\n"
    tuned = mrc_train(
        *("finetune", data / "squad.json", "--from", tmp_path / "model"),
        *("--to", tmp_path / "tuned", "--epochs", 1),
    )
    assert tuned.exit_code == 0, tuned.output
    assert "expected calibration error" in tuned.output
    assets = load_assets(tmp_path / "tuned")
    assert assets.config.name == "fine-tuned"
    assert assets.config.provenance["fine-tuned on"] == "squad.json"
    assert (tmp_path / "tuned" / ".training-1" / "run" / "reliability.png").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "nowhere.toml", "--to", "run"), "cannot read nowhere.toml"),
        (("export", "nowhere", "--to", "model"), "there is no run in nowhere"),
        (("pack", "nowhere.json", "--to", "x.npz"), "nowhere.json"),
        (("lexicon", "corpus.pdf", "--to", "x"), "corpus.pdf"),
        (("finetune", "nowhere.json", "--to", "x"), "nowhere.json"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = mrc_train(*arguments)
    assert result.exit_code == 1
    assert said in result.output
    assert result.output.startswith("mrc-train: ")
    assert result.output.count("\n") == 1


@pytest.mark.parametrize(
    ("package", "command"),
    [
        ("kiwipiepy", ("lexicon", "corpus.jsonl", "--to", "x")),
        ("textblob", ("synthesize", "corpus.txt", "--to", "x.jsonl")),
        ("keras", ("pack", "squad.json", "--to", "x.npz")),
        ("matplotlib", ("run", "recipe.toml", "--to", "run")),
        ("tensorflow", ("export", "run", "--to", "model")),
        ("simplemma", ("finetune", "squad.json", "--to", "model")),
    ],
)
def test_without_the_extra_every_command_says_what_to_install(
    package: str, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, package, None)
    result = mrc_train(*command)
    assert result.exit_code == 1
    assert result.output == f"mrc-train: {package} is missing: pip install 'mrc-bot[train]'\n"
    assert not list(tmp_path.iterdir())


def test_another_backend_of_keras_is_installed_by_its_own_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    monkeypatch.setitem(sys.modules, "jax", None)
    result = mrc_train("run", "recipe.toml", "--to", "run")
    assert (result.exit_code, result.output) == (1, "mrc-train: jax is missing: pip install jax\n")


def test_the_commands_are_shown_without_loading_a_training_framework() -> None:
    code = "import sys, exporter.train.cli; print({'keras', 'tensorflow'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert (shown.stdout, shown.stderr) == ("set()\n", "")
