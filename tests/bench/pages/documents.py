"""What is read of documents: `python -m tests.bench.pages.documents [FILE...]`.

Without files, of documents that are made here, whose every value is known: what is read of them,
what is lost, and how long it took. Of files: how much was read, and how many sentences are cut,
which is where one block ends without an end and the next begins in small letters.
"""

from __future__ import annotations

import io
import re
import sys
import time
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path

import docx
from openpyxl import Workbook
from pptx import Presentation

from bot.domain.errors import BotError
from bot.domain.source.blocks import Extracted
from bot.sources.extract.extract import extract
from tests.bench.report import Grid
from tests.bot.sources.extract import documents

_ENDED = re.compile(r"[.!?:;。]['\"”’)\]]*$")
_GOES_ON = re.compile(r"[a-z(]|[은는을를의와과]\s")
_ROWS = (("이름", "부서", "내선"), ("김서연", "인사팀", "201"), ("박도윤", "개발팀", "202"))
_PROSE = "도서관은 아침 아홉 시에 문을 열고 저녁 여섯 시에 닫으며, 월요일에는 쉰다."


def _word() -> bytes:
    document = docx.Document()
    document.add_heading("이용 안내", 1)
    document.add_paragraph(_PROSE)
    document.add_paragraph("회원증을 보인다", style="List Number")
    document.sections[0].header.paragraphs[0].text = "대외비"
    table = document.add_table(len(_ROWS), len(_ROWS[0]))
    for number, row in enumerate(_ROWS):
        for column, text in enumerate(row):
            run = table.cell(number, column).paragraphs[0].add_run(text)
            run.bold = number == 0
    return _saved(document)


def _workbook() -> bytes:
    workbook = Workbook()
    for row in _ROWS:
        workbook.active.append(row)
    return _saved(workbook)


def _slides() -> bytes:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "이용 안내"
    slide.placeholders[1].text = _PROSE
    return _saved(deck)


def _mail() -> bytes:
    mail = EmailMessage()
    mail["Subject"] = "이용 안내"
    mail.set_content(_PROSE)
    return mail.as_bytes()


def _saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


_CELLS = ("김서연 부서: 인사팀", "박도윤 부서: 개발팀", "박도윤 내선: 202")
MADE: Mapping[str, tuple[bytes, Sequence[str]]] = {
    "a.pdf": (documents.pdf([[_PROSE] * 3] * 3, wrap="LTR"), [_PROSE]),
    "form.pdf": (documents.filled_pdf(), ["Name: Ada Lind", "☑ Vegetarian", "Bring boots"]),
    "a.docx": (_word(), ["이용 안내", _PROSE, "1. 회원증을 보인다", "대외비", *_CELLS]),
    "a.xlsx": (_workbook(), _CELLS),
    "a.csv": ("\n".join(map(",".join, _ROWS)).encode("cp949"), _CELLS),
    "a.pptx": (_slides(), ["이용 안내", _PROSE]),
    "a.eml": (_mail(), ["이용 안내", _PROSE]),
}


def _read(body: bytes, name: str) -> tuple[Extracted | None, str, float]:
    began = time.perf_counter()
    try:
        found, problem = extract(body, "", name)[1], ""
    except BotError as error:
        found, problem = None, error.slug
    return found, problem, time.perf_counter() - began


def _cut(page: Extracted) -> int:
    """Return how many sentences are cut between two paragraphs."""
    texts = [page.text[b.start : b.end] for b in page.blocks if b.kind == "paragraph"]
    return sum(
        not _ENDED.search(before) and bool(_GOES_ON.match(after))
        for before, after in pairwise(texts)
    )


def main(files: Sequence[str]) -> None:
    """Print the tables."""
    if not files:
        rows = []
        for name, (body, known) in MADE.items():
            page, problem, seconds = _read(body, name)
            text = page.text if page else ""
            lost = [value for value in known if value not in text]
            read = f"{len(known) - len(lost)}/{len(known)}"
            rows.append((name, read, problem or "; ".join(lost), f"{1000 * seconds:.0f}"))
        Grid(("made", "read", "lost", "ms"), rows).show()
        return
    rows = []
    for file in map(Path, files):
        page, problem, seconds = _read(file.read_bytes(), file.name)
        told = (
            (str(len(page.blocks)), f"{len(page.text):,}", str(_cut(page))) if page else ("",) * 3
        )
        rows.append((file.name, *told, problem, f"{1000 * seconds:.0f}"))
    Grid(("file", "blocks", "characters", "sentences cut", "problem", "ms"), rows).show()


if __name__ == "__main__":
    main(sys.argv[1:])
