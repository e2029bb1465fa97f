"""A run of several networks that answer together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from exporter.ensemble import Ensemble, members_of, one_member
from exporter.train.data import read_paragraphs
from exporter.train.export import Exported, export
from exporter.train.loop import train
from exporter.train.network import from_arrays
from exporter.train.recipe import load_recipe
from exporter.train.run import Run, begin
from mrc_core import Reader


@pytest.fixture(scope="module")
def trained(toys: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    recipe = load_recipe(toys / "recipe.toml")
    network = recipe.network.model_copy(update={"members": 2})
    folder = tmp_path_factory.mktemp("run")
    run = begin(recipe.model_copy(update={"network": network}), toys, folder)
    assert train(run, toys, Console(quiet=True))
    return run


@pytest.fixture(scope="module")
def exported(trained: Run, toys: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    folder = tmp_path_factory.mktemp("model")
    return export(trained, folder, list(read_paragraphs(toys / "dev.json")))


def test_the_members_know_the_same_words_and_learn_by_themselves(trained: Run) -> None:
    weights = trained.weights(2)
    paths = list(one_member(weights))
    assert len(weights) == 2 * len(paths)
    for path in paths:
        one, other = weights[f"member_0/{path}"], weights[f"member_1/{path}"]
        untrained = path.startswith(("match/", "token_types/", "positions/"))
        assert np.array_equal(one, other) == untrained, path


def test_they_answer_with_the_mean_of_their_logits(trained: Run) -> None:
    network = from_arrays(trained.network, trained.weights(2))
    assert isinstance(network, Ensemble)
    ids = np.arange(70, dtype=np.int32)[None] % trained.network.vocabulary_size
    inputs = {"input_ids": ids, "input_mask": np.ones_like(ids), "segment_ids": ids * 0 + 1}
    each = [member(inputs, training=False) for member in members_of(network)]
    together = network(inputs, training=False)
    for name, logits in together.items():
        mean = (np.asarray(each[0][name]) + np.asarray(each[1][name])) / 2
        np.testing.assert_allclose(np.asarray(logits), mean, rtol=1e-5, atol=1e-5)


def test_they_answer_through_the_reader(exported: Exported, toys: Path) -> None:
    assert exported.scores is not None
    assert exported.scores.exact_match > 80
    paragraph = next(iter(read_paragraphs(toys / "dev.json")))
    question = paragraph.questions[0]
    reading = Reader.load(exported.version.parent).read_sync(question.text, paragraph.context)
    assert reading.candidates[0].text == question.answers[0][0]


def test_they_are_trained_further_from_what_they_were(
    trained: Run, exported: Exported, toys: Path, tmp_path: Path
) -> None:
    recipe = load_recipe(toys / "recipe.toml")
    reader = str(exported.version.parent)
    run = begin(recipe.model_copy(update={"lexicon": None, "reader": reader}), toys, tmp_path)
    assert run.network.members == 2
    begun = run.weights(0)
    for path, array in trained.weights(2).items():
        np.testing.assert_array_equal(begun[path], array)
    assert run.near_words().shape[0] == run.tokenizer.get_vocab_size()
