from __future__ import annotations

from bot.domain.question import GivenText, WebPage
from bot.slack.render.notice import posting, ways_to_ask
from bot.slack.understand.meaning import Ask, SlackFile

URL = "https://a.example/?a=1&b=2"
FILE = SlackFile("F1", "이름 & 값.pdf", "", 0, "", "", needs_info=True)


def test_a_posted_question_names_its_asker_and_its_source() -> None:
    asked = posting(Ask("누가?", (WebPage(URL),)), "U1", "ko")
    assert asked.text.startswith("<@U1>")
    parts = [part for element in asked.blocks[0]["elements"] for part in element["elements"]]
    assert {"type": "user", "user_id": "U1"} in parts
    long = posting(Ask("누가?", (GivenText("가" * 9000),)), "U1", "ko")
    assert len(str(long.blocks)) < 3000


def test_help_shows_the_ways_to_ask() -> None:
    for language in ("ko", "en"):
        message = ways_to_ask(language, "reader")
        assert message.text.count("•") == 6
        assert "@reader" in message.text
        assert "/mrc" in message.text


def test_a_posted_file_is_named() -> None:
    asked = posting(Ask("누가?", (FILE,)), "U1", "en")
    assert asked.text.endswith("이름 &amp; 값.pdf")
