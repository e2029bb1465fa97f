from __future__ import annotations

import gzip
import json
import lzma
from pathlib import Path
from random import Random

import pytest

from exporter.train.questions.asides import without_asides
from exporter.train.questions.corpus import (
    MAX_PASSAGE,
    MIN_PASSAGE,
    CorpusError,
    passages,
    read_articles,
)

ROW = json.dumps(
    {"id": 7, "title": "솔내 (강)", "text": "첫 문단이다.\n\n둘째 문단이다."}, ensure_ascii=False
)


def test_a_corpus_may_be_packed(tmp_path: Path) -> None:
    plain, xz, gz = (tmp_path / f"c.jsonl{suffix}" for suffix in ("", ".xz", ".gz"))
    plain.write_text(ROW + "\n", "utf-8")
    xz.write_bytes(lzma.compress(ROW.encode()))
    gz.write_bytes(gzip.compress(ROW.encode()))
    articles = list(read_articles([plain, xz, gz]))
    assert len(set(articles)) == 1
    assert articles[0].id == "7"
    assert articles[0].paragraphs == ("첫 문단이다.", "둘째 문단이다.")


def test_a_text_file_has_untitled_articles(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("\n".join(f"{n}번째 줄이다." for n in range(30)), "utf-8")
    articles = list(read_articles([file]))
    assert [article.id for article in articles] == ["notes-0", "notes-1", "notes-2"]
    assert {article.title for article in articles} == {""}
    assert sum(len(article.paragraphs) for article in articles) == 30


@pytest.mark.parametrize("line", ["[1]", "{", '{"id": 1, "title": "제목"}'])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "c.jsonl"
    file.write_text(f"{ROW}\n{line}\n", "utf-8")
    with pytest.raises(CorpusError, match=r"c\.jsonl:2 "):
        list(read_articles([file]))


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="neither"):
        list(read_articles([tmp_path / "c.pdf"]))


def test_passages_are_of_a_sensible_length() -> None:
    sentence = "강물이 마을 앞을 지나 바다로 흘러간다. "
    paragraphs = [sentence * n for n in (2, 3, 200, 1, 8, 30, 2)]
    found = list(passages(paragraphs, Random(1)))
    assert found
    assert all(MIN_PASSAGE <= len(text) <= MAX_PASSAGE + 5 for text in found)
    assert all(text.rstrip().endswith("다.") for text in found)


def test_asides_are_taken_out_and_found_again() -> None:
    full = "고운(高雲, 1443년 (추정) ~ 1504년)은 시인이다.[3]"
    plain = without_asides(full)
    assert plain.text == "고운은 시인이다."
    start = plain.text.index("시인")
    assert plain.span(start, start + 2) == (full.index("시인"), full.index("시인") + 2)
    assert plain.span(0, 3) is None
    assert plain.asides[0].inside == "高雲, 1443년 (추정) ~ 1504년"
    assert full[plain.asides[0].start :].startswith(plain.asides[0].inside)
