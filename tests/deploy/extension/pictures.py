"""Takes the pictures of docs/extension.md: `python -m tests.deploy.extension.pictures`.

A page and the panel beside it, in each language, with the bundled reader. The side panel itself
cannot be photographed, so that the panel is taken as a tab and put where the browser shows it.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

from PIL import Image
from playwright.sync_api import Playwright, expect, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.deploy.extension.conftest import Browser, chromium_with
from tests.e2e.conftest import running_bot
from tests.standins.http import serve

IMAGES = Path(__file__).parents[3] / "docs" / "images"
HEIGHT, PAGE_WIDTH, PANEL_WIDTH = 680, 720, 360
COLOURS = 128

STYLE = """<!doctype html><meta charset=utf-8><style>
body { margin: 0; font: 16px/1.75 "Noto Sans KR", "Noto Sans CJK KR", sans-serif; color: #222;
  word-break: keep-all }
header { padding: 14px 40px; border-bottom: 1px solid #ddd; color: #667; font-size: 14px }
main { padding: 18px 40px } h1 { font-size: 27px; margin: 0 0 8px } p { margin: 0 0 14px }
table { border-collapse: collapse; font-size: 15px; width: 100% }
th, td { border: 1px solid #d8d8d8; padding: 5px 12px; text-align: left } th { background: #f3f3f1 }
</style>"""

ARTICLES = {
    "ko": """<html lang=ko><title>훈민정음 해례본 - 우리 문화 백과</title>
<header>우리 문화 백과</header><main><h1>훈민정음 해례본</h1>
<p>훈민정음은 조선의 제4대 왕인 세종이 1443년에 만들고 1446년에 반포한 문자이다. 집현전 학자들이
그 원리를 풀이한 책이 해례본이다.</p>
<p>해례본은 오랫동안 전하지 않다가 1940년 경상북도 안동에서 발견되었다. 전형필이 사들여 지켜 냈으며,
지금은 서울 성북구의 간송미술관이 소장하고 있다.</p>
<table><tr><th>국보 지정일</th><td>1962년 12월 20일</td></tr>
<tr><th>세계기록유산 등재</th><td>1997년 10월</td></tr>
<tr><th>크기</th><td>세로 32.2cm, 가로 16.3cm</td></tr></table></main>""",
    "en": """<html lang=en><title>Hunminjeongeum Haerye - Encyclopedia of Korea</title>
<header>Encyclopedia of Korea</header><main><h1>Hunminjeongeum Haerye</h1>
<p>Hunminjeongeum is the script that King Sejong created in 1443 and proclaimed in 1446. Scholars of
the Hall of Worthies explained its principles in a book, the Haerye.</p>
<p>For centuries the book was lost. It was discovered in Andong in 1940, and bought by the collector
Jeon Hyeong-pil. Today it is kept at the Kansong Art Museum in Seoul.</p>
<table><tr><th>National Treasure since</th><td>December 20, 1962</td></tr>
<tr><th>Memory of the World since</th><td>October 1997</td></tr>
<tr><th>Size</th><td>32.2 cm by 16.3 cm</td></tr></table></main>""",
}
QUESTIONS = {
    "ko": ("해례본은 어디에서 발견되었나?", "국보 지정일은 언제인가?"),
    "en": ("Where was the book discovered?", "When was it proclaimed?"),
}
FIELD = {"ko": "질문", "en": "Question"}


async def article(request: Request) -> HTMLResponse:
    """Show the article in a language."""
    return HTMLResponse(STYLE + ARTICLES.get(request.path_params["language"], ""))


def photograph(playwright: Playwright, language: str, server: str, site: str) -> None:
    """Ask in a language, show where the last answer stands, and take the picture."""
    with (
        tempfile.TemporaryDirectory() as folder,
        chromium_with(playwright, "chromium", Path(folder), language) as (context, worker),
    ):
        browser = Browser(context, worker, site)
        browser.configure(server=server, key="")
        page = browser.visit(language)
        page.set_viewport_size({"width": PAGE_WIDTH, "height": HEIGHT})
        panel = browser.panel(page)
        panel.set_viewport_size({"width": PANEL_WIDTH, "height": HEIGHT})
        for question in QUESTIONS[language]:
            panel.get_by_label(FIELD[language]).fill(question)
            panel.get_by_label(FIELD[language]).press("Enter")
            expect(panel.locator("article").last.locator(".state")).to_be_visible(timeout=60_000)
        place = panel.locator("article").last.locator(".place").first
        place.click()
        expect(place).to_have_attribute("aria-pressed", "true")
        whole = Image.new("RGB", (PAGE_WIDTH + 1 + PANEL_WIDTH, HEIGHT), "#b8c0c8")
        for shown, left in ((page, 0), (panel, PAGE_WIDTH + 1)):
            shown.bring_to_front()
            taken = Path(folder) / "taken.png"
            shown.screenshot(path=taken)
            with Image.open(taken) as picture:
                whole.paste(picture, (left, 0))
        few = whole.quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(IMAGES / f"extension-{language}.png", optimize=True)


def main() -> None:
    """Take one picture in each language."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bot = stack.enter_context(running_bot(folder))
        site = stack.enter_context(serve(Starlette(routes=[Route("/{language}", article)])))
        playwright = stack.enter_context(sync_playwright())
        for language in ARTICLES:
            photograph(playwright, language, bot.url, site)


if __name__ == "__main__":
    main()
