"""PDF, office files, Markdown, text."""

from __future__ import annotations

import pytest

from bot.domain import errors
from bot.domain.source.blocks import Extracted
from bot.sources.extract.extract import extract
from tests.bot.sources.extract import documents
from tests.conftest import HANGUL

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_HANGUL = _OLE + "HwpSummaryInformation".encode("utf-16-le")
OLD_WORD = _OLE + "WordDocument".encode("utf-16-le")


def _lines(page: Extracted) -> list[str]:
    return [page.text[block.start : block.end] for block in page.blocks]


def _read(body: bytes, name: str = "", content_type: str = "") -> Extracted:
    return extract(body, content_type, name)[1]


@pytest.mark.parametrize("wrap", ["CJK", "LTR"])
def test_a_pdf_is_read_with_its_page_numbers(wrap: str) -> None:
    short = "다음 쪽의 글이다."
    page = _read(documents.pdf([[HANGUL, "둘째 문단이다."], [short]], title="한글", wrap=wrap))
    assert page.title == "한글"
    assert [block.page for block in page.blocks] == [1, 1, 2]
    assert _lines(page)[1:] == ["둘째 문단이다.", short]
    # Where lines end in the middle of words, a space between words that ends a line is lost.
    assert _lines(page)[0].replace(" ", "") == HANGUL.replace(" ", "")
    for word in ("훈민정음은", "집현전", "발견되었으며", "간송미술관이"):
        assert word in page.text
    if wrap == "LTR":
        assert _lines(page)[0] == HANGUL


def test_an_outline_gives_a_pdf_its_headings() -> None:
    chapters = [("제1장 창제", "세종이 만들었다."), ("제2장 반포", HANGUL[:30])]
    page = _read(documents.outlined_pdf(chapters))
    assert [b.kind for b in page.blocks] == ["heading", "paragraph", "heading", "paragraph"]


def test_english_lines_are_put_together() -> None:
    text = "The quick brown fox jumps over the lazy dog and runs away. " * 5
    assert _read(documents.pdf([[text]], wrap="LTR")).text == text.strip()


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (documents.scanned_pdf(), errors.ScannedDocumentError),
        (documents.unmapped_pdf(), errors.ScannedDocumentError),
        (documents.pdf([["비밀"]], password="열쇠"), errors.LockedDocumentError),
        (documents.pdf([[HANGUL]])[:500], errors.DamagedDocumentError),
        (b"%PDF-1.7\n%broken", errors.DamagedDocumentError),
        (documents.docx("가", "나", [["다"]])[:-100], errors.DamagedDocumentError),
        (documents.archive({"a.txt": "글"}), errors.NotTextError),
        (documents.hwpx(["<hp:p>"]), errors.DamagedDocumentError),
        (documents.archive({"word/document.xml": "<no/>"}), errors.DamagedDocumentError),
        (OLD_HANGUL, errors.UnsupportedDocumentError),
        (documents.archive({"xl/workbook.xml": ""}), errors.DamagedDocumentError),
        (documents.archive({"ppt/presentation.xml": ""}), errors.DamagedDocumentError),
        (documents.archive({"META-INF/container.xml": "<c/>"}), errors.DamagedDocumentError),
        (documents.hwpx(["<hp:p/>"], encrypted=True), errors.LockedDocumentError),
        (OLD_WORD, errors.UnsupportedDocumentError),
        (OLD_WORD.replace(*(n.encode("utf-16-le") for n in ("WordDocument", "EncryptedPackage"))),
         errors.LockedDocumentError),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(body: bytes, error: type[errors.BotError]) -> None:
    with pytest.raises(error):
        _read(body)


def test_a_word_document_is_read_with_its_structure() -> None:
    page = _read(documents.docx("훈민정음", HANGUL, [["항목", "값"], ["반포", "1446년"]]))
    assert [(block.kind, block.level) for block in page.blocks] == [
        ("heading", 1), ("paragraph", 0), ("row", 0), ("row", 0),
    ]  # fmt: skip
    assert _lines(page) == ["훈민정음", HANGUL, "항목 | 값", "반포 값: 1446년"]


