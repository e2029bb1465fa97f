"""Somebody's own questions, and an encoder that learns them soon."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tests.exporter.checkpoints.parity import reference, with_layers

CITIES = ("서울", "부산", "대구", "인천", "광주", "대전")


@pytest.fixture(scope="module")
def squad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    paragraphs = []
    for index, city in enumerate(CITIES * 2):
        year = f"{1950 + index}년"
        context = f"제{index}회 대회는 {year}에 {city}에서 열렸다."
        qas = [
            {
                "id": f"{index}-{question}",
                "question": question,
                "answers": [{"text": text, "answer_start": context.index(text)}],
            }
            for question, text in (("어디에서 열렸나?", city), ("언제 열렸나?", year))
        ]
        paragraphs.append({"context": context, "qas": qas})
    file = tmp_path_factory.mktemp("data") / "squad.json"
    squad = {"data": [{"title": "대회", "paragraphs": paragraphs}]}
    file.write_text(json.dumps(squad, ensure_ascii=False), "utf-8")
    return file


@pytest.fixture(scope="module")
def young(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder of one layer with weights as they are drawn before pretraining: it learns soon."""
    folder = tmp_path_factory.mktemp("encoders") / "young-bert"
    with_layers(1, reference("bert").folder / "encoder", folder)
    file = folder / "model.safetensors"
    arrays = load_file(file)
    for name, array in arrays.items():
        if array.ndim == 1:
            arrays[name] = np.full_like(array, name.endswith("LayerNorm.weight"))
        else:
            arrays[name] = 0.4 * array
    save_file(arrays, file)
    (folder / "README.md").write_text("---\nlicense: mit\n---\n")
    return folder
