from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import tensorflow as tf
from tokenizers import Tokenizer

from exporter.checkpoints.wordpiece import wordpiece_tokenizer
from exporter.savedmodel.module import QuestionAnswering
from exporter.savedmodel.publish import next_version, publish
from mrc_core.artifact import ReaderConfig, load_assets


@pytest.fixture(scope="module")
def module() -> QuestionAnswering:
    bias = tf.Variable(0.5)

    def logits(input_ids: Any, input_mask: Any, segment_ids: Any) -> tuple[Any, Any]:
        start = tf.cast(input_ids * input_mask + segment_ids, tf.float32) + bias
        return start, -start

    return QuestionAnswering(
        logits, ReaderConfig(name="stub", max_seq_length=16, max_question_length=8), (2, 3)
    )


@pytest.fixture(scope="module")
def tokenizer(vocabulary: Path) -> Tokenizer:
    return wordpiece_tokenizer(vocabulary)


def test_a_published_version_has_all_that_a_client_needs(
    module: QuestionAnswering, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    directory = publish(module, tokenizer, tmp_path / "new" / "mrc")
    assert directory == tmp_path / "new" / "mrc" / "1"
    assert (directory / "saved_model.pb").is_file()
    assets = load_assets(directory.parent)
    assert assets.config == module.config
    assert assets.tokenizer.encode("서울 강은").tokens == ["[CLS]", "서울", "강", "##은", "[SEP]"]


def test_weights_outlive_the_code_that_made_them(
    module: QuestionAnswering, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    loaded = tf.saved_model.load(str(publish(module, tokenizer, tmp_path)))
    ids = tf.constant([[2, 7, 3, 5, 5, 3]])
    segments = tf.constant([[0, 0, 0, 1, 1, 1]])
    spans = loaded.signatures["spans"](
        input_ids=ids, input_mask=tf.ones_like(ids), segment_ids=segments
    )
    # Separators are no answers, and of equals the earlier, shorter one is first.
    found = spans["score"][0] > -1e9
    assert spans["start"][0][found].numpy().tolist() == [3, 3, 4]
    assert spans["end"][0][found].numpy().tolist() == [3, 4, 4]
    assert spans["null_score"].numpy().tolist() == [0.0]


def test_each_version_is_one_more_than_the_highest(
    module: QuestionAnswering, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    for name in ("9", "10", "notes", ".11-draft"):
        (tmp_path / name).mkdir()
    assert publish(module, tokenizer, tmp_path).name == "11"
    assert next_version(tmp_path / "missing") == 1


def test_a_version_is_never_overwritten(
    module: QuestionAnswering, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    (tmp_path / "3").mkdir()
    with pytest.raises(FileExistsError, match="version 3 is already"):
        publish(module, tokenizer, tmp_path, version=3)
    assert list((tmp_path / "3").iterdir()) == []


def test_the_slower_of_two_exports_of_one_version_fails(
    module: QuestionAnswering,
    tokenizer: Tokenizer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def save_slowly(_module: Any, _path: str, **_: Any) -> None:
        (tmp_path / "1").mkdir()
        (tmp_path / "1" / "saved_model.pb").write_text("the other's")

    monkeypatch.setattr(tf.saved_model, "save", save_slowly)
    with pytest.raises(FileExistsError, match="version 1 is already"):
        publish(module, tokenizer, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["1"]
    assert (tmp_path / "1" / "saved_model.pb").read_text() == "the other's"


def test_a_server_never_sees_half_a_version(
    module: QuestionAnswering,
    tokenizer: Tokenizer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_module: Any, path: str, **_: Any) -> None:
        assert Path(path).parent == tmp_path
        assert not any(entry.name.isdecimal() for entry in tmp_path.iterdir())
        raise OSError("no space left on device")

    monkeypatch.setattr(tf.saved_model, "save", fail)
    with pytest.raises(OSError, match="no space left"):
        publish(module, tokenizer, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_an_export_that_fails_leaves_no_folders(
    module: QuestionAnswering,
    tokenizer: Tokenizer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
) -> None:
    def fail(_module: Any, _path: str, **_: Any) -> None:
        raise error

    monkeypatch.setattr(tf.saved_model, "save", fail)
    with pytest.raises(type(error)):
        publish(module, tokenizer, tmp_path / "models" / "mine")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_folder_for_versions(
    module: QuestionAnswering, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError, match="is a file, not a folder for versions"):
        publish(module, tokenizer, tmp_path / "file")


def test_reader_json_is_readable_by_people(
    module: QuestionAnswering, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    text = (publish(module, tokenizer, tmp_path) / "assets" / "reader.json").read_text("utf-8")
    assert json.loads(text)["name"] == "stub"
    assert len(text.splitlines()) > 10
