"""The panel and the options: what they say, keep and send, and that everybody can use them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.accessibility import violations
from tests.deploy.extension.conftest import PANEL_WIDTH, Browser, ask
from tests.deploy.extension.finder import Server


def _fits(panel: Page) -> bool:
    return panel.evaluate("document.documentElement.scrollWidth") <= PANEL_WIDTH


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panel_is_narrow_and_open_to_everyone(browser: Browser, scheme: str) -> None:
    page = browser.visit("frames")
    panel = browser.panel(page)
    panel.emulate_media(color_scheme=scheme)
    expect(panel.locator("h1")).to_have_text("안내")
    assert _fits(panel)
    assert violations(panel) == []
    page.evaluate("getSelection().selectAllChildren(document.body)")
    expect(panel.locator("#parts")).to_be_visible()
    panel.get_by_label("페이지 전체").check()
    ask(panel, "4월 7일, 3층, 본문은?").locator("summary").click()
    ask(panel, "아주긴물음" * 60)
    ask(panel, "3층").locator(".place").first.click()
    assert _fits(panel)
    assert violations(panel) == []


def test_the_panel_is_used_by_keyboard_alone(browser: Browser) -> None:
    page = browser.visit("article")
    panel = browser.panel(page)
    expect(panel.get_by_label("질문")).to_be_focused()
    panel.keyboard.type("없는")
    panel.keyboard.press("Shift+Enter")
    panel.keyboard.type("말")
    panel.keyboard.press("Enter")
    reply = panel.locator("article").last
    expect(panel.get_by_role("status")).to_have_text("이 글에서는 답을 찾지 못했습니다.")
    panel.keyboard.type("직지?")
    panel.keyboard.press("Enter")
    expect(reply.locator(".state")).to_have_text("확실하지 않은 답 · 80%")
    expect(panel.get_by_role("status")).to_have_text("확실하지 않은 답 · 80%: 직지")
    panel.keyboard.press("Shift+Tab")
    expect(reply.locator(".place")).to_be_focused()
    panel.keyboard.press("Space")
    expect(reply.locator(".place")).to_have_attribute("aria-pressed", "true")
    assert browser.marked(page)["answer"] == "직지"


def test_an_enter_that_ends_a_syllable_asks_nothing(browser: Browser) -> None:
    panel = browser.panel(browser.visit("article"))
    panel.get_by_label("질문").fill("직")
    panel.get_by_label("질문").dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(panel.locator("article")).to_have_count(0)


def test_questions_of_a_page_are_kept_and_asked_on(browser: Browser) -> None:
    page = browser.visit("article")
    panel = browser.panel(page)
    ask(panel, "닥나무")
    ask(panel, "직지")
    panel.close()
    panel = browser.panel(page)
    expect(panel.locator("h2")).to_have_text(["닥나무", "직지"])
    panel.locator(".place").first.click()
    expect(panel.locator(".place").first).to_have_attribute("aria-pressed", "true")
    assert browser.marked(page)["answer"] == "닥나무"
    page.goto(f"{browser.site}/table")
    expect(panel.locator("h1")).to_have_text("노트북 비교")
    expect(panel.locator("h2")).to_have_count(0)


def test_a_page_cannot_speak_to_the_panel(browser: Browser) -> None:
    page = browser.visit("blank")
    page.evaluate("document.body.innerText = '<img src=x onerror=alert(1)> 값은 7이다.'")
    reply = ask(browser.panel(page), "7")
    expect(reply.locator(".context")).to_have_text("<img src=x onerror=alert(1)> 값은 7이다.")


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (429, {"type": "urn:mrc-bot:busy", "detail": "지금 바쁩니다."}, "지금 바쁩니다."),
        (
            401,
            {"type": "urn:mrc-bot:no-key", "detail": "키가 없습니다."},
            "키가 없습니다.설정 열기",
        ),
        (404, {"detail": "<b>"}, "mrc-bot 서버가 아닌 것 같습니다(404)"),
        (200, {}, "mrc-bot 서버가 아닌 것 같습니다(200)"),
    ],
)
def test_what_the_server_refuses_is_said(
    browser: Browser, status: int, body: dict[str, str], said: str
) -> None:
    panel = browser.panel(browser.visit("article"))
    panel.route("**/v1/answer", lambda route: route.fulfill(status=status, json=body))
    expect(ask(panel, "직지").locator(".reply")).to_contain_text(said)
    expect(panel.get_by_label("질문")).to_have_value("직지")


def test_a_long_page_shows_how_far_it_is(browser: Browser) -> None:
    panel = browser.panel(browser.visit("article"))
    events = (
        'event: progress\ndata: {"step": "fetching", "done": 0, "of": 0}\n\n'
        ': still at it\n\nevent: progress\ndata: {"step": "reading", "done": 3, "of": 12}\n\n'
        'event: problem\ndata: {"type": "urn:mrc-bot:deadline", "detail": "늦었습니다."}\n\n'
    )
    shown = panel.evaluate_handle(
        """() => {
          const shown = new Set();
          const look = () => shown.add(document.querySelector(".waiting")?.textContent);
          new MutationObserver(look).observe(document, { subtree: true, childList: true });
          return shown;
        }"""
    )
    panel.route(
        "**/v1/answer",
        lambda route: route.fulfill(body=events, content_type="text/event-stream"),
    )
    expect(ask(panel, "직지")).to_contain_text("늦었습니다.")
    assert "글을 읽는 중(3/12)" in shown.evaluate("shown => [...shown]")


def test_a_server_that_is_away_is_said_to_be(browser: Browser) -> None:
    panel = browser.panel(browser.visit("article"))
    panel.route("**/v1/answer", lambda route: route.abort())
    reply = ask(panel, "직지")
    expect(reply).to_contain_text("연결할 수 없습니다")
    expect(reply.get_by_role("link", name="설정 열기")).to_be_visible()


def test_the_key_goes_along_and_no_address_does(browser: Browser, server: Server) -> None:
    panel = browser.panel(browser.visit("article"))
    sent: list[Route] = []

    def take(route: Route) -> None:
        sent.append(route)
        route.continue_()

    panel.route("**/v1/answer", take)
    browser.configure(key="mrc_secret")
    ask(panel, "직지")
    browser.configure(key="")
    request = sent[0].request
    assert request.headers["authorization"] == "Bearer mrc_secret"
    assert set(request.post_data_json) == {"question", "text", "top_k"}
    assert "cookie" not in request.headers


def test_the_options_save_and_try_the_server(browser: Browser, server: Server) -> None:
    address = browser.worker.evaluate("async () => (await chrome.storage.local.get()).server")
    options = browser.context.new_page()
    options.goto(f"{browser.home}/options/options.html")
    assert violations(options) == []
    outcome = options.locator("#outcome")
    for typed, said in (
        ("no address", "주소가 올바르지 않습니다"),
        (address.removeprefix("http://") + "/", "연결되었습니다. finder 1"),
        ("http://127.0.0.1:9", "연결할 수 없습니다"),
        (address, "연결되었습니다"),
    ):
        options.get_by_label("서버 주소").fill(typed)
        options.get_by_role("button", name="저장하고 연결 확인").click()
        expect(outcome).to_contain_text(said)
    assert violations(options) == []
    saved = browser.worker.evaluate("chrome.storage.local.get()")
    assert saved == {"server": address, "key": ""}


def test_the_panel_leads_to_the_options_where_no_server_is_set(browser: Browser) -> None:
    address = browser.worker.evaluate("async () => (await chrome.storage.local.get()).server")
    browser.configure(server="")
    try:
        panel = browser.panel(browser.visit("article"))
        expect(panel.locator("#why")).to_have_text("먼저 답을 찾아 줄 서버를 정해 주세요.")
        expect(panel.get_by_role("button", name="설정 열기")).to_be_visible()
        expect(ask(panel, "직지")).to_contain_text("먼저 답을 찾아 줄 서버를")
    finally:
        browser.configure(server=address)


def test_pages_that_nobody_may_ask_about_are_said_to_be(browser: Browser) -> None:
    page = browser.context.new_page()
    page.goto(f"{browser.home}/options/options.html")
    panel = browser.panel(page)
    expect(panel.locator("#about")).to_contain_text("이 페이지에는 질문할 수 없습니다")
    page = browser.context.new_page()
    page.goto(f"{browser.site.replace('127.0.0.1', 'localhost')}/article")
    panel = browser.panel(page)
    expect(panel.locator("#why")).to_contain_text("아직 이 페이지를 읽을 수 없습니다")
    expect(panel.get_by_role("button", name="모든 사이트에서 바로 묻기")).to_be_visible()
