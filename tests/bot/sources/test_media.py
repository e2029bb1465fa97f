from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.media import Media, is_binary, media_type

PAGE = "<!DOCTYPE html><html><head><title>백과</title></head><body>훈민정음</body></html>"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _zip(names: Sequence[str], mimetype: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        if mimetype:
            archive.writestr(zipfile.ZipInfo("mimetype"), mimetype)  # stored, as OCF asks
        for name in names:
            archive.writestr(name, name * 50)
    return buffer.getvalue()


OOXML = ["[Content_Types].xml", "_rels/.rels", "docProps/app.xml"]


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("text/html; charset=utf-8", PAGE.encode(), "html"),
        ("TEXT/HTML", b"no tags at all", "html"),
        ("application/xhtml+xml", b"<?xml version='1.0'?><html xmlns='x'>", "html"),
        ("", PAGE.encode("cp949"), "html"),
        ("", PAGE.encode("utf-16"), "html"),
        ("text/html", PAGE.encode("utf-16-le"), "html"),
        ("application/octet-stream", b"\xef\xbb\xbf\n<!-- x -->\n<HTML>", "html"),
        ("", b"<div>text</div>", "html"),
        ("text/plain", PAGE.encode(), "html"),
        ("application/vnd.ms-excel", b"<html><table>", "html"),
        ("text/plain", b"<div> is a tag", "text"),
        ("", "그냥 글이다.".encode(), "text"),
        ("", "그냥 글이다.".encode("cp949"), "text"),
        ("", "그냥 글이다. 두 문장이다.".encode("utf-16-be"), "text"),
        ("text/plain", "그냥 글이다.".encode("iso-2022-kr"), "text"),
        ("text/csv", b"a,b\n1,2\n", "csv"),
        ("application/ld+json", b"{}", "text"),
        ("text/plain", b"GIF89a is a format", "text"),
        ("text/markdown", b"# Title", "markdown"),
        ("application/rss+xml", b"<?xml version='1.0'?><rss/>", "xml"),
        ("", b"<?xml version='1.0'?><rss/>", "xml"),
        ("application/pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "pdf"),
        ("text/html", b"%PDF-1.4 \0\0", "pdf"),
        ("application/octet-stream", b"\r\n%PDF-1.4", "pdf"),
        ("application/pdf", b"junk\n%PDF-1.4", "pdf"),
        ("application/pdf", PAGE.encode(), "html"),
        ("application/zip", _zip([*OOXML, "word/document.xml"]), "docx"),
        ("", _zip([*OOXML, "ppt/presentation.xml"]), "pptx"),
        ("text/plain", _zip([*OOXML, "xl/workbook.xml"]), "xlsx"),
        (DOCX, _zip(["[Content_Types].xml"]), "docx"),
        ("", _zip(["content.xml"], "application/vnd.oasis.opendocument.text"), "odt"),
        ("", _zip(["a.xhtml"], "application/epub+zip"), "epub"),
        ("application/x-hwp", _zip(["a.xml"], "application/hwp+zip"), "hwpx"),
        ("application/x-hwp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "hwp"),
        ("application/zip", _zip(["a.txt"]), "zip"),
        ("application/msword", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "other"),
        ("text/html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "other"),
        ("image/png", b"no picture", "other"),
        ("video/mp4", PAGE.encode(), "other"),
        ("application/x-thing", b"text", "other"),
        ("", bytes(range(256)) * 20, "other"),
        ("", b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\0\x3e\0\1\0\0\0", "other"),
        ("text/html", b"", "html"),
        ("", b"", "text"),
    ],
)
def test_what_a_response_is(content_type: str, body: bytes, expected: str) -> None:
    assert media_type(content_type, body) == expected


@pytest.mark.parametrize("charset", ["utf-8", "cp949", "johab", "iso-2022-kr", "utf-16", "utf-32"])
def test_korean_text_is_never_taken_for_binary(charset: str) -> None:
    assert not is_binary("훈민정음은 세종이 1443년에 만들었다.\n".encode(charset) * 500)


@given(st.sampled_from(["", "text/html", "text/plain", "application/xml", "x"]), st.binary())
def test_binary_is_never_handed_on_as_text(content_type: str, body: bytes) -> None:
    media = media_type(content_type, body)
    assert media in get_args(Media)
    assert not (is_binary(body) and media in ("html", "text", "markdown", "xml"))
