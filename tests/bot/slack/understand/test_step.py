from __future__ import annotations

from typing import Any

import pytest

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.meaning import Ask, Readable
from bot.slack.understand.step import WorkflowStep, read_step


def _event(callback_id: str = "mrc_answer", **inputs: Any) -> dict[str, Any]:
    function = {"id": "Fn1", "callback_id": callback_id}
    return {"function": function, "function_execution_id": "Fx1", "inputs": inputs}


@pytest.mark.parametrize(
    ("source", "sources"),
    [
        ("https://a.example/x", (WebPage("https://a.example/x"),)),
        ("<https://a.example/x>", (WebPage("https://a.example/x"),)),
        ("www.a.example/x", (WebPage("https://www.a.example/x"),)),
        ("세종이 한글을 만들었다.", (GivenText("세종이 한글을 만들었다."),)),
        (None, ()),
    ],
)
def test_a_step_asks_of_a_text_or_a_link(source: str | None, sources: tuple[Readable, ...]) -> None:
    event = _event(question=" 누가\n만들었나? ", source=source)
    assert read_step(event) == WorkflowStep("Fx1", Ask("누가 만들었나?", sources))


def test_steps_of_others_are_left_alone() -> None:
    assert read_step(_event("other", question="누가?")) is None
