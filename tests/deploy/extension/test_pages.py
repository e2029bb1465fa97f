"""Pages of five kinds, and more: what is read of each, and where the answer is marked."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.deploy.extension.conftest import Browser, ask
from tests.deploy.extension.finder import Server
from tests.deploy.extension.pages import SITE
from tests.standins.http import serve


def _mark(panel: Page, candidate: int = 0) -> None:
    """Click a candidate of the last answer."""
    place = panel.locator("article").last.locator(".place").nth(candidate)
    if candidate:
        panel.locator("article").last.locator("summary").click()
    place.click()
    expect(place).to_have_attribute("aria-pressed", "true")


def test_an_article_is_read_as_it_is_shown_and_marked_without_a_change(
    browser: Browser, server: Server
) -> None:
    page = browser.visit("article")
    before = page.content()
    panel = browser.panel(page)
    reply = ask(panel, "닥나무, 프랑스")
    assert server.finder.text.splitlines() == [
        "처음으로",
        "한지의 역사",
        "👍🏽 한지는 닥나무 껍질로 만든 종이이다. 1377년에는 직지가 한지에 찍혔다.",
        "보이는 글이다.",
        "보관",
        "습기를 피해 오동나무 상자에 둔다.",
        "닥 삶기",
        "발 뜨기",
        "한지는 천 년을 간다. 직지는 프랑스에 있다.",
    ]
    expect(reply.locator(".state")).to_have_text("답 · 80%")
    expect(reply.locator(".place").first).to_contain_text("👍🏽 한지는 닥나무 껍질로")
    _mark(panel)
    marks = browser.marked(page)
    assert marks["answer"] == "닥나무"
    assert " ".join(marks["context"].split()) == "👍🏽 한지는 닥나무 껍질로 만든 종이이다."
    _mark(panel, 1)
    assert browser.marked(page)["answer"] == "프랑스"
    assert page.content() == before
    reply.locator(".place").nth(1).click()
    expect(reply.locator(".place[aria-pressed=true]")).to_have_count(0)
    assert browser.marked(page) is None


def test_what_is_folded_away_opens_for_its_mark(browser: Browser) -> None:
    page = browser.visit("article")
    panel = browser.panel(page)
    ask(panel, "오동나무")
    _mark(panel)
    assert browser.marked(page)["inView"]
    assert page.locator("details").get_attribute("open") is not None


def test_values_of_a_table_are_read_with_the_names_of_their_rows_and_columns(
    browser: Browser, server: Server
) -> None:
    page = browser.visit("table")
    panel = browser.panel(page)
    ask(panel, "189만 원, 210만 원")
    assert server.finder.text.splitlines() == [
        "모델 | 무게 | 가격",
        "A7 무게: 1.2kg | A7 가격: 120만 원",
        "B9 무게: 0.9kg | B9 가격: 189만 원",
        "B9 무게: 0.8kg | B9 가격: 210만 원",
        "제조사: 한빛전자",
        "보증: 2년",
        "문의: 02-123-4567",
        "알림",
        "재고가 적다.",
    ]
    _mark(panel)
    assert browser.marked(page) == {
        "answer": "189만 원",
        "context": "B9무게0.9kgB9가격189만 원",
        "inView": True,
    }


def test_a_very_long_page_is_scrolled_to_its_place_in_a_box_or_outside(
    browser: Browser, server: Server
) -> None:
    page = browser.visit("long")
    panel = browser.panel(page)
    ask(panel, "9월 30일, 총무팀")
    assert len(server.finder.text) > 250_000
    for candidate, words in ((0, "9월 30일"), (1, "총무팀")):
        _mark(panel, candidate)
        marks = browser.marked(page)
        assert (marks["answer"], marks["inView"]) == (words, True)


def test_frames_and_open_shadows_are_read_too(browser: Browser, server: Server) -> None:
    page = browser.visit("frames")
    panel = browser.panel(page)
    ask(panel, "4월 7일, 3층")
    assert "본문은 아래 틀에 있다." in server.finder.text
    assert "접수처는 본관 3층이다." in server.finder.text
    assert server.finder.text.count("신청은") == 1  # a frame that nobody sees is not read
    _mark(panel)
    assert browser.marked(page) is None
    assert browser.marked(page, frame=1)["answer"] == "4월 7일"
    _mark(panel, 1)
    assert browser.marked(page)["context"] == "접수처는 본관 3층이다."
    assert browser.marked(page, frame=1) is None


def test_frames_of_other_sites_are_not_read_unless_they_are_allowed(
    browser: Browser, server: Server
) -> None:
    panel = browser.panel(browser.visit("frames"))
    expect(panel.locator("#why")).to_contain_text("다른 사이트(localhost:")
    expect(panel.get_by_role("button", name="그 부분도 읽기")).to_be_visible()
    ask(panel, "무료")
    assert "주차" not in server.finder.text


def test_frames_of_other_sites_are_read_where_they_are_allowed(
    browser: Browser, server: Server
) -> None:
    page = browser.visit("article")
    with serve(SITE) as other:
        page.evaluate(
            """address => new Promise(loaded => {
              const frame = document.createElement("iframe");
              Object.assign(frame, { src: address, width: 400, height: 200, onload: loaded });
              document.body.prepend(frame);
            })""",
            f"{other}/frame",
        )
        panel = browser.panel(page)
        reply = ask(panel, "4월 7일")
        expect(panel.locator("#allow")).to_be_hidden()
        expect(reply.locator(".place").first).to_contain_text("신청은 4월 7일까지")
        _mark(panel)
        assert browser.marked(page, frame=1)["answer"] == "4월 7일"


def test_a_page_that_renders_itself_anew_is_marked_again(browser: Browser) -> None:
    page = browser.visit("rerendered")
    panel = browser.panel(page)
    ask(panel, "오후 3시")
    _mark(panel)
    expected = {"answer": "오후 3시", "context": "회의는 오후 3시에 시작한다.", "inView": True}
    for _ in range(3):
        rendered = page.locator("p").first.inner_text()
        expect(page.locator("p").first).not_to_have_text(rendered)
        deadline = time.monotonic() + 10
        while browser.marked(page) != expected:
            assert time.monotonic() < deadline


def test_a_place_that_has_left_the_page_is_said_to_have(browser: Browser) -> None:
    page = browser.visit("article")
    panel = browser.panel(page)
    reply = ask(panel, "직지")
    page.evaluate("document.querySelector('article').remove()")
    reply.locator(".place").first.click()
    expect(reply).to_contain_text("이 대목이 페이지에 더는 없습니다.")


def test_a_selection_can_be_asked_of_alone(browser: Browser, server: Server) -> None:
    page = browser.visit("article")
    panel = browser.panel(page)
    expect(panel.locator("#parts")).to_be_hidden()
    page.evaluate(
        "getSelection().selectAllChildren(document.querySelector('article > p:last-of-type'))"
    )
    expect(panel.get_by_label(re.compile("선택한 부분"))).to_be_checked()
    reply = ask(panel, "직지")
    assert server.finder.text == "한지는 천 년을 간다. 직지는 프랑스에 있다."
    expect(reply).to_contain_text("선택한 부분에서")
    _mark(panel)
    assert browser.marked(page)["context"] == "직지는 프랑스에 있다."
    panel.get_by_label("페이지 전체").check()
    ask(panel, "직지")
    assert server.finder.text.startswith("처음으로")
    page.evaluate("getSelection().empty()")
    expect(panel.locator("#parts")).to_be_hidden()


@pytest.mark.parametrize("name", ["manual.pdf", "blank.pdf"])
def test_a_page_without_text_is_opened_by_the_server(
    browser: Browser, server: Server, name: str
) -> None:
    page = browser.visit("article")
    page.evaluate("name => { location.href = name }", name)
    page.wait_for_url(f"**/{name}")
    panel = browser.panel(page)
    expect(panel.locator("#about")).to_contain_text("주소를")
    reply = ask(panel, "9.6kg")
    assert server.pages.urls[-1] == f"{browser.site}/{name}"
    expect(reply).to_contain_text("설명서 · 서버가 주소를 열어")
