from __future__ import annotations

import pytest

from bot.domain.language import Language, languages
from bot.slack.render.views.form import form_view
from bot.slack.understand.form import Origin
from bot.slack.understand.meaning import OpenForm, SlackMessage
from tests.standins.slack.blockkit.blocks import check_view

ORIGIN = Origin("C1", "https://hooks.example/1", closed=True)
MESSAGE = SlackMessage("C1", "2.0", "1.0", "https://a.slack.com/archives/C1/p2")


@pytest.mark.parametrize("language", list(languages()))
@pytest.mark.parametrize(
    ("origin", "filled", "about", "fields"),
    [
        (ORIGIN, OpenForm(), "", ["question", "source", "files", "channel", "audience"]),
        (
            ORIGIN,
            OpenForm("누가?", "가" * 7_000),
            "",
            ["question", "source", "source2", "source3", "files", "channel", "audience"],
        ),
        (Origin("C1", message=MESSAGE), OpenForm(), "세종 " * 500, ["question", "audience"]),
        (
            Origin("D1", message=MESSAGE, joined=False),
            OpenForm(source="세종"),
            "세종",
            ["question", "source", "files"],
        ),
    ],
)
def test_the_form_has_what_is_asked_for_and_keeps_to_slacks_limits(
    language: Language, origin: Origin, filled: OpenForm, about: str, fields: list[str]
) -> None:
    view = check_view(form_view(language, origin, filled, about=about))
    assert [b["block_id"] for b in view["blocks"] if b["type"] == "input"] == fields


def test_what_is_known_is_filled_in() -> None:
    view = form_view("ko", ORIGIN, OpenForm("누가?", "a.example/x"), alone=True)
    elements = {block["block_id"]: block["element"] for block in view["blocks"]}
    assert elements["question"]["initial_value"] == "누가?"
    assert elements["source"]["initial_value"] == "a.example/x"
    assert elements["audience"]["initial_option"]["value"] == "alone"
