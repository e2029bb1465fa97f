"""The clients in docs/clients do what they say, in Python and in a browser."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from bot.domain.progress import Progress
from bot.metrics import Metrics
from bot.web.app import make_web
from tests.bot.web.service import PAGE, TEXT, Scripted
from tests.prerequisites import ROOT, chromium
from tests.standins.http import serve

CLIENTS = ROOT / "docs" / "clients"
ASKED = "누가 만들었나?"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    service = Scripted(steps=(Progress("fetching"), Progress("reading", 3, 12)))
    with serve(make_web(service, Metrics(), "auto", ())) as url:  # type: ignore[arg-type]
        yield url


@pytest.fixture(scope="module")
def client() -> ModuleType:
    spec = importlib.util.spec_from_file_location("client", CLIENTS / "client.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_client_in_python(client: ModuleType, address: str, tmp_path: Path) -> None:
    bot = client.Bot(address)
    file = tmp_path / "글.txt"
    file.write_text(TEXT, "utf-8")
    assert bot.ask(ASKED, text=TEXT)["answer"]["text"] == "세종"
    assert bot.ask_file(ASKED, file)["source"]["title"] == "글.txt"
    assert [one["state"] for one in bot.ask_all([ASKED, "언제?"], url=PAGE)] == ["found"] * 2
    events = list(bot.watch(ASKED, url=PAGE))
    assert [name for name, _ in events] == ["progress", "progress", "answer"]
    assert events[1][1] == {"step": "reading", "done": 3, "of": 12}
    for wrong in (lambda: bot.ask(" ", text=TEXT), lambda: list(bot.watch(" ", text=TEXT))):
        with pytest.raises(client.ProblemError) as raised:
            wrong()
        assert (raised.value.type, raised.value.status) == ("urn:mrc-bot:empty-question", 400)
    with pytest.raises(client.ProblemError, match="key"):
        client.Bot(address, key="mrc_a_b").ask(ASKED, text=TEXT)


def test_the_client_in_javascript(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(locale="ko-KR")
        script = (CLIENTS / "client.mjs").read_text("utf-8")
        page.route(
            "**/client.mjs",
            lambda route: route.fulfill(body=script, content_type="text/javascript"),
        )
        page.goto(f"{address}/docs")
        told: dict[str, Any] = page.evaluate(
            """async ([asked, text, url]) => {
              const { Bot, Problem } = await import("/client.mjs");
              const bot = new Bot(location.origin);
              const events = [];
              for await (const { event } of bot.watch(asked, { url })) events.push(event);
              const problem = await bot.ask(" ", { text }).catch((error) => error);
              return {
                one: (await bot.ask(asked, { text })).answer.text,
                file: (await bot.askFile(asked, new File([text], "글.txt"))).source.title,
                all: (await bot.askAll([asked, "언제?"], { url })).length,
                events,
                problem: [problem instanceof Problem, problem.type, problem.status],
              };
            }""",
            [ASKED, TEXT, PAGE],
        )
        browser.close()
    assert told == {
        "one": "세종",
        "file": "글.txt",
        "all": 2,
        "events": ["progress", "progress", "answer"],
        "problem": [True, "urn:mrc-bot:empty-question", 400],
    }
