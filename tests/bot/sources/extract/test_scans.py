"""Scanned documents, read by a real Tesseract in a worker process."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from bot.domain import errors
from bot.sources.extract.worker import WorkerLimits, Workers
from tests.bot.sources.extract import documents
from tests.prerequisites import tesseract

# One loop, for one process that documents are read in: each start of one takes half a second.
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("one_process")]

PAGES = [
    "Library hours\n\nThe reading room is open until\n10 p.m. on weekdays.",
    "Contact\n\nAsk Kim Minsu (02-123-4567).",
]
_KOREAN = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


async def _read(body: bytes, pages: int, seconds: int = 40) -> list[tuple[int | None, str]]:
    workers = Workers(WorkerLimits(scanned_pages=pages, scan_seconds=seconds))
    _, found = await workers.extract(body, "application/pdf", "scan.pdf")
    return [(block.page, found.text[block.start : block.end]) for block in found.blocks]


def _below(process: int) -> Iterator[str]:
    """Yield the names of all processes below one."""
    with suppress(OSError):  # it has ended meanwhile
        for child in Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split():
            yield Path(f"/proc/{child}/comm").read_text("utf-8").strip()
            yield from _below(int(child))


async def test_a_scan_is_read_page_by_page() -> None:
    tesseract()
    assert await _read(documents.scan_of(PAGES), pages=2) == [
        (1, "Library hours"),
        (1, "The reading room is open until 10 p.m. on weekdays."),
        (2, "Contact"),
        (2, "Ask Kim Minsu (02-123-4567)."),
    ]


async def test_scans_leave_a_process_for_everybody_else() -> None:
    tesseract()
    scan = documents.scan_of(PAGES * 4)
    workers = Workers(WorkerLimits(scanned_pages=8))
    scans = [asyncio.create_task(workers.extract(scan, "application/pdf", "")) for _ in range(2)]
    while "tesseract" not in _below(os.getpid()):  # noqa: ASYNC110 - the system knows, no event of ours
        await asyncio.sleep(0.05)
    await workers.extract("글이다.".encode(), "text/plain", "")
    assert not any(task.done() for task in scans)
    for task in scans:
        task.cancel()
    await asyncio.wait(scans)


async def test_a_font_without_letters_is_read_by_its_shapes() -> None:
    tesseract()
    [(page, text)] = await _read(documents.unmapped_pdf(), pages=1)
    assert (page, text) == (1, "The library opens at nine and closes at six on weekdays.")


@pytest.mark.parametrize(
    ("body", "pages", "seconds", "error"),
    [
        (documents.scan_of(PAGES), 0, 40, errors.ScannedDocumentError),
        (documents.scan_of(PAGES), 1, 40, errors.ScanTooLongError),
        (documents.scan_of(PAGES), 2, 0, errors.ScannedDocumentError),
        (documents.scan_of([""]), 1, 40, errors.ScannedDocumentError),
    ],
    ids=["off", "too many pages", "no time", "nothing on it"],
)
async def test_what_is_not_recognized_is_said(
    body: bytes, pages: int, seconds: int, error: type[errors.BotError]
) -> None:
    tesseract()
    with pytest.raises(error):
        await _read(body, pages, seconds)


@pytest.mark.skipif(not _KOREAN.exists(), reason="no Noto CJK: comes with Chromium's set-up")
async def test_korean_is_recognized() -> None:
    tesseract()
    picture = Image.new("L", (1654, 1000), 255)
    font = ImageFont.truetype(str(_KOREAN), 36, index=1)
    ImageDraw.Draw(picture).text((150, 200), "도서관은 오후 6시에 닫습니다.", fill=0, font=font)
    assert await _read(documents.of_picture(picture), pages=1) == [
        (1, "도서관은 오후 6시에 닫습니다.")
    ]
