"""The page at /, in Chromium."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from bot.domain.errors import NoTextError
from bot.domain.progress import Progress
from bot.domain.question import File, GivenText, WebPage
from tests.bot.web.page.conftest import GIVEN, Site
from tests.bot.web.service import PAGE, TEXT

ASKED = "누가 만들었나?"


def _fill(page: Page, text: str = TEXT, question: str = ASKED) -> None:
    page.get_by_label("질문", exact=True).fill(question)
    page.locator("#text").fill(text)


def _ask(page: Page, text: str = TEXT, question: str = ASKED) -> None:
    _fill(page, text, question)
    page.get_by_role("button", name="물어보기").click()


def _ask_of_page(page: Page) -> None:
    page.get_by_label("질문", exact=True).fill(ASKED)
    page.get_by_role("radio", name="링크").check()
    page.locator("#url").fill(PAGE)
    page.keyboard.press("Enter")


def test_an_answer_is_marked_in_the_whole_text(page: Page) -> None:
    text = f"👍🏽 먼저 온 글.\n\n{TEXT}\n끝."
    _ask(page, text)
    expect(page.locator(".answer")).to_have_text("세종")
    expect(page.locator(".badge")).to_have_text("찾았습니다")
    expect(page.locator(".sure")).to_contain_text("거의 확실합니다 · 92%")
    expect(page.locator(".context mark")).to_have_text("세종")
    expect(page.locator("#text-shown mark.chosen")).to_have_text("세종")
    assert page.locator("#text-shown").inner_text().split() == text.split()
    expect(page.locator("#paper-source")).to_have_text(re.compile(r"^\d+자$"))


def test_other_candidates_are_shown_by_a_click_there_or_in_the_text(page: Page) -> None:
    _ask(page)
    chosen = page.locator("#text-shown mark.chosen")
    page.get_by_role("radio", name="집현전 학자들").check()
    expect(chosen).to_have_text("집현전 학자들")
    expect(page.locator(".context mark")).to_have_text("집현전 학자들")
    page.locator("#text-shown mark", has_text="해례본").click()
    expect(chosen).to_have_text("해례본")
    expect(page.get_by_role("radio", name="해례본")).to_be_checked()


def test_it_can_be_used_by_keys_alone(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="질문으로 건너뛰기")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type(ASKED)
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="붙여 넣기")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.insert_text(TEXT)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="물어보기")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_have_text("세종")
    expect(page.get_by_role("status").first).to_have_text("찾았습니다: 세종")
    while not page.get_by_role("radio", name="세종").evaluate("e => e === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#text-shown mark.chosen")).to_have_text("집현전 학자들")


def test_a_link_is_read_and_stands_in_the_address(page: Page, site: Site) -> None:
    _ask_of_page(page)
    title = page.locator("#paper-title a")
    expect(title).to_have_text("훈민정음 - 백과")
    expect(title).to_have_attribute("href", PAGE)
    expect(page.locator(".answer")).to_have_text("세종")
    assert site.service.asked[-1].sources == (WebPage(PAGE),)
    page.get_by_role("button", name="질문 링크 복사").click()
    expect(page.get_by_role("button", name="복사했습니다")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert page.url.startswith(f"{site.url}/#question=")


def test_a_link_to_a_question_fills_the_form_in_and_asks_nothing(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/#question=누가+만들었나%3F&url={PAGE}")
    expect(page.locator("#question")).to_have_value(ASKED)
    expect(page.locator("#url")).to_have_value(PAGE)
    expect(page.get_by_text("링크에 담긴 질문을 채웠습니다")).to_be_visible()
    expect(page.get_by_role("button", name="물어보기")).to_be_focused()
    assert site.service.asked == []
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_have_text("세종")
    page.goto(f"{site.url}/#question=x&url=javascript:alert(1)")
    expect(page.locator("#question")).to_have_value("x")
    expect(page.locator("#url")).to_have_value(PAGE)


def test_a_file_is_chosen_or_dropped(page: Page, site: Site) -> None:
    page.get_by_label("질문", exact=True).fill(ASKED)
    page.get_by_role("radio", name="파일").check()
    file = {"name": "글.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}
    page.locator("#file").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="물어보기").click()
    # The file's name is there before its answer.
    expect(page.locator(".answer")).to_have_text("세종")
    expect(page.locator("#paper-title")).to_have_text("글.txt")
    assert site.service.asked[-1].sources == (File(TEXT.encode(), "글.txt", "text/plain"),)
    page.get_by_role("radio", name="붙여 넣기").check()
    held = page.evaluate_handle(
        """text => {
          const held = new DataTransfer();
          held.items.add(new File([text], "놓은 글.txt", {type: "text/plain"}));
          return held;
        }""",
        TEXT,
    )
    page.dispatch_event("body", "dragover", {"dataTransfer": held})
    expect(page.get_by_text("여기에 놓으면")).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": held})
    expect(page.get_by_text("여기에 놓으면")).to_be_hidden()
    page.get_by_role("button", name="물어보기").click()
    expect(page.locator("#paper-title")).to_have_text("놓은 글.txt")
    expect(page.locator(".answer")).to_have_text("세종")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("붙여 넣기", "읽을 글을 붙여"),
        ("링크", "https://로 시작"),
        ("파일", "읽을 파일을 골라"),
    ],
)
def test_what_is_missing_is_said_where_it_is_missing(
    page: Page, site: Site, kind: str, words: str
) -> None:
    page.get_by_role("button", name="물어보기").click()
    expect(page.get_by_role("alert")).to_contain_text("무엇이 궁금한지")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type(ASKED)
    expect(page.locator("#form-error")).to_be_hidden()
    page.get_by_role("radio", name=kind).check()
    page.get_by_role("button", name="물어보기").click()
    expect(page.get_by_role("alert")).to_contain_text(words)
    assert site.service.asked == []


def test_a_problem_is_told_in_words(page: Page, site: Site) -> None:
    site.service.error = NoTextError()
    _ask(page)
    expect(page.get_by_role("alert")).to_contain_text("읽을 글을 찾지 못했습니다")
    page.locator("#question").evaluate(
        "e => { e.removeAttribute('maxlength'); e.value = '누가?'.repeat(700); }"
    )
    page.get_by_role("button", name="물어보기").click()
    expect(page.get_by_role("alert")).to_contain_text("질문이 너무 깁니다")
    page.route("**/v1/answer", lambda route: route.abort())
    page.get_by_role("button", name="물어보기").click()
    expect(page.get_by_role("alert")).to_contain_text("서버에 연결할 수 없습니다")
    expect(page.locator("#text-shown")).to_be_visible()
    _ask_of_page(page)
    expect(page.locator("#text-shown")).to_be_hidden()
    expect(page.get_by_role("alert")).to_contain_text("서버에 연결할 수 없습니다")


def test_a_long_text_shows_how_far_it_is_and_can_be_stopped(page: Page, site: Site) -> None:
    site.service.told_at_most = 1
    site.service.steps = (Progress("fetching"), Progress("reading", 3, 12))
    _ask(page)
    expect(page.get_by_text("글을 가져오는 중")).to_be_visible()
    site.service.told_at_most = 2
    expect(page.get_by_text("12구간 중 3구간")).to_be_visible()
    assert page.locator("progress").evaluate("e => [e.value, e.max]") == [3, 12]
    site.service.told_at_most = None
    expect(page.locator(".answer")).to_have_text("세종")
    expect(page.locator("progress")).to_have_count(0)
    site.service.told_at_most = 0
    page.get_by_role("button", name="물어보기").click()
    page.get_by_role("button", name="그만두기").click()
    expect(page.locator("progress")).to_have_count(0)
    expect(page.get_by_role("button", name="물어보기")).to_be_enabled()


def test_a_book_is_scrolled_to_its_answer(page: Page, site: Site) -> None:
    line = "아무 말도 아닌 글이 여기 길게 이어진다. " * 4
    site.service.page = f"{line}\n" * 700 + TEXT + f"\n{line}" * 700
    _ask_of_page(page)
    expect(page.locator("#text-shown mark.chosen")).to_have_text("세종")
    page.wait_for_function(
        """() => {
          const paper = document.getElementById("text-shown").getBoundingClientRect();
          const mark = document.querySelector("mark.chosen").getBoundingClientRect();
          return mark.top >= paper.top && mark.bottom <= paper.bottom;
        }"""
    )


def test_what_is_absent_shows_the_nearest_passages(page: Page, site: Site) -> None:
    site.service.state = "absent"
    _ask(page)
    expect(page.locator(".none")).to_have_text("이 글에서는 답을 찾지 못했습니다.")
    expect(page.locator(".badge")).to_have_text("글에 없습니다")
    expect(page.get_by_role("radio")).to_have_count(3 + 3)
    expect(page.locator("#text-shown mark.chosen")).to_have_text(TEXT.split(". ")[0] + ".")


def test_texts_of_others_are_no_part_of_the_page(page: Page) -> None:
    evil = '<img src=x onerror="alert(1)"> 세종 <script>alert(2)</script>'
    _ask(page, evil, "<b>누가?</b>")
    expect(page.locator("#text-shown")).to_contain_text(evil)
    expect(page.locator(".slack-message b").first).to_be_visible()
    assert (
        page.locator("main img, main script, main b").count()
        == page.locator(".slack-message img, .slack-message b").count()
    )


def test_it_shows_how_the_reply_looks_in_slack(page: Page) -> None:
    _ask(page)
    slack = page.locator(".slack-message")
    expect(slack.locator("b", has_text="세종").first).to_be_visible()
    expect(slack.locator("blockquote")).to_contain_text("훈민정음은 세종이 1443년에 만들었다.")
    expect(slack.get_by_role("img")).to_have_count(3)


def test_it_shows_how_long_each_step_took_and_which_reader_answered(page: Page) -> None:
    expect(page.locator("#reader")).to_contain_text("test 1")
    _ask(page)
    expect(page.locator(".meaning")).to_contain_text("읽기2 ms", use_inner_text=False)
    expect(page.locator(".timing")).to_contain_text("test 1 · 1구간 중 1구간 읽음")


def test_the_last_questions_stay_in_this_browser_until_they_are_cleared(page: Page) -> None:
    _ask(page)
    page.locator("summary", has_text="최근 질문").click()
    page.reload()
    page.locator("summary", has_text="최근 질문").click()
    page.locator("#questions button").click()
    expect(page.locator("#text")).to_have_value(TEXT)
    expect(page.locator(".answer")).to_have_text("세종")
    expect(page.locator("#questions button")).to_have_count(1)
    page.get_by_role("button", name="모두 지우기").click()
    expect(page.locator("#history")).to_be_hidden()
    assert page.evaluate("localStorage.getItem('questions')") is None


def test_what_somebody_else_kept_under_that_name_harms_nothing(page: Page) -> None:
    for kept in ("{", "3", '[{"question": 3}, null]'):
        page.evaluate("kept => localStorage.setItem('questions', kept)", kept)
        page.reload()
        page.locator("#examples button").first.wait_for()


def test_where_a_key_is_needed_it_is_asked_for_and_kept_in_the_tab(page: Page, site: Site) -> None:
    site.keys.need_one()
    page.reload()
    expect(page.locator("#reader")).to_be_empty()
    _ask(page)
    field = page.get_by_label("API 키")
    expect(field).to_be_focused()
    field.fill("mrc_1_wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("알 수 없거나 폐기된 키")
    field.fill(GIVEN)
    page.get_by_role("button", name="저장하고 물어보기").click()
    expect(page.locator(".answer")).to_have_text("세종")
    expect(page.locator("#reader")).to_contain_text("test 1")
    page.reload()
    expect(page.locator("#reader")).to_contain_text("test 1")
    assert page.evaluate("sessionStorage.getItem('key')") == GIVEN
    assert page.evaluate("JSON.stringify(localStorage)").find(GIVEN) < 0


def test_who_has_no_key_is_told_what_is_wrong(page: Page, site: Site) -> None:
    site.keys.need_one()
    _ask(page)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("alert")).to_contain_text("키가 필요합니다")


def test_it_speaks_the_language_that_is_chosen(page: Page, site: Site) -> None:
    _ask(page)
    page.get_by_label("언어").select_option("en")
    expect(page.locator(".badge")).to_have_text("Found")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    assert page.title() == "mrc-bot · Finds the answer in your text"


def test_an_example_is_asked_by_a_click(page: Page, site: Site) -> None:
    page.locator("#examples button").first.click()
    page.locator(".card.result, .card.problem").first.wait_for()
    [question] = site.service.asked
    assert isinstance(question.sources[0], GivenText)
    expect(page.locator("#question")).to_have_value(question.text)
