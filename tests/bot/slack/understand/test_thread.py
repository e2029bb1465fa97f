from __future__ import annotations

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.thread import offered_source, thread_source

URL = "https://ko.wikipedia.org/wiki/세종"
PROSE = "세종이 훈민정음을 만들었다. " * 6


def test_what_a_message_offers_its_thread() -> None:
    assert offered_source(f"읽어 보세요 <{URL}>") == WebPage(URL)
    assert offered_source(PROSE) == GivenText(PROSE.strip(), kind="thread")
    assert offered_source("짧은 글") is None
    named = offered_source(f"{PROSE} <http://Node.js|Node.js> 이야기")
    assert isinstance(named, GivenText)
    asked = offered_source("<@U0BOT> 누가?\n세종이 만들었다.")
    assert asked == GivenText("세종이 만들었다.", kind="thread")


def _thread(*texts: str, bot_at: int = -1) -> list[dict[str, str]]:
    return [
        {"ts": f"{number}.0", "text": text, "user": "U0BOT" if number == bot_at else "U1"}
        for number, text in enumerate(texts, 1)
    ]


def test_the_parent_comes_first_and_then_what_is_nearest_before_the_question() -> None:
    linked = _thread("이거 보세요", "https://a.example/1", "https://a.example/2", "누가?")
    assert thread_source(linked, "4.0", "U0BOT") == WebPage("https://a.example/2")
    assert thread_source(linked, "2.5", "U0BOT") == WebPage("https://a.example/1")
    assert thread_source(linked, "2.0", "U0BOT") is None
    of_parent = _thread(PROSE, "https://a.example/1", "누가?")
    assert thread_source(of_parent, "3.0", "U0BOT") == GivenText(PROSE.strip(), kind="thread")


def test_the_bots_replies_are_no_source_but_its_posting_is() -> None:
    answered = _thread("이거 보세요", "https://a.example/1", "누가?", bot_at=2)
    assert thread_source(answered, "3.0", "U0BOT") is None
    posted = _thread("https://a.example/1", "누가?", bot_at=1)
    assert thread_source(posted, "2.0", "U0BOT") == WebPage("https://a.example/1")
