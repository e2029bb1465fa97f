from __future__ import annotations

import pytest

from bot.domain.language import Language
from bot.domain.question import GivenText, Question, WebPage
from bot.slack.render.form import form_question, form_view


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_form_keeps_to_slacks_limits(language: Language) -> None:
    view = form_view(language, "C1")
    assert (view["type"], view["private_metadata"]) == ("modal", "C1")
    assert [block["block_id"] for block in view["blocks"]] == ["question", "source"]


@pytest.mark.parametrize(
    ("source", "understood"),
    [
        ("https://a.example/x", WebPage("https://a.example/x")),
        (" 세종이 만들었다. ", GivenText("세종이 만들었다.")),
        ("https://a.example/x 를 보라.", GivenText("https://a.example/x 를 보라.")),
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
    assert form_question(view) == ("C1", Question("누가?", understood))
