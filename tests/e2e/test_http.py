"""The HTTP face of `mrc-bot serve` without Slack: API, health, metrics, the page in Chromium."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import HANGUL
from tests.e2e.conftest import Bot, running_bot
from tests.prerequisites import chromium

ASKED = "훈민정음을 만든 사람은 누구인가?"


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory, serving: str) -> Iterator[Bot]:
    with running_bot(
        tmp_path_factory.mktemp("bot"),
        MRC_SERVING_URL=serving,
        MRC_FETCH_ALLOW_PRIVATE="127.0.0.0/8",
        MRC_FETCH_TIMEOUT="2",
    ) as running:
        yield running


def _ask(bot: Bot, json: Any = None, **options: Any) -> httpx.Response:
    return httpx.post(f"{bot.url}/v1/answer", json=json, timeout=30, **options)


def test_an_answer_keeps_to_the_contract(bot: Bot) -> None:
    question = "훈민정음은 언제 나왔나?"
    reply = _ask(bot, {"question": question, "text": HANGUL, "top_k": 2}).json()
    assert reply["state"] in ("found", "unsure")
    assert reply["answer"] == reply["candidates"][0]
    assert len(reply["candidates"]) == 2
    for candidate in reply["candidates"]:
        assert HANGUL[candidate["start"] : candidate["end"]] == candidate["text"]
        context_end = candidate["context_start"] + len(candidate["context"])
        assert HANGUL[candidate["context_start"] : context_end] == candidate["context"]
    assert reply["source"] == {
        "kind": "text",
        "url": None,
        "title": None,
        "characters": len(HANGUL),
        "fetched_at": None,
        "language": None,
        "date": None,
    }
    assert set(reply["model"]) == {"name", "version"}
    assert set(reply["timings_ms"]) == {"fetch", "featurize", "predict", "decode", "total"}


def test_a_page_is_fetched_and_named(bot: Bot, site: str) -> None:
    reply = _ask(bot, {"question": ASKED, "url": f"{site}/a"}).json()
    assert reply["answer"]["text"] == "세종"
    assert reply["source"]["kind"] == "web"
    assert reply["source"]["title"] == "훈민정음 - 백과"
    assert reply["source"]["url"] == f"{site}/a"
    assert reply["source"]["fetched_at"].endswith("+00:00")


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        ({"question": "", "text": "글"}, 400, "empty-question"),
        ({"question": "누가?", "text": " "}, 400, "empty-source"),
        ({"question": "누가?"}, 400, "empty-source"),
        ({"text": "글"}, 400, "malformed-request"),
        ({"question": "누가?", "text": "글", "url": "https://a.example"}, 400, "malformed-request"),
        ({"question": "누가?", "text": "글", "top_k": 0}, 400, "malformed-request"),
        ({"question": "누가?", "text": "글", "top_k": "3"}, 400, "malformed-request"),
        ({"question": "누가?", "text": 3}, 400, "malformed-request"),
        ([], 400, "malformed-request"),
        ({"question": "누가 " * 3000, "text": "글"}, 413, "question-too-long"),
        ({"question": "누가?", "text": "가" * 1_000_001}, 413, "text-too-long"),
        ({"question": "누가?", "url": "{site}/picture"}, 415, "not-text"),
        ({"question": "누가?", "url": "file:///etc/passwd"}, 422, "bad-url"),
        ({"question": "누가?", "url": "http://xn--/"}, 422, "bad-url"),
        ({"question": "누가?", "url": "http://10.0.0.1/"}, 422, "address-refused"),
        ({"question": "누가?", "url": "{site}/missing"}, 502, "upstream-error"),
        ({"question": "누가?", "url": "http://127.0.0.1:9/"}, 502, "unreachable"),
        ({"question": "누가?", "url": "http://no-such-host.invalid/"}, 502, "unreachable"),
        ({"question": "누가?", "url": "{site}/slow"}, 504, "source-timeout"),
    ],
)
def test_bad_input_is_a_problem_that_says_what_to_do(
    bot: Bot, site: str, body: Any, status: int, slug: str
) -> None:
    if isinstance(body, dict) and "url" in body:
        body = body | {"url": body["url"].format(site=site)}
    response = _ask(bot, body, headers={"Accept-Language": "ko"})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"] == f"urn:mrc-bot:{slug}"
    assert problem["status"] == status
    assert "Traceback" not in problem["detail"]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"question": "\\ud800"}', b"null"])
def test_a_body_that_is_no_json_is_a_problem(bot: Bot, content: bytes) -> None:
    assert _ask(bot, content=content).status_code == 400


def test_a_flood_is_cut_off(bot: Bot) -> None:
    assert _ask(bot, content=b" " * 20_000_000).status_code == 413


def test_pages_of_other_sites_are_not_answered(bot: Bot) -> None:
    body = {"question": ASKED, "text": HANGUL}
    assert _ask(bot, body, headers={"Origin": "https://evil.example"}).status_code == 400
    assert _ask(bot, body, headers={"Origin": "http://["}).status_code == 400
    assert _ask(bot, body, headers={"Origin": bot.url}).status_code == 200


@pytest.mark.parametrize(("path", "status"), [("/nope", 404), ("/v1/answer", 405)])
def test_no_such_path_is_a_problem_too(bot: Bot, path: str, status: int) -> None:
    response = httpx.get(f"{bot.url}{path}")
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_an_error_speaks_the_askers_language(bot: Bot) -> None:
    detail = _ask(bot, {"question": "Who?", "text": ""}).json()["detail"]
    assert detail.startswith("There is nothing to read")
    detail = _ask(bot, {"question": "누가?", "text": ""}).json()["detail"]
    assert detail.startswith("읽을 글이 없습니다")


def test_health_and_metrics(bot: Bot) -> None:
    assert httpx.get(f"{bot.url}/healthz").json() == {"status": "ok"}
    assert httpx.get(f"{bot.url}/readyz").json() == {"status": "ready", "slack": "off"}
    _ask(bot, {"question": ASKED, "text": HANGUL})
    metrics = httpx.get(f"{bot.url}/metrics").text
    assert "mrc_questions_total" in metrics
    assert 'mrc_step_seconds_bucket{le="0.1",step="predict"}' in metrics


def test_slack_is_off_and_says_how_to_switch_it_on(bot: Bot) -> None:
    assert httpx.post(f"{bot.url}/slack/events").status_code == 404
    lines = [line for line in bot.log.splitlines() if line.startswith("Slack is off")]
    assert len(lines) == 1
    assert "mrc-bot manifest" in lines[0]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    executable = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser.new_page(locale="ko-KR")
        browser.close()


def test_the_pages_examples_show_each_state(bot: Bot, page: Page) -> None:
    page.goto(bot.url)
    for language in ("ko", "en"):
        page.locator("#language").select_option(language)
        for state in ("found", "unsure", "absent", "reason"):
            page.locator(f"#examples button[data-state={state}]").click()
            expect(page.locator(".badge")).to_have_attribute("data-state", state, timeout=30_000)


def test_the_page_reads_texts_links_and_files(bot: Bot, page: Page, site: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(bot.url)
    page.locator("#language").select_option("ko")
    page.get_by_label("질문", exact=True).fill(ASKED)
    marked = page.locator("#text-shown mark.chosen")
    page.locator("#text").fill(f"👍🏽 {HANGUL}")
    page.get_by_role("button", name="물어보기").click()
    expect(marked).to_have_text("세종", timeout=30_000)
    page.get_by_role("radio", name="링크").check()
    page.locator("#url").fill(f"{site}/a")
    page.get_by_role("button", name="물어보기").click()
    expect(page.locator("#paper-title a")).to_have_text("훈민정음 - 백과", timeout=30_000)
    expect(marked).to_have_text("세종")
    page.locator("#url").fill("http://10.0.0.1/")
    page.get_by_role("button", name="물어보기").click()
    expect(page.get_by_role("alert")).to_contain_text("보안", timeout=30_000)
    page.get_by_role("radio", name="파일").check()
    file = {"name": "a.html", "mimeType": "text/html", "buffer": f"<p>{HANGUL}".encode("cp949")}
    page.locator("#file").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="물어보기").click()
    expect(page.locator("#paper-title")).to_have_text("a.html", timeout=30_000)
    expect(marked).to_have_text("세종")
    assert errors == []


def test_a_long_page_says_how_far_it_is(bot: Bot, site: str) -> None:
    told: list[str] = []
    body = {"question": "서울시장은 누구인가?", "text": f"{HANGUL} " * 120}
    headers = {"Accept": "text/event-stream"}
    with httpx.stream("POST", f"{bot.url}/v1/answer", json=body, headers=headers, timeout=60) as r:
        told = list(r.iter_lines())
    steps = [json.loads(line[6:]) for line in told if line.startswith('data: {"step"')]
    assert [step["step"] for step in steps if step["of"]] != []
    assert all(step["done"] < step["of"] for step in steps if step["of"])
    assert told[-2].startswith("data: {") or told[-3].startswith("data: {")
    assert "event: answer" in told
