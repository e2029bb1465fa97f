"""Toy people, born somewhere in some year: data sets, a lexicon and a recipe for a run in small."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from exporter.calibration.paragraphs import read_paragraphs
from exporter.train.lexicon.lexicon import Lexicon

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
blocks = 1
attention_blocks = [0]
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
batch = 64
length = 96
learning_rate = 1e-3
dropout = 0.1
masked = 0.05
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


def write_toys(folder: Path) -> None:
    """Write train.json, dev.json, recipe.toml, and the lexicon that the recipe names."""
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
