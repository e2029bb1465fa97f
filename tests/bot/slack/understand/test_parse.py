from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.parse import (
    addresses_others,
    is_courtesy,
    is_question,
    mentions,
    parse,
    source_of,
)

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
    source_of(text)


ASKING = """
누가 썼나?
누가 썼나
저자는?
저자는 누구
언제 발표되었는지
저자가 무엇인가요
몇 명이야?
며칠인가요 :pray:
Who wrote it
When was it built
So how much is it?
"""
SMALL_TALK = """
좋은 글이네요
참고하세요
고마워요!
어디서 봤는데 좋네요
몇 가지 정리했습니다
ㅋㅋ 왜 그래
새로운 왜건 모델 출시
얼마 안 걸렸네요
오 뭐야 대박
그건 회의 때 얘기할까요?
이거 보셨나요?
누가 썼나? 하고 찾아봤다.
nice article
How I built X
Have a look at this
Will share later
"""


@pytest.mark.parametrize("text", ASKING.strip().splitlines())
def test_questions(text: str) -> None:
    assert is_question(text)
    assert is_question(f"인사말입니다.\n{text}")


@pytest.mark.parametrize("text", SMALL_TALK.strip().splitlines())
def test_small_talk(text: str) -> None:
    assert not is_question(text)


@pytest.mark.parametrize(
    "text", ["고마워요!", "감사합니다 :pray:", "넵", "Thanks a lot", "안녕하세요"]
)
def test_courtesies(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize(
    "text", ["누가 썼나?", "저자 이름", "좋은 점은 무엇인가?", "네덜란드의 수도"]
)
def test_what_is_more_than_a_courtesy(text: str) -> None:
    assert not is_courtesy(text)


def test_turning_to_others() -> None:
    assert addresses_others("<!here> 이거 누가 썼나요?")
    assert addresses_others("<@U2> 이거 누가 썼나요?")
    assert not addresses_others("이거 누가 썼나요? <https://a.example>")


def test_a_long_tail_takes_no_time() -> None:
    began = time.process_time()
    parse("https://" + "." * 100_000 + "a")
    assert time.process_time() - began < 5  # pairs of 100,000 dots would take minutes


def test_mentions_are_by_id() -> None:
    assert mentions("안녕 <@U0BOT>", "U0BOT")
    assert mentions("안녕 <@U0BOT|mrc-bot>", "U0BOT")
    assert not mentions("안녕 <@U0BOTX>", "U0BOT")


def test_what_a_message_offers_its_thread() -> None:
    prose = "세종이 훈민정음을 만들었다. " * 6
    assert source_of(f"읽어 보세요 <{URL}>") == WebPage(URL)
    assert source_of(prose) == GivenText(prose.strip(), kind="thread")
    assert source_of("짧은 글") is None
    named = source_of(f"{prose} <http://Node.js|Node.js> 이야기")
    assert isinstance(named, GivenText)
    asked = source_of("<@U0BOT> 누가?\n세종이 만들었다.")
    assert asked == GivenText("세종이 만들었다.", kind="thread")
