"""Slides, books and mails."""

from __future__ import annotations

import io
from email.message import EmailMessage

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE

from bot.domain.source.blocks import Extracted
from bot.sources.extract.extract import extract
from tests.bot.sources.extract.documents import archive


def _lines(page: Extracted) -> list[tuple[int | None, str]]:
    return [(block.page, page.text[block.start : block.end]) for block in page.blocks]


def test_slides_are_read_with_their_numbers() -> None:
    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "일정"
    first.placeholders[1].text = "9월에 시작한다."
    first.notes_slide.notes_text_frame.text = "예산은 따로"
    hidden = deck.slides.add_slide(deck.slide_layouts[5])
    hidden.shapes.title.text = "숨긴 장"
    hidden.element.set("show", "0")
    last = deck.slides.add_slide(deck.slide_layouts[6])
    table = last.shapes.add_table(2, 2, 0, 0, 100, 100).table
    for place, text in {(0, 0): "팀", (0, 1): "예산", (1, 0): "기획", (1, 1): "3억"}.items():
        table.cell(*place).text = text
    data = CategoryChartData()
    data.categories = ["1월", "2월"]
    data.add_series("매출", (3, 4.5))
    last.shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, 100, 100, data)
    buffer = io.BytesIO()
    deck.save(buffer)
    media, page = extract(buffer.getvalue(), "", "a.pptx")
    assert (media, page.paged) == ("pptx", "slide")
    assert _lines(page) == [
        (1, "일정"), (1, "9월에 시작한다."), (1, "예산은 따로"),
        (3, "팀 | 예산"), (3, "기획 예산: 3억"),
        (3, "매출"), (3, "1월 매출: 3"), (3, "2월 매출: 4.5"),
    ]  # fmt: skip


def test_a_book_is_read_in_the_order_of_its_spine() -> None:
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="urn:dc"><dc:title>섬'
        '</dc:title><dc:language>ko</dc:language></metadata><manifest><item id="b" href="b.xhtml"/>'
        '<item id="a" href="a%20.xhtml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/>'
        "</spine></package>"
    )
    page = "<html><head><title>머리</title></head><body><h1>{}</h1><p>{}</p></body></html>"
    book = archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="O/x.opf"/>'
            "</rootfiles></container>",
            "O/x.opf": opf,
            "O/b.xhtml": page.format("둘째 장", "배가 떠났다."),
            "O/a .xhtml": page.format("첫째 장", "바다가 보였다."),
        }
    )
    found = extract(book, "", "a.epub")[1]
    assert (found.title, found.language) == ("섬", "ko")
    assert found.text.splitlines() == ["첫째 장", "바다가 보였다.", "둘째 장", "배가 떠났다."]
    assert [found.text[b.start : b.end] for b in found.blocks] == found.text.splitlines()


def _mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "김서연 <seoyeon@a.example>"
    mail["To"] = "team@a.example"
    mail["Subject"] = "회의 일정 변경"
    mail["Date"] = "Mon, 02 Mar 2026 10:00:00 +0900"
    mail.set_content(
        "다음 회의는 3월 5일 목요일 오후 2시에 본관 3층 대회의실에서 열립니다. 자료는\n"
        "전날까지 올려 주세요.\n- 준비물: 노트북\n\n감사합니다.\n"
    )
    return mail


def test_a_mail_is_read_with_its_sender_and_its_lines_whole() -> None:
    mail = _mail()
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="자료.pdf")
    media, page = extract(mail.as_bytes(), "", "a.eml")
    assert (media, page.title, page.date) == ("eml", "회의 일정 변경", "2026-03-02T10:00:00+09:00")
    assert page.text.splitlines() == [
        "Subject: 회의 일정 변경", "From: 김서연 <seoyeon@a.example>", "To: team@a.example",
        "Date: Mon, 02 Mar 2026 10:00:00 +0900",
        "다음 회의는 3월 5일 목요일 오후 2시에 본관 3층 대회의실에서 열립니다. "
        "자료는 전날까지 올려 주세요.",
        "- 준비물: 노트북", "감사합니다.", "Attachments: 자료.pdf",
    ]  # fmt: skip


def test_a_mail_in_html_is_read_as_a_page_and_what_it_forwards_too() -> None:
    inner = _mail()
    inner.add_alternative("<p>안쪽 <b>글</b></p>", subtype="html")
    outer = EmailMessage()
    outer["Subject"] = "전달"
    outer.set_content("아래를 보세요.")
    outer.add_attachment(inner)
    lines = extract(outer.as_bytes(), "message/rfc822", "")[1].text.splitlines()
    assert lines[:3] == ["Subject: 전달", "아래를 보세요.", "Subject: 회의 일정 변경"]
    assert lines[-1] == "안쪽 글"
