"""A run in small: toy people, born somewhere in some year, and a network that learns to tell."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest
from rich.console import Console

import exporter.train
from exporter.calibration import evaluation
from exporter.calibration.calibrate import best_penalty
from exporter.calibration.evaluation import FeaturizedQuestion, score
from exporter.calibration.fit import (
    Outcomes,
    fit_calibration,
    measure_reliability,
    probabilities,
    without_answer,
)
from exporter.calibration.paragraphs import FormatError, read_paragraphs
from exporter.train.fit import log, snapshots
from exporter.train.fit.schedule import WarmUpThenDecay
from exporter.train.lexicon.lexicon import Lexicon
from exporter.train.recipe import RecipeError, load_recipe
from exporter.train.run.calibrate import calibrate_run
from exporter.train.run.export import export_run
from exporter.train.run.run import Run, begin, load_run
from exporter.train.run.stage import DivergedError
from exporter.train.run.train import train
from mrc_core import Reader
from mrc_core.artifact import Calibration, load_assets
from mrc_core.types import WindowSpans

NAMES = [a + b for a in "김이박최정" for b in ("철수", "영희", "민수", "지우", "하늘", "바다")]
CITIES = ["서울", "부산", "대구", "인천", "광주", "대전", "울산", "수원"]

RECIPE = """
name = "toy"
lexicon = "lexicon"
evaluate_every = 1000
evaluations = [{ file = "dev.json" }]
license = "none"

[network]
embedding_size = 24
width = 32
heads = 2
blocks = 2
attention_blocks = [1]
feed_forward = 48

[[stages]]
name = "first"
sources = [{ files = ["train.json"] }]
steps = 60
batch = 32
length = 96
learning_rate = 4e-3
warm_up = 5
decay = 0.5
average = 0.9
unanswerable = 0.1
masked = 0.05

