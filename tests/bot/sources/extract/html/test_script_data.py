"""Pages whose text is data for scripts."""

from __future__ import annotations

import json

import pytest

from bot.sources.extract.html.page import extract

BODY = "훈민정음은 세종이 1443년에 만들고 1446년에 반포한 글자이다."
MORE = "집현전 학자들이 그 원리를 풀이한 해례본을 썼다."
SHELL = "<!doctype html><title>글</title><body><div id=root></div><noscript>켜세요</noscript>"


def _ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


def _state(value: object) -> str:
    data = json.dumps(value, ensure_ascii=False)
    return f'<script id="__NEXT_DATA__" type="application/json">{data}</script>'


def _flight(data: str, size: int = 70) -> str:
    parts = (data[i : i + size] for i in range(0, len(data), size))
    return "".join(
        f"<script>self.__next_f.push({json.dumps([1, part])})</script>" for part in parts
    )


@pytest.mark.parametrize(
    "data",
    [
        _ld({"@type": "NewsArticle", "articleBody": f"{BODY}\n{MORE}"}),
        _ld({"@graph": [{"@type": "Person"}, {"articleBody": f"<p>{BODY}</p><p>{MORE}</p>"}]}),
        _ld([{"mainEntity": [{"acceptedAnswer": {"text": f"&lt;p&gt;{BODY} {MORE}&lt;/p&gt;"}}]}]),
        _state({"props": {"pageProps": {"post": {"html": f"<p>{BODY}</p>", "more": MORE}}}}),
        f"<script>window.__INITIAL_STATE__ = {json.dumps({'article': [BODY, MORE]})};</script>",
        _flight(
            '1:["$","article",null,{"className":"flex items-center some long names of classes",'
            '"children":[["$","h1",null,{"children":"제목"}],["$","p",null,{"children":'
            '["훈민정음은 ",["$","b",null,{"children":"세종"}],'
            '"이 1443년에 만들고 1446년에 반포한 글자이다."]}]]}]\n'
            f"2:T{len(f'<p>{MORE}</p>'.encode()):x},<p>{MORE}</p>"
            '3:["$","$L4",null,{"children":"끝"}]\n'
        ),
    ],
    ids=["json-ld", "json-ld graph", "json-ld answers", "next data", "window state", "next flight"],
)  # fmt: skip
def test_the_text_of_a_page_that_scripts_would_show_is_read(data: str) -> None:
    page = extract(SHELL + data)
    assert BODY in page.text
    assert MORE in page.text
    assert "flex" not in page.text
    assert all(block.main for block in page.blocks)


def test_short_questions_and_answers_are_read_in_their_order() -> None:
    answer = {"@type": "Answer", "text": "7일 안에 됩니다."}
    question = {"@type": "Question", "name": "교환은 언제까지?", "acceptedAnswer": answer}
    page = extract(SHELL + _ld({"@type": "FAQPage", "name": "도움말", "mainEntity": [question]}))
    assert page.text.endswith("교환은 언제까지?\n7일 안에 됩니다.")
    assert "도움말" not in page.text


def test_text_that_the_page_shows_is_not_read_twice() -> None:
    page = extract(f"<p>{BODY}</p><p>{MORE}</p>" + _ld({"articleBody": f"{BODY}\n{MORE}"}))
    assert page.text.count("해례본") == 1


def test_a_cut_article_is_completed_from_its_data() -> None:
    shown = "<nav>" + "메뉴 항목 하나 " * 60 + "</nav><p>훈민정음은 …</p>"
    assert MORE in extract(shown + _ld({"articleBody": f"{BODY} {MORE}"})).text


@pytest.mark.parametrize(
    "data",
    [
        "<script type=application/ld+json>{nope</script>",
        f"<script type=application/json>{'[' * 100_000}</script>",
        "<script>window.x = {'a': 1}; window.y = [1, 2</script>",
        '<script>self.__next_f.push([1,"1:[[["])self.__next_f.push([0])self.__next_f.push([</script>',
        _flight('1:Tffffffff,짧다\n2:["$","p",null,null]\n:HL["x"]\n' + "3:" + "[" * 5_000),
    ],
)
def test_broken_data_is_passed_over(data: str) -> None:
    assert extract(SHELL + data).text in ("", "짧다")
