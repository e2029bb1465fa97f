from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.parse import parse
from bot.slack.understand.thread import offered_source

URL = "https://ko.wikipedia.org/wiki/세종"


@pytest.mark.parametrize(
    ("text", "question", "url"),
    [
        (f"<{URL}> 누가 썼나?", "누가 썼나?", URL),
        (f"<@U0BOT> <{URL}|세종 - 위키백과> 누가 썼나?", "누가 썼나?", URL),
        (f"누가 썼나? <{URL}>", "누가 썼나?", URL),
        (f"누가 썼나?\n<{URL}>", "누가 썼나?", URL),
        ("<@U0BOT> https://a.example/x 누가?", "누가?", "https://a.example/x"),
        ("누가 썼나 (https://a.example/x)?", "누가 썼나 ?", "https://a.example/x"),
        ("<https://a.example/?a=1&amp;b=2> 누가?", "누가?", "https://a.example/?a=1&b=2"),
        ("https://a.example/1의 저자는?", "의 저자는?", "https://a.example/1"),
        ("<https://a.example/1의> 저자는?", "의 저자는?", "https://a.example/1"),
        ("https://a.example/2002년_월드컵 누가?", "누가?", "https://a.example/2002년_월드컵"),
        ("https://a.example/G20정상회의 누가?", "누가?", "https://a.example/G20정상회의"),
        ("(https://a.example/Reader_(x)) 누가?", "누가?", "https://a.example/Reader_(x)"),
        ("<@U0BOT>, <https://a.example> :pray: 누가?", "누가?", "https://a.example"),
        ("<@U0BOT> <http://a.example|a.example>\n누가?", "누가?", "http://a.example"),
        ("https://a.example/wiki/세종 누가?", "누가?", "https://a.example/wiki/세종"),
        ("https://a.example/Reader_(x) 누가?", "누가?", "https://a.example/Reader_(x)"),
        ("<https://a.example> <https://b.example> 차이는?", "https://b.example 차이는?", "https://a.example"),
        ("<http://a.example|a.example> 누가?", "누가?", "http://a.example"),
        ("&gt; <https://a.example>\n누가?", "누가?", "https://a.example"),
        (f"<{URL}>", "", URL),
    ],
)  # fmt: skip
def test_a_link_is_the_source_and_the_rest_the_question(text: str, question: str, url: str) -> None:
    parsed = parse(text)
    assert (parsed.question, parsed.source) == (question, WebPage(url))


@pytest.mark.parametrize(
    ("text", "question", "passage"),
    [
        ("<@U0BOT> 누가?\n세종이 만들었다.\n끝.", "누가?", "세종이 만들었다.\n끝."),
        ("<@U0BOT>\n누가?\n세종이 만들었다.", "누가?", "세종이 만들었다."),
        ("누가?\n```세종이\n만들었다.```", "누가?", "세종이\n만들었다."),
        ("```\n세종이 만들었다.\n```\n누가?", "누가?", "세종이 만들었다."),
        ("&gt; 세종이\n&gt; 만들었다.\n누가?", "누가?", "세종이\n만들었다."),
        ("누가?\n&gt;&gt;&gt; 세종이\n만들었다.", "누가?", "세종이\n만들었다."),
        ("누가?\n1 &lt; 2 &amp; 3 &gt; 2", "누가?", "1 < 2 & 3 > 2"),
        ("세종이 만들었다.\n누가 만들었나?", "누가 만들었나?", "세종이 만들었다."),
        ("&gt; 하나다.\n누가?\n&gt; 둘이다.", "누가?", "하나다.\n둘이다."),
        ("누가?\n<http://Node.js|Node.js>를 쓴다.\n끝.", "누가?", "Node.js를 쓴다.\n끝."),
    ],
)
def test_else_the_first_line_asks_and_the_rest_is_read(
    text: str, question: str, passage: str
) -> None:
    assert (parse(text).question, parse(text).source) == (question, GivenText(passage))


@pytest.mark.parametrize("text", ["누가 만들었나?", "<@U0BOT> 안녕", "", "<@U0BOT>", "   "])
def test_one_line_brings_no_source(text: str) -> None:
    assert parse(text).source is None


@given(st.text(alphabet=st.sampled_from("<>|@U0B&gt;`\n ah:/.tps가?"), max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    parse(text)
    offered_source(text)
