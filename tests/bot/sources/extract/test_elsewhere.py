"""Extraction in a worker process, a real one, which all tests here share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.domain import errors
from bot.sources.extract.worker import Workers
from tests.bot.sources.extract.processes import HTML, PAGE, children

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("one_process")]


def _stderr(process: int) -> Path:
    return Path(f"/proc/{process}/fd/2").readlink()


def _mapped(process: int) -> str:
    """The files that a process has loaded."""
    return Path(f"/proc/{process}/maps").read_text("utf-8")


async def test_a_page_is_extracted_elsewhere() -> None:
    workers = Workers()
    media, page = await workers.extract(PAGE, HTML, "")
    assert (media, page.title) == ("html", "백과")
    assert page.text == "세종\n훈민정음은 세종이 만들었다."
    assert len(children()) == 1
    await workers.extract(PAGE, HTML, "")
    assert len(children()) == 1  # the same one again


async def test_nothing_of_tensorflow_is_in_a_worker() -> None:
    workers = Workers()
    await workers.start()
    maps = _mapped(children()[0])
    assert "lxml" in maps
    assert "tensorflow" not in maps


async def test_complaints_of_libraries_do_not_fill_a_pipe() -> None:
    workers = Workers()
    await workers.start()
    assert _stderr(children()[0]) == Path(os.devnull)


async def test_a_document_of_words_is_one_text() -> None:
    _, page = await Workers().extract(b"<p>x" * 51_000, HTML, "")
    assert (len(page.text), page.blocks) == (2 * 51_000 - 1, ())


async def test_errors_come_through_as_they_are() -> None:
    workers = Workers()
    with pytest.raises(errors.NotTextError):
        await workers.extract(b"\x89PNG\r\n\x1a\n", "image/png", "")
    with pytest.raises(errors.UnsupportedDocumentError) as caught:
        await workers.extract(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-hwp", "a.hwp")
    assert caught.value.parameters == {"format": "hwp"}
    with pytest.raises(errors.TextTooLongError):
        await workers.extract("가나다 ".encode() * 300_000, "text/plain", "")
