"""From encoders that were only pretrained, and readers, to readers of one's own questions."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from exporter.networks.build import build_network
from exporter.train.cli import app
from exporter.train.recipe import DataSource, Recipe, RecipeError, Stage
from exporter.train.run.finetune import FineTuneOptions, prepare
from exporter.train.run.run import begin, load_run
from exporter.train.run.train import train
from mrc_core import Reader
from mrc_core.artifact import bundled_model_dir, load_assets
from tests.exporter.checkpoints.parity import (
    difference,
    google_variables,
    reference,
    save_variables,
)

# Of a recipe that is only begun.
ONE_STEP = Stage(name="only", sources=(DataSource(files=("nothing.json",)),), steps=1, length=96)


def finetune(data: Path, source: Path | str, to: Path, *options: object) -> Result:
    arguments = ["finetune", data, "--from", source, "--to", to, *options]
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.mark.timeout(360)
def test_an_encoder_becomes_a_reader_that_can_be_trained_further(
    squad: Path, young: Path, tmp_path: Path
) -> None:
    to, options = tmp_path / "model", ("--held-out", squad, "--learning-rate", 2e-3, "--length", 96)
    stopped = finetune(squad, young, to, *options, "--epochs", 25, "--minutes", 0)
    assert stopped.exit_code == 0, stopped.output
    assert "24 questions to train on, 0 left out" in stopped.output
    assert "loss nan" not in stopped.output
    assert "go on with --resume" in stopped.output
    assert not (to / "1").exists()
    done = finetune(squad, young, to, *options, "--epochs", 25, "--resume")
    assert done.exit_code == 0, done.output
    assert "expected calibration error" in done.output
    assert done.stdout.splitlines()[-1] == str(to / "1")
    config = load_assets(to).config
    # It is trained on shorter windows than it reads.
    assert load_run(to / ".training-1" / "run").recipe.stages[0].length == 96
    assert config.max_seq_length == 300
    assert config.license == "mit"
    assert config.provenance["source"] == "young-bert"
    assert config.provenance["fine-tuned on"] == "squad.json"
    reader = Reader.load(to)
    paragraphs = json.loads(squad.read_text("utf-8"))["data"][0]["paragraphs"]
    asked = [(row["context"], qa) for row in paragraphs for qa in row["qas"]]
    right = 0
    for context, qa in asked:
        best = reader.read_sync(qa["question"], context).candidates[0]
        right += best.text == qa["answers"][0]["text"]
    assert right >= 0.7 * len(asked)

    # Its own weights, and no fresh ones.
    learnt = load_run(to / ".training-1" / "run").weights(1)
    further = Recipe(reader=str(to), max_seq_length=300, stages=(ONE_STEP,))
    for path, array in begin(further, tmp_path, tmp_path / "further").weights(0).items():
        np.testing.assert_array_equal(array, learnt[path], err_msg=path)
    stored = to / "1" / "variables" / "variables.data-00000-of-00001"
    assert stored.stat().st_size < 1.1 * 4 * sum(array.size for array in learnt.values())


def test_it_counts_the_questions_that_nothing_is_learnt_from(
    squad: Path, young: Path, tmp_path: Path
) -> None:
    data = json.loads(squad.read_text("utf-8"))
    text = "비" * 40
    answer = {"text": text, "answer_start": 0}
    asked = {"id": "long", "question": "무엇인가?", "answers": [answer]}
    data["data"][0]["paragraphs"].append({"context": text, "qas": [asked]})
    file = tmp_path / "more.json"
    file.write_text(json.dumps(data), "utf-8")
    made = prepare(str(young), [file], [squad], FineTuneOptions(name="mine"), tmp_path / "work")
    assert (made.questions, made.left_out) == (24, 1)


# Of each kind of layer a network that has it: shared ones, those behind a projection of the
# embeddings, BERT's, and disentangled attention of both sorts.
@pytest.mark.parametrize("name", ["albert", "bert", "deberta", "deberta-unshared"])
@pytest.mark.usefixtures("eagerly")
def test_every_weight_of_every_network_learns(name: str, squad: Path, tmp_path: Path) -> None:
    stage = Stage(
        name="only",
        sources=(DataSource(files=(str(squad),)),),
        steps=2,
        batch=4,
        length=96,
        optimizer="adamw",
        learning_rate=1e-2,
        dropout=0.1,
        average=0.0,
    )
    encoder = reference(name).folder / "pretrained"
    recipe = Recipe(encoder=str(encoder), max_seq_length=128, stages=(stage,))
    run = begin(recipe, tmp_path, tmp_path / "run")
    assert train(run, tmp_path, Console(quiet=True))
    before, after = run.weights(0), run.weights(1)
    assert set(before) == set(after)
    same = {path for path in before if np.array_equal(before[path], after[path])}
    # Adding the same to all keys, or to all logits, changes no softmax.
    useless = {path for path in before if path.endswith("key/bias")}
    useless |= {"block_2/output_norm/beta", "span/bias"}
    assert same <= useless


def test_a_reader_of_transformers_is_trained_on_from_its_own_head(tmp_path: Path) -> None:
    original = reference("electra")
    recipe = Recipe(encoder=str(original.folder), max_seq_length=128, stages=(ONE_STEP,))
    run = begin(recipe, tmp_path, tmp_path / "run")
    names = ("input_ids", "input_mask", "segment_ids")
    model = build_network(run.network, run.weights(0))
    logits = model.predict_on_batch({name: original.arrays[name] for name in names})
    # Weights are kept in half precision between the stages of a run.
    assert difference(original, logits["start_logits"], logits["end_logits"]) < 0.05


def test_googles_bert_is_fine_tuned_as_it_was_distributed(tmp_path: Path) -> None:
    original, folder = reference("bert"), tmp_path / "multi_cased"
    variables = google_variables(original.folder)
    pretrained = {name: v for name, v in variables.items() if not name.startswith("cls/squad/")}
    save_variables(pretrained, folder / "bert_model.ckpt")
    shutil.copy(original.folder / "config.json", folder / "bert_config.json")
    shutil.copy(original.folder / "vocab.txt", folder)
    begun = {}
    for encoder in (folder, original.folder):
        recipe = Recipe(encoder=str(encoder), max_seq_length=128, stages=(ONE_STEP,))
        begun[encoder] = begin(recipe, tmp_path, tmp_path / f"run of {encoder.name}")
    google, transformers = begun.values()
    assert google.network == transformers.network
    assert google.reader.provenance["family"] == "bert"
    expected = transformers.weights(0)
    for path, array in google.weights(0).items():
        if not path.startswith("span/"):
            np.testing.assert_array_equal(array, expected[path], err_msg=path)


def test_what_cannot_be_fine_tuned_is_said_in_one_line(squad: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(reference("bert").folder / "encoder", broken)
    settings = broken / "tokenizer_config.json"
    settings.write_text('{"do_lower_case": true, "strip_accents": true}')
    exported = tmp_path / "exported" / "1"
    shutil.copytree(load_assets(bundled_model_dir()).directory, exported)
    config = json.loads((exported / "assets" / "reader.json").read_text("utf-8"))
    del config["provenance"]["network"]
    (exported / "assets" / "reader.json").write_text(json.dumps(config))
    for source, said in (
        (broken, "takes syllables apart"),
        (exported.parent, "only readers of mrc-train can be trained further"),
        ("hf://a/b/c", "not of the form hf://owner/name"),
        (tmp_path / "nowhere", "no such model directory"),
    ):
        done = finetune(squad, source, tmp_path / "model")
        assert done.exit_code == 1
        assert said in done.output
        assert done.output.count("\n") == 1
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"masked": 0.1}, "an encoder learns without rewording, masked"),
        ({"rewording": 0.5}, "an encoder learns without rewording, masked"),
        ({"length": 320}, "length 320 is more than the 300 that the network reads"),
        ({"length": 64}, "length 64 leaves no room beside a question: 68 or more"),
    ],
)
def test_a_stage_that_an_encoder_cannot_follow_is_refused(
    change: dict[str, object], said: str, squad: Path, tmp_path: Path
) -> None:
    stage = Stage(name="only", sources=(DataSource(files=(str(squad),)),), steps=1)
    recipe = Recipe(
        encoder=str(reference("bert").folder),
        max_seq_length=256,
        stages=(stage.model_copy(update=change),),
    )
    with pytest.raises(RecipeError, match=said):
        begin(recipe, tmp_path, tmp_path / "run")
    assert not (tmp_path / "run").exists()
