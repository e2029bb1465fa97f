"""Text fragments: pure, and in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, sync_playwright
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.domain.source.blocks import Block
from bot.domain.source.document import Document
from bot.domain.source.fragment import SearchedPage
from bot.domain.source.place import places_of
from bot.sources.extract.html.page import extract
from mrc_core import Answer
from tests.prerequisites import chromium
from tests.standins.http import serve


def _page(lines: list[str]) -> tuple[str, list[Block]]:
    text, blocks = "\n".join(lines), []
    at = 0
    for line in lines:
        blocks.append(Block("paragraph", at, at + len(line)))
        at += len(line) + 1
    return text, blocks


def _fragment(lines: list[str], target: str, nth: int = 0) -> str | None:
    text, blocks = _page(lines)
    start = -1
    for _ in range(nth + 1):
        start = text.index(target, start + 1)
    found = SearchedPage(text, blocks).fragment(start, start + len(target))
    return None if found is None else unquote(found)


def test_a_text_that_stands_once_is_named_alone() -> None:
    assert _fragment(["세종이 만들었다.", "끝."], "세종이 만들었다.") == ":~:text=세종이 만들었다."


def test_a_long_text_is_named_by_its_ends() -> None:
    long = "하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열 " * 3 + "마지막 세 단어"
    assert _fragment([long], long) == ":~:text=하나 둘 셋,마지막 세 단어"


def test_a_text_that_stands_twice_is_told_apart_by_its_neighbours() -> None:
    lines = ["가격은 얼마다.", "배 가격은 얼마다.", "감 가격은 얼마다."]
    assert _fragment(lines, "가격은 얼마다.", 0) == ":~:text=가격은 얼마다."
    assert _fragment(lines, "가격은 얼마다.", 1) == ":~:text=배-,가격은 얼마다."
    same = ["앞", "같다.", "뒤", "앞", "같다.", "끝"]
    assert _fragment(same, "같다.", 1) == ":~:text=앞-,같다.,-끝"


def test_what_cannot_be_told_apart_has_no_fragment() -> None:
    assert _fragment(["같다."] * 4, "같다.", 2) is None


def test_what_separates_the_parts_is_encoded() -> None:
    text, blocks = _page(["a-b, c & d% e#f"])
    found = SearchedPage(text, blocks).fragment(0, len(text))
    assert found == ":~:text=a%2Db%2C%20c%20%26%20d%25%20e%23f"


def test_words_are_not_cut() -> None:
    assert _fragment(["훈민정음은 세종이 만들었다."], "세종") == ":~:text=세종이"
    # The first "ab" stands inside a word, where a browser does not look.
    assert _fragment(["xab ab"], "ab", 1) == ":~:text=ab"


def test_letters_match_whatever_their_case() -> None:
    assert _fragment(["Seoul", "city of seoul"], "seoul") == ":~:text=of-,seoul"


WORDS = "가 나 다 a-b A, (c) d. 1,000 ß İ".split()
lines = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
LIMIT = r"(?:(?<!\w)|(?!\w))"


@given(lines=st.lists(lines, min_size=1, max_size=6), data=st.data())
def test_a_fragment_leads_to_its_text_first(lines: list[str], data: st.DataObject) -> None:
    text, blocks = _page(lines)
    block = data.draw(st.sampled_from(blocks))
    start = data.draw(st.integers(block.start, block.end - 1))
    end = data.draw(st.integers(start + 1, block.end))
    found = SearchedPage(text, blocks).fragment(start, end)
    if found is None:
        return
    # The specification's search, as a regular expression.
    parts = found.removeprefix(":~:text=").split(",")
    prefix = unquote(parts.pop(0)[:-1]) if parts[0].endswith("-") else ""
    suffix = unquote(parts.pop()[1:]) if parts[-1].startswith("-") else ""
    named = ".*?".join(f"{LIMIT}{re.escape(unquote(part))}{LIMIT}" for part in parts)
    before = f"{LIMIT}{re.escape(prefix)}{LIMIT}\\s*" if prefix else ""
    after = f"\\s*{LIMIT}{re.escape(suffix)}{LIMIT}" if suffix else ""
    match = re.search(f"{before}({named}){after}", text, re.DOTALL | re.IGNORECASE)
    assert match is not None
    low, high = match.span(1)
    # Widened to whole words, without space at its ends.
    assert text[start:end].strip() in text[low:high]
    assert " " not in text[low:start] + text[end:high]
    assert not text[start:low].strip()


HTML = """<!doctype html><meta charset=utf-8><title>연표</title><h1>연표</h1>
<nav><a href=/>반포는 1446년이다.</a></nav>
<p>{filler}</p><h2>창제</h2><p>세종이 <b>1443년</b>에 만들었다. 반포는 1446년이다.</p>
<p>{filler}</p><h2>표</h2>
<table><tr><th>해<th>일<tr><td>1443년<td>창제<tr><td>1446년<td>반포, 그리고 해례본 - 끝</table>
<p>{filler}</p>""".format(filler="<br>".join(["아무 내용이 없는 긴 줄이다."] * 80))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.mark.parametrize(
    ("answer", "nth", "selector"),
    [("1446년", 1, "h2:nth-of-type(1) + p"), ("반포", 2, "tr:nth-child(3)")],
)
def test_a_browser_opens_the_page_at_the_answer(
    browser: Browser, answer: str, nth: int, selector: str
) -> None:
    extracted = extract(HTML)

    async def page(_: object) -> HTMLResponse:
        return HTMLResponse(HTML)

    with serve(Starlette(routes=[Route("/", page)])) as url:
        document = Document("web", extracted.text, url=f"{url}/", blocks=extracted.blocks)
        start = -1
        for _ in range(nth + 1):
            start = extracted.text.index(answer, start + 1)
        line = extracted.text.rindex("\n", 0, start) + 1
        context = extracted.text[line:].partition("\n")[0]
        context_start = line + (context.find("반포는") if "반포는" in context else 0)
        context = context[context_start - line :]
        place = places_of(
            [document], [Answer(answer, start, start + len(answer), 1, context, context_start)]
        )[0]
        assert place.url is not None
        opened = browser.new_page(viewport={"width": 800, "height": 400})
        opened.goto(place.url)
        opened.wait_for_function("window.scrollY > 0")
        box = opened.locator(selector).bounding_box()
        opened.close()
    assert box is not None
    assert 0 <= box["y"] + box["height"] / 2 <= 400