[[stages]]
name = "second"
sources = [{ files = ["tr*.json"], times = 0.5 }, { files = ["dev.json"], times = 1.0 }]
epochs = 1
batch = 16
length = 96
learning_rate = 1e-3
dropout = 0.1
average = 0.9
"""


def _toy_set(random: Random, paragraphs: int) -> dict[str, object]:
    rows = []
    for index in range(paragraphs):
        context, qas = "", []
        for name in random.sample(NAMES, 3):
            city, year = random.choice(CITIES), str(random.randint(1900, 1999))
            start = len(context)
            context += f"{name}는 {year}년에 {city}에서 태어났다. "
            for question, text in (
                (f"{name}가 태어난 곳은?", city),
                (f"{name}가 태어난 해는 언제인가?", f"{year}년"),
            ):
                at = context.index(text, start)
                answers = [{"text": text, "answer_start": at}]
                qas.append({"id": f"{index}-{len(qas)}", "question": question, "answers": answers})
        rows.append({"context": context.strip(), "qas": qas})
    return {"data": [{"title": "toys", "paragraphs": rows}]}


@pytest.fixture(scope="module")
def toys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("toys")
    random = Random(1)
    for file, paragraphs in (("train.json", 60), ("dev.json", 12)):
        text = json.dumps(_toy_set(random, paragraphs), ensure_ascii=False)
        (folder / file).write_text(text, "utf-8")
    (folder / "recipe.toml").write_text(RECIPE, "utf-8")
    entries = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", "?", *NAMES, *CITIES]
    entries += ["태어났다", "태어난", "곳", "해", "언제", "##인가"]
    entries += ["##는", "##가", "##은", "##년", "##에", "##에서"]
    entries += [str(year) for year in range(1900, 2000)]
    texts = [row.context for row in read_paragraphs(folder / "train.json")]
    Lexicon.of(entries, texts, folder / "lexicon")
    return folder


def _train(toys: Path, to: Path, *, interrupted: Callable[[], bool] = lambda: False) -> Run:
    if (to / "recipe.json").exists():
        run = load_run(to)
    else:
        run = begin(load_recipe(toys / "recipe.toml"), toys, to)
    train(run, toys, Console(quiet=True), interrupted=interrupted)
    return run


@pytest.fixture(scope="module")
def trained(toys: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return _train(toys, tmp_path_factory.mktemp("run"))


def test_the_loss_falls_and_the_curves_are_drawn(trained: Run) -> None:
    rows = [row for row in log.read(trained.log) if "loss" in row]
    assert rows[-1]["loss"] < 0.5 * rows[0]["loss"]
    words = [row["words"] for row in rows if row["stage"] == "first"]
    assert words[-1] < 0.7 * words[0]
    assert {row["stage"] for row in rows} == {"first", "second"}
    assert (trained.folder / "curves.png").stat().st_size > 10_000
    evaluated = [row for row in log.read(trained.log) if "evaluation" in row]
    assert [row["stage"] for row in evaluated] == ["first", "second"]
    assert evaluated[-1]["exact_match"] > 80


def test_what_was_trained_answers_through_the_reader(
    trained: Run, toys: Path, tmp_path: Path
) -> None:
    held_out = list(read_paragraphs(toys / "dev.json"))
    calibrated, made = calibrate_run(trained, held_out)
    assert made.scores.exact_match > 80
    assert made.reliability.missed <= 0.1
    assert export_run(calibrated, tmp_path) == tmp_path / "1"
    reader = Reader.load(tmp_path)
    right = 0
    questions = [(row.context, question) for row in held_out[:4] for question in row.questions]
    for context, question in questions:
        reading = reader.read_sync(question.text, context)
        right += reading.candidates[0].text == question.answers[0][0]
    assert right >= 0.8 * len(questions)
    assert reader.model.name == "toy"
    assert load_assets(tmp_path).config.calibration == made.calibration


def _after(steps: int) -> Callable[[], bool]:
    """True from the time it has been asked `steps` times."""
    asked: Iterator[int] = iter(range(steps))
    return lambda: next(asked, None) is None


def test_a_run_that_stops_and_goes_on_ends_with_the_same_weights(
    trained: Run, toys: Path, tmp_path: Path
) -> None:
    _train(toys, tmp_path / "run", interrupted=_after(27))
    run = load_run(tmp_path / "run")
    with pytest.raises(snapshots.SnapshotError):
        run.weights(1)
    # Once more in the second stage, which has dropout.
    _train(toys, tmp_path / "run", interrupted=_after(33 + 9))
    run = _train(toys, tmp_path / "run")
    expected, weights = trained.weights(2), run.weights(2)
    assert set(weights) == set(expected)
    for path, array in expected.items():
        # Stored as float16; TensorFlow adds up in whatever order its threads are in.
        np.testing.assert_allclose(weights[path], array, rtol=0, atol=1e-3, err_msg=path)
    steps = [row["step"] for row in log.read(run.log)]
    assert steps == sorted(steps)


def test_a_reader_is_trained_further_from_what_it_was(
    trained: Run, toys: Path, tmp_path: Path
) -> None:
    export_run(trained, tmp_path / "model")
    recipe = load_recipe(toys / "recipe.toml")
    further = recipe.model_copy(update={"lexicon": None, "reader": str(tmp_path / "model")})
    run = begin(further, toys, tmp_path / "further")
    assert run.network == trained.network
    assert run.tokenizer.get_vocab() == trained.tokenizer.get_vocab()
    for path, array in trained.weights(2).items():
        np.testing.assert_array_equal(run.weights(0)[path], array)


def test_a_run_that_goes_astray_stops_and_keeps_its_last_checkpoint(
    trained: Run, toys: Path, tmp_path: Path
) -> None:
    wild = trained.recipe.stages[0].model_copy(update={"learning_rate": 1e30, "steps": 25})
    run = begin(trained.recipe.model_copy(update={"stages": (wild,)}), toys, tmp_path)
    with pytest.raises(DivergedError, match="learning rate"):
        train(run, toys, Console(quiet=True))
    assert snapshots.latest(tmp_path) is None


def test_a_folder_with_a_run_is_not_begun_again(trained: Run, toys: Path) -> None:
    with pytest.raises(RecipeError, match="--resume"):
        begin(trained.recipe, toys, trained.folder)


def test_missing_files_are_named_before_anything_is_trained(toys: Path, tmp_path: Path) -> None:
    recipe = load_recipe(toys / "recipe.toml")
    (tmp_path / "broken.json").write_text("{}")
    for file, error in (("nowhere.json", RecipeError), ("broken.json", FormatError)):
        source = recipe.stages[0].sources[0].model_copy(update={"files": (str(tmp_path / file),)})
        stage = recipe.stages[0].model_copy(update={"sources": (source,)})
        run = begin(recipe.model_copy(update={"stages": (stage,)}), toys, tmp_path / file[:3])
        with pytest.raises(error, match=file.replace(".", r"\.")):
            train(run, toys, Console(quiet=True))


def test_the_recipes_that_come_along_can_be_followed() -> None:
    recipes = sorted((Path(exporter.train.__file__).parent / "recipes").glob("*.toml"))
    assert recipes
    for file in recipes:
        load_recipe(file)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("seeed = 1", "seeed"),
        ('reader = "bundled"', "either lexicon or reader"),
        ("[network]\nwidth = 33", "width 33"),
        ('[[stages]]\nprecision = "float8"', "precision"),
    ],
)
def test_a_mistake_in_a_recipe_is_said(toys: Path, tmp_path: Path, line: str, said: str) -> None:
    text = (toys / "recipe.toml").read_text("utf-8")
    if line.startswith("["):
        part = line.partition("\n")[0]
        text = text.replace("width = 32\n", "").replace(part, line, 1)
    else:
        text = f"{line}\n{text}"
    (tmp_path / "recipe.toml").write_text(text, "utf-8")
    with pytest.raises(RecipeError, match=said):
        load_recipe(tmp_path / "recipe.toml")


def test_no_place_stands_for_another_in_a_question(
    trained: Run, toys: Path, tmp_path: Path
) -> None:
    run = begin(trained.recipe, toys, tmp_path / "run")
    places = [trained.tokenizer.token_to_id(city) for city in CITIES]
    words = [trained.tokenizer.token_to_id(word) for word in (*NAMES, "태어났다", "태어난")]
    # All alike, and as common as words are.
    arrays = dict(run.weights(0))
    arrays["embedding/embeddings"] = np.ones_like(arrays["embedding/embeddings"])
    arrays["match/rarity"] = np.full_like(arrays["match/rarity"], 0.3)
    shutil.rmtree(run.folder / "weights-0")
    run.save_weights(0, arrays)
    near = run.near_words()
    assert (near[places] == np.array(places)[:, None]).all()
    assert (near[words] != np.array(words)[:, None]).all()
    assert not np.isin(near[words], places).any()


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


def test_the_learning_rate_rises_stays_and_falls() -> None:
    schedule = WarmUpThenDecay(peak=1.0, steps=1000, warm_up=50, decay=0.3)
    rates = [float(schedule(step)) for step in range(1000)]
    assert rates[0] == pytest.approx(0.02)
    assert rates[49:700] == pytest.approx([1.0] * 651)
    assert rates[850] == pytest.approx(0.5)
    assert rates[-1] == pytest.approx(0.02)


def test_a_fitted_calibration_means_what_it_says() -> None:
    rng = np.random.default_rng(0)
    true = Calibration(temperature=3.0, null_bias=5.0)
    margins = -np.sort(-rng.normal(4, 6, (20_000, 5)), axis=1)
    best, _ = probabilities(margins, true.temperature, true.null_bias)
    correct = rng.random(len(best)) < best
    outcomes = Outcomes(margins, correct, np.ones(len(best), np.bool_))
    fitted = fit_calibration(outcomes, Calibration(fit_weight=2.0))
    assert fitted.fit_weight == 2.0
    assert fitted.temperature == pytest.approx(true.temperature, rel=0.1)
    assert fitted.null_bias == pytest.approx(true.null_bias, abs=0.7)
    measured = measure_reliability(outcomes, true)
    assert measured.expected_error < 0.02
    assert measured.missed == pytest.approx(0.04, abs=0.01)


def test_the_length_penalty_is_the_least_that_answers_best(trained: Run, toys: Path) -> None:
    asked = evaluation.featurize_questions(
        read_paragraphs(toys / "dev.json"), trained.tokenizer, trained.reader
    )
    answers = [_place(question) for question in asked]
    # As if the reader took more tokens for a slightly better score: 0.05 for each pays.
    long_ones = [
        _spans([(max(first - 6, 1), last, 5.3), (first, last, 5.0)]) for first, last in answers
    ]
    right = [_spans([(first, last, 5.0)]) for first, last in answers]
    for spans in (long_ones, right):
        tried = {
            penalty: score(
                asked, evaluation.decode_answers(asked, spans, Calibration(length_penalty=penalty))
            )
            for penalty in (0.0, 0.025, 0.05, 0.1)
        }
        penalty, scores = best_penalty(asked, spans, Calibration())
        assert scores == tried[penalty]
        assert all(scores.f1 > tried[p].f1 for p in tried if p < penalty)
        assert all(scores.f1 >= tried[p].f1 for p in tried)
    assert penalty == 0.0


def _place(question: FeaturizedQuestion) -> tuple[int, int]:
    """The answer's first and last token in its only window."""
    start = question.context.index(question.references[0])
    offsets = question.windows.offsets[0]
    inside = (offsets[:, 0] >= start) & (offsets[:, 1] <= start + len(question.references[0]))
    tokens = np.flatnonzero(inside & question.windows.answerable[0])
    return int(tokens[0]), int(tokens[-1])


def _spans(rows: list[tuple[int, int, float]]) -> WindowSpans:
    start, end, score = (np.array([values]) for values in zip(*rows, strict=True))
    return WindowSpans(
        start.astype(np.int32),
        end.astype(np.int32),
        score.astype(np.float32),
        np.zeros(1, np.float32),
    )


def test_questions_are_moved_to_where_they_have_no_answer(toys: Path) -> None:
    paragraphs = list(read_paragraphs(toys / "dev.json"))
    moved = without_answer(paragraphs)
    asked = {question.id: question for row in paragraphs for question in row.questions}
    assert len(moved) > 0.9 * len(asked)
    for row in moved:
        (question,) = row.questions
        assert not question.answers
        assert not any(text in row.context for text, _ in asked[question.id].answers)