def test_a_hangul_document_is_read_with_its_tables() -> None:
    def cell(text: str) -> str:
        return (
            f"<hp:tc><hp:subList><hp:p><hp:run><hp:t>{text}</hp:t></hp:run></hp:p></hp:subList>"
            '<hp:cellSpan colSpan="1" rowSpan="1"/></hp:tc>'
        )

    paragraph = f"<hp:p><hp:run><hp:t>{HANGUL}</hp:t></hp:run></hp:p>"
    row = f"<hp:tr>{cell('반포')}{cell('1446년')}</hp:tr>"
    table = f"<hp:p><hp:run><hp:tbl>{row}</hp:tbl></hp:run></hp:p>"
    lines = "<hp:p><hp:run><hp:t>첫째 &lt;줄&gt;<hp:lineBreak/>둘째</hp:t></hp:run></hp:p>"
    page = _read(documents.hwpx([paragraph + table, lines]))
    assert _lines(page)[:2] == [HANGUL, "반포: 1446년"]
    assert "첫째 <줄>" in page.text


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked() -> None:
    bomb = documents.bomb("word/document.xml", 200_000_000)
    assert len(bomb) < 1_000_000
    with pytest.raises(errors.DamagedDocumentError):
        _read(bomb)


def test_markdown_is_read_as_what_it_shows() -> None:
    text = (
        "---\nlayout: x\n---\n# 훈민정음\n\n**세종**이 [만들었다](https://a.example).\n\n"
        "- 하나\n- 둘\n\n| 항목 | 값 |\n|---|---|\n| 반포 | 1446년 |\n\n```\na = 1\n```\n"
    )
    page = _read(text.encode(), "README.md", "text/plain; charset=utf-8")
    assert page.title == "훈민정음"
    assert _lines(page) == [
        "훈민정음", "세종이 만들었다.", "하나", "둘",
        "항목 | 값", "반포 값: 1446년", "a = 1",
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "settings", ['---\ntitle: "누리집"\ndate: 2024-03-02\n---\n', "+++\ntitle = '누리집'\n+++\n"]
)
def test_settings_at_the_top_of_markdown_are_no_text(settings: str, end: str) -> None:
    page = _read((settings + "# 제목\n\n글이다.\n").replace("\n", end).encode(), "a.md")
    assert (page.title, page.text) == ("누리집", "제목\n글이다.")


def test_a_rule_at_the_top_of_markdown_is_none() -> None:
    assert _read("---\n\n글이다.\n\n---\n\n끝.\n".encode(), "a.md").text == "글이다.\n끝."


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("- [x] 승인\n- [ ] 인쇄", ["☑ 승인", "☐ 인쇄"]),
        ("값은 3이다.[^a] 끝.\n\n[^a]: 출처가 있다.", ["값은 3이다. 끝.", "출처가 있다."]),
        ("~~둘~~ 셋", ["셋"]),
        ("문\n: 바깥에 연다.\n: 안에도 연다.", ["문: 바깥에 연다. | 안에도 연다."]),
        ("> [!NOTE]\n> 알립니다.", ["알립니다."]),
        ("앞 <!-- 숨은 글 --> 뒤", ["앞 뒤"]),
        ("<p align=center>가운데</p>", ["가운데"]),
    ],
)
def test_markdown_is_read_as_github_shows_it(text: str, lines: list[str]) -> None:
    assert _lines(_read(text.encode(), "README.md")) == lines


def test_plain_text_stays_as_it_is() -> None:
    text = "첫 줄\n\n  둘째   줄\t끝\n"
    assert _read(text.encode("cp949"), "a.txt").text == text
    assert _read(text.encode(), "", "text/plain").blocks == ()


def test_a_feed_is_read_without_its_tags() -> None:
    description = f"<description><![CDATA[<p>{HANGUL}</p>]]></description>"
    feed = f"<?xml version='1.0'?><rss><item><title>소식</title>{description}</item></rss>"
    assert _read(feed.encode(), "", "application/rss+xml").text == f"소식\n{HANGUL}"
