from __future__ import annotations

import pytest

from bot.slack.understand.written.marks import (
    marked_passage,
    mentioned,
    plain,
    with_mentions,
    without_style,
)


def test_mentions_are_by_id() -> None:
    assert mentioned("안녕 <@U0BOT>") == ["U0BOT"]
    assert mentioned("안녕 <@U0BOT|mrc-bot>, <@W1>") == ["U0BOT", "W1"]
    assert mentioned("안녕 <@U0BOTX>") == ["U0BOTX"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("<https://a.example/x|여기>와 <https://a.example/y>", "여기와 https://a.example/y"),
        ("<#C1|general>, <!here> <mailto:a@b.c|a@b.c>, <tel:119>", "#general,   a@b.c, 119"),
        ("담당 <@U1>, <#C1>, <!subteam^S1>, <@U2|민지>", "담당 <@U1>, <#C1>, <!subteam^S1>, 민지"),
        ("담당 :bust_in_silhouette: 민지 :+1::skin-tone-2: :감사합니다:", "담당 민지"),
        ("10:30:45, a:b:c, 제목:부제:끝", "10:30:45, a:b:c, 제목:부제:끝"),
        ("1 &lt; 2 &amp;amp; 3 &gt; 2", "1 < 2 &amp; 3 > 2"),
    ],
)
def test_plain_text_is_what_a_person_sees(text: str, seen: str) -> None:
    assert plain(text) == seen


def test_a_name_that_is_only_typed_mentions() -> None:
    for text in ("@mrc-bot 누가?", "누가? @MRC-Bot", "@mrc-bot은 알아?"):
        assert mentioned(with_mentions(text, "mrc-bot", "U0BOT")) == ["U0BOT"]
    for text in ("a@mrc-bot.kr", "@mrc-bot2 누가?", "https://a.kr/@mrc-bot", "mrc-bot 누가?"):
        assert with_mentions(text, "mrc-bot", "U0BOT") == text
    assert with_mentions("@ 누가?", "", "U0BOT") == "@ 누가?"


def test_code_is_the_passage_before_a_quote_is() -> None:
    assert marked_passage("누가?\n```코드```\n&gt; 인용") == ("코드", "누가?\n\n\n&gt; 인용")
    assert marked_passage("누가?\n&gt; 인용") == ("인용", "누가?")
    assert marked_passage("누가?") == ("", "누가?")


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("*공지* _꼭_ ~옛글~ `코드` *_둘_*", "공지 꼭 옛글 코드 둘"),
        ("*정하늘*은 관장이다", "정하늘은 관장이다"),
        ("• 하나\n  • 둘", "하나\n둘"),
        ("snake_case_name, 2*3*4, 10~12시, 1~2시", "snake_case_name, 2*3*4, 10~12시, 1~2시"),
        ("<https://a.example/_x_/*y*|*z*>", "<https://a.example/_x_/*y*|*z*>"),
        ("```*p = *q```", "```*p = *q```"),
    ],
)
def test_marks_of_style_are_no_part_of_what_is_said(text: str, without: str) -> None:
    assert without_style(text) == without
