"""A calibration for any exported reader, on paragraphs and on whole articles."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exporter.calibration.exported import articles_of, calibrate_reader, questions_of
from exporter.calibration.paragraphs import GoldParagraph, GoldQuestion
from mrc_core.artifact import Calibration, ReaderAssets, bundled_model_dir, load_assets
from mrc_core.predict import embedded
from mrc_core.types import ModelInfo, Prediction, Windows, WindowSpans
from tests.commands import run_here

SENTENCES = {
    "도서관": "도서관은 1987년에 문을 열었고 지금은 김민수가 관장을 맡고 있다.",
    "수영장": "수영장은 2003년에 문을 열었고 지금은 이영희가 관장을 맡고 있다.",
    "박물관": "박물관은 1995년에 문을 열었고 지금은 박철수가 관장을 맡고 있다.",
}
ASKED = {"도서관": "1987년", "수영장": "2003년", "박물관": "1995년"}


def _paragraphs() -> list[GoldParagraph]:
    return [
        GoldParagraph(
            "시설",
            text,
            (
                GoldQuestion(
                    name,
                    f"{name}은 언제 문을 열었나?",
                    ((ASKED[name], text.index(ASKED[name])),),
                ),
            ),
        )
        for name, text in SENTENCES.items()
    ]


def test_an_article_is_its_paragraphs_with_all_their_questions() -> None:
    other = GoldParagraph("다른 글", "하나뿐이다.", ())
    [article] = articles_of([*_paragraphs(), other])
    assert article.context.count("\n") == 2
    for question in article.questions:
        [(text, start)] = question.answers
        assert article.context[start : start + len(text)] == text


class _Reading:
    """Finds the year of each window, and counts the windows that it is asked to read."""

    model = ModelInfo("years", "1")

    def __init__(self, score: float) -> None:
        self._score = score
        self.windows = 0

    async def start(self) -> None: ...

    async def check(self) -> None: ...

    async def aclose(self) -> None: ...

    async def predict(self, windows: Windows) -> Prediction:
        self.windows += len(windows)
        first = np.argmax(windows.answerable, axis=1)[:, None].astype(np.int32)
        score = np.full(first.shape, self._score, np.float32)
        return Prediction(WindowSpans(first, first, score, np.zeros(len(first), "f")), self.model)


@pytest.mark.parametrize("score", [-3.0, 40.0])
async def test_each_window_is_read_once_whatever_is_fitted(
    assets: ReaderAssets, score: float
) -> None:
    predictor = _Reading(score)
    fitted = await calibrate_reader(predictor, assets, _paragraphs())
    asked = questions_of(_paragraphs(), assets)
    assert [kind.name for kind in fitted.kinds] == ["paragraphs", "articles"]
    assert predictor.windows == sum(len(q.windows) for _, part in asked for q in part)
    # It is always wrong: whatever it scores, it is not to be believed.
    assert all(kind.scores.exact_match == 0 for kind in fitted.kinds)
    assert fitted.calibration.fit_weight == assets.config.calibration.fit_weight


async def test_without_an_answer_there_is_nothing_to_fit(assets: ReaderAssets) -> None:
    with pytest.raises(ValueError, match="no question with an answer"):
        await calibrate_reader(_Reading(0.0), assets, [GoldParagraph("글", "글이다.", ())])


@pytest.fixture(scope="module")
def held_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("held-out") / "held-out.json"
    paragraphs = [
        {
            "context": one.context,
            "qas": [
                {
                    "id": question.id,
                    "question": question.text,
                    "answers": [{"text": t, "answer_start": s} for t, s in question.answers],
                }
                for question in one.questions
            ],
        }
        for one in _paragraphs()
    ]
    file.write_text(json.dumps({"data": [{"title": "시설", "paragraphs": paragraphs}]}), "utf-8")
    return file


def test_the_command_puts_a_fitted_reader_json_beside_the_old_one(
    tmp_path: Path, held_out: Path, bundled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is read is a copy of it.
    monkeypatch.setattr(embedded, "load_saved_model", lambda _: bundled)
    model_dir = tmp_path / "models"
    shutil.copytree(bundled_model_dir(), model_dir)
    before = load_assets(model_dir)
    raw = before.config.model_copy(update={"calibration": Calibration()})
    file = before.directory / "assets" / "reader.json"
    file.write_text(raw.model_dump_json(), "utf-8")
    ended = run_here("mrc-export", "calibrate", model_dir, "--held-out", held_out)
    assert ended.returncode == 0, ended.stderr
    after = load_assets(model_dir).config
    assert after.calibration != Calibration()
    assert after.provenance["calibrated on"] == "held-out.json"
    assert after.provenance["calibration error"].startswith("paragraphs 0.")
    assert json.loads(file.with_name("reader.before.json").read_bytes()) == json.loads(
        raw.model_dump_json()
    )
    assert "articles" in ended.stdout
    assert ended.stdout.rstrip().endswith("reader.json")
