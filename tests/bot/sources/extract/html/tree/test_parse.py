"""Markup that lxml nests otherwise than browsers do."""

from __future__ import annotations

import time

import pytest

from bot.sources.extract.extract import extract as extract_document
from bot.sources.extract.html.page import extract
from bot.sources.extract.html.tree.parse import parse


def _kinds(html: str) -> list[tuple[str, str]]:
    page = extract(html)
    return [(block.kind, page.text[block.start : block.end]) for block in page.blocks]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("하나</br>둘</BR >셋", "하나\n둘\n셋"),
        ("<p>하나<ul><li>둘</ul>셋</p>넷", "하나\n둘\n셋\n넷"),
        ("<p>하나</body></html>둘<p>셋</html><p>넷", "하나\n둘\n셋\n넷"),
        ("<head><title>제목</title><section>하나</section><p>둘", "하나\n둘"),
        ("<title>제목</title><nav>하나</nav>둘", "하나\n둘"),
        ("<p>하나<svg><path d=x><p>둘</p></svg>셋", "하나\n둘\n셋"),
        ("하나<svg><desc><p>그림</p></desc><g>글자</g></svg>둘", "하나둘"),
        ("<p>하나<svg><g></p>둘<b>셋</b>", "하나\n둘셋"),
        ("하나<svg/>둘", "하나둘"),
        ("<ul><li><div>하나<li>둘</ul>", "하나\n둘"),
        ("<!--[if IE]><p>옛</p><![endif]--><![if !IE]><p>하나</p><![endif]>", "하나"),
        ("<?php echo '가' ?><p>하나", "하나"),
        ("<p>하나<!-- 말 -->둘<![CDATA[셋]]>", "하나둘"),
        ("<frameset><frame src=a><noframes><p>하나</noframes></frameset>", ""),
        ("<p title='하나>둘' title=셋>넷", "넷"),
        ("<template><tr><td>하나</template>둘", "둘"),
        ("<template><p>하나</p><template>둘</template></template>셋", "셋"),
        ("<!-- <div> -->하나<script>'<div>'</script><section>둘</section>셋", "하나\n둘\n셋"),
        ("<my-part>하나<p>둘</p></my-part><o:p>셋</o:p>", "하나\n둘\n셋"),
        ("http://a.example/글.html", "http://a.example/글.html"),
        ("<?xml version='1.0' encoding='euc-kr'?><meta charset=euc-kr><p>하나", "하나"),
    ],
)
def test_text_is_read_as_browsers_show_it(html: str, text: str) -> None:
    assert extract(html).text == text


@pytest.mark.parametrize(
    "html",
    [
        "<nav><div>하나</nav>둘",
        "<nav><ul><li><div>하나</ul></nav><div>둘",
        "<nav><div>하나</nav>둘<div>",
    ],
)
def test_a_container_ends_where_its_end_tag_is(html: str) -> None:
    blocks = extract(html).blocks
    assert [block.main for block in blocks] == [False, True]


def test_an_end_tag_does_not_reach_out_of_a_cell() -> None:
    rows = "<table><tr><td>가</div><td>나</table>"
    assert _kinds(f"<div><nav>{rows}</nav></div>다<section>") == [
        ("row", "가: 나"), ("paragraph", "다"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "blocks"),
    [
        (
            "<tr><td><div>가<td><i>나<tr><td>다<td>라",
            [("row", "가: 나"), ("row", "다: 라")],
        ),
        # Text that stands in no cell is shown before the table.
        (
            "<tr><td>가<td>나</td>사이<b>에</b></tr>밖",
            [("paragraph", "사이에 밖"), ("row", "가: 나")],
        ),
        ("<div><tr><td>가<td>나</tr></div>", [("row", "가: 나")]),
        ("<td>가<td>나", [("row", "가: 나")]),
        ("<caption>표<tr><th>가<td>나", [("caption", "표"), ("row", "가: 나")]),
    ],
)
def test_the_cells_of_a_broken_table_are_found(table: str, blocks: list[tuple[str, str]]) -> None:
    assert _kinds(f"<table>{table}</table>") == blocks


def test_what_rows_hide_is_read_and_what_cells_hide_is_not() -> None:
    table = "<tr style='display:none'><td>가<td>나<tr><td>다<td>라<td hidden>마"
    assert _kinds(f"<table>{table}</table>") == [("row", "가: 나"), ("row", "다: 라")]
    assert [block.shown for block in extract(f"<table>{table}</table>").blocks] == [
        "folded",
        "open",
    ]


def test_each_definition_is_read_once() -> None:
    assert _kinds("<dl><dt>가<dd>나<dd>다<dt>라<dd>마</dl>") == [
        ("row", "가: 나 | 다"), ("row", "라: 마"),
    ]  # fmt: skip


def test_definitions_within_definitions_are_read_once() -> None:
    assert _kinds("<dl><dt>가<dd><dl><dt>나<dd>다</dl></dl>") == [
        ("paragraph", "가"), ("row", "나: 다"),
    ]  # fmt: skip


def test_a_feed_keeps_its_titles() -> None:
    feed = "<?xml version='1.0'?><rss><item><title>제목</title><p><![CDATA[글]]></p></item></rss>"
    assert extract_document(feed.encode(), "application/rss+xml", "")[1].text == "제목\n글"


def test_characters_that_no_encoding_has_are_no_obstacle() -> None:
    prose = "글자를 만든 까닭을 밝힌 책이다. " * 3
    data = f"""{{"articleBody": "<p>{prose}\\ud800가\\u0000나"}}"""
    text = extract(f'<script type="application/ld+json">{data}</script>').text
    assert text == f"{prose}가나"


def test_the_tree_is_no_deeper_than_browsers_make_it_and_loses_nothing() -> None:
    deep = (
        "<ul><li>" * 1_000
        + "가<b>나</b><div>다</div>라<script>마</script>"
        + "</ul>" * 1_000
        + "바"
    )
    assert extract(deep).text == "가나\n다\n라\n바"
    node, depth = parse(deep).find(string="다"), 0
    while node is not None:
        node, depth = node.parent, depth + 1
    assert depth < 300


BIG = {
    "text after text": "<div><br>x" * 10_000 + "바닥",
    "ends of nothing": "<div>" * 10_000 + "</p>" * 10_000 + "바닥",
    "the most tags": "<p a=b>가 <b>나</b></p>" * 10_000 + "바닥",
    "nested definitions": "<dl><dt>x<dd>" * 10_000 + "바닥",
    "nested drawings": "<svg><desc>" * 30_000 + "</svg>" * 30_000 + "<p>바닥",
    "cells in cells": "<table><tr><td><div>" * 10_000 + "바닥",
    "attributes": f"<p {' '.join(f'a{i}=1' for i in range(10_000))}>x" * 50 + "바닥",
}


@pytest.mark.parametrize("page", BIG.values(), ids=BIG.keys())
def test_a_hostile_tree_is_built_in_time(page: str) -> None:
    began = time.process_time()
    assert "바닥" in extract(page).text[-100:]
    assert time.process_time() - began < 6
