from __future__ import annotations

import pytest

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.command import understand_command, understand_form
from bot.slack.understand.meaning import Ask, Explain, OpenForm


@pytest.mark.parametrize("text", ["", "  \n"])
def test_the_command_alone_opens_the_form(text: str) -> None:
    assert understand_command(text) == OpenForm()


def test_the_command_without_question_or_source_is_told_which() -> None:
    assert understand_command("누가 썼나?") == Explain("no-source", "누가 썼나?")
    link = "https://a.example/x"
    assert understand_command(link) == Explain("which-question", link)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("누가? https://a.example/x", WebPage("https://a.example/x")),
        ("누가?\n세종이 만들었다.", GivenText("세종이 만들었다.")),
    ],
)
def test_the_command_with_both_is_a_question(text: str, source: GivenText | WebPage) -> None:
    assert understand_command(text) == Ask("누가?", (source,))


@pytest.mark.parametrize(
    ("source", "understood"),
    [
        ("https://a.example/x", WebPage("https://a.example/x")),
        (" 세종이 만들었다. ", GivenText("세종이 만들었다.")),
        ("https://a.example/x 를 보라.", WebPage("https://a.example/x")),
        ("기사: https://a.example/x", WebPage("https://a.example/x")),
        ("a.example/x", WebPage("https://a.example/x")),
        (
            "세종이 만들었다. https://a.example/x 참고",
            GivenText("세종이 만들었다. https://a.example/x 참고"),
        ),
        (None, GivenText("")),
    ],
)
def test_a_link_alone_is_read_and_anything_else_is_the_passage(
    source: str | None, understood: WebPage | GivenText
) -> None:
    values = {
        "question": {"question": {"value": " 누가? "}},
        "source": {"source": {"value": source}},
    }
    view = {"private_metadata": "C1", "state": {"values": values}}
    assert understand_form(view) == ("C1", Ask("누가?", (understood,)))
