"""Question files as people have them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mrc_core.evaluate.questions import DataError
from mrc_core.evaluate.squad import load_examples

CONTEXT = "도서관은 아침 아홉 시에 연다."
ANSWERS = [{"text": "아홉 시", "answer_start": 8}]
ROW = {"id": "a", "question": "언제 여는가?", "answers": ANSWERS}
QUESTION = "data[0].paragraphs[0].qas[0]"
FLAT = {**ROW, "context": CONTEXT}


def _squad(*rows: dict[str, object], **more: object) -> dict[str, object]:
    return {"data": [{"paragraphs": [{"context": CONTEXT, "qas": list(rows), **more}]}]}


def _without(row: dict[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in row.items() if key != name}


@pytest.mark.parametrize(
    "data",
    [
        _squad(ROW),
        _squad({**_without(ROW, "id"), "guid": "a"}),
        _squad({**ROW, "answers": {"text": ["아홉 시"], "answer_start": [8]}}),
        _squad({**ROW, "answers": ["아홉 시"]}),
        [FLAT],
        {"data": [FLAT]},
        {"rows": [{"row_idx": 0, "row": FLAT}]},
        {name: [value] for name, value in FLAT.items()},
        {"version": 1, "title": "t", "context": CONTEXT, "qas": [ROW]},
    ],
)
def test_a_question_is_read_in_any_form(tmp_path: Path, data: object) -> None:
    file = tmp_path / "a.json"
    file.write_text("\ufeff" + json.dumps(data), "utf-8")
    ((example,), marked) = load_examples(file)
    assert (example.id, example.question) == ("a", "언제 여는가?")
    assert (example.context.text, example.references, marked) == (CONTEXT, ("아홉 시",), False)


def test_lines_are_read_whatever_stands_in_them(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    lines = [FLAT, {"context": CONTEXT, "qas": [ROW]}, _squad(ROW)["data"][0]]  # type: ignore[index]
    file.write_text("\n".join(map(json.dumps, lines)) + "\n\n", "utf-8")
    examples, _ = load_examples(file)
    assert [example.id for example in examples] == ["a", "a#2", "a#3"]


def test_questions_without_ids_or_answers_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    rows = [_without(ROW, "id"), {**_without(ROW, "id"), "answers": []}]
    file.write_text(json.dumps(_squad(*rows)), "utf-8")
    examples, marked = load_examples(file)
    assert len({example.id for example in examples}) == 2
    assert (examples[1].references, marked) == ((), True)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (json.dumps(_squad(_without(ROW, "answers"))), f'{QUESTION} has no "answers"'),
        (json.dumps(_squad(_without(ROW, "question"))), f'{QUESTION} has no text "question"'),
        (json.dumps([_without(FLAT, "context")]), 'item [0] has no text "context"'),
        (json.dumps({"train": [], "dev": []}), 'no "data": name one of its splits (train, dev)'),
        (json.dumps({"data": [{"raw_html": "", "qas": []}]}), "data[0] is of KorQuAD 2.0"),
        (json.dumps({"data": []}), "has no questions"),
        (json.dumps(FLAT) + "\n{", "line 2 is not JSON"),
        ("3", "is neither a JSON object nor a list"),
        ("", "is not JSON"),
        (json.dumps(_squad(ROW), ensure_ascii=False).encode("cp949"), "is not UTF-8 (byte "),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_in_one_line(
    tmp_path: Path, body: str | bytes, message: str
) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(body if isinstance(body, bytes) else body.encode())
    with pytest.raises(DataError) as error:
        load_examples(file)
    assert message in str(error.value)
    assert str(file) in str(error.value)
    assert "\n" not in str(error.value)
