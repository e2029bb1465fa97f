from __future__ import annotations

import pytest

from bot.slack.understand.markup import marked_passage, mentioned, plain


def test_mentions_are_by_id() -> None:
    assert mentioned("안녕 <@U0BOT>") == ["U0BOT"]
    assert mentioned("안녕 <@U0BOT|mrc-bot>, <@W1>") == ["U0BOT", "W1"]
    assert mentioned("안녕 <@U0BOTX>") == ["U0BOTX"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("<https://a.example/x|여기>와 <https://a.example/y>", "여기와 https://a.example/y"),
        ("<#C1|general>, <!here>, <mailto:a@b.c|a@b.c>", "general, here, a@b.c"),
        ("1 &lt; 2 &amp;amp; 3 &gt; 2", "1 < 2 &amp; 3 > 2"),
    ],
)
def test_plain_text_is_what_a_person_sees(text: str, seen: str) -> None:
    assert plain(text) == seen


def test_code_is_the_passage_before_a_quote_is() -> None:
    assert marked_passage("누가?\n```코드```\n&gt; 인용") == ("코드", "누가?\n\n\n&gt; 인용")
    assert marked_passage("누가?\n&gt; 인용") == ("인용", "누가?")
    assert marked_passage("누가?") == ("", "누가?")
