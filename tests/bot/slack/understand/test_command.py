from __future__ import annotations

import pytest

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.command import understand_command
from bot.slack.understand.meaning import Ask, Explain, OpenForm

LINK = "https://a.example/x"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", OpenForm()),
        ("  \n", OpenForm()),
        ("누가 썼나?", OpenForm(question="누가 썼나?")),
        ("누가 &lt;이것&gt;을 썼나?", OpenForm(question="누가 <이것>을 썼나?")),
        (f"<{LINK}>", OpenForm(source=LINK)),
        ("기사: <http://www.a.kr/x|www.a.kr/x>", OpenForm(source="기사: www.a.kr/x")),
        ("세종이 한글을 만들었다.", OpenForm(source="세종이 한글을 만들었다.")),
        ("누가 " * 700 + "?", OpenForm(source="누가 " * 700 + "?")),
    ],
)
def test_what_is_missing_is_asked_for_in_a_form_with_what_there_is(
    text: str, form: OpenForm
) -> None:
    assert understand_command(text) == form


@pytest.mark.parametrize("text", ["help", "도움말", "?"])
def test_who_asks_for_help_is_told_the_ways(text: str) -> None:
    assert understand_command(text) == Explain("ways", text)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (f"누가? {LINK}", WebPage(LINK)),
        ("누가?\n세종이 만들었다.", GivenText("세종이 만들었다.")),
    ],
)
def test_the_command_with_both_is_a_question(text: str, source: GivenText | WebPage) -> None:
    assert understand_command(text) == Ask("누가?", (source,))


def test_the_bots_own_mention_is_no_part_of_what_is_asked() -> None:
    asked = understand_command(f"<@U0BOT|mrc-bot> 누가? {LINK}", "U0BOT")
    assert asked == Ask("누가?", (WebPage(LINK),))
    assert understand_command("<@U0BOT>", "U0BOT") == OpenForm()
