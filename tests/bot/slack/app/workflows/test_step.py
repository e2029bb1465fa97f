"""The step of Workflow Builder: question and source in, answer, state and link out."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from bot.slack.install.manifest import manifest
from tests.bot.slack.app.conftest import LIBRARY
from tests.bot.slack.running import EchoService, bot_in
from tests.standins.slack.state import Call
from tests.standins.slack.workspace import SlackWorkspace

ASKED = "주차는 몇 대까지 되나요?"


@pytest.fixture(scope="module")
def slack(echo: EchoService) -> Iterator[SlackWorkspace]:
    app_manifest = manifest("https://bot.example/slack/events", step=True)
    with SlackWorkspace(manifest=app_manifest) as slack, bot_in(slack, echo, socket=False):
        yield slack


def _completed(slack: SlackWorkspace, execution: str, method: str) -> Call:
    def found(workspace: SlackWorkspace) -> list[Call]:
        calls = workspace.calls(f"functions.{method}")
        return [c for c in calls if c.args.get("function_execution_id") == execution and c.ok]

    return slack.wait_for(found)[-1]


@pytest.mark.parametrize(
    ("question", "source", "answer", "state"),
    [
        (ASKED, LIBRARY, "87면", "found"),
        (ASKED, "주차장은 87면이다.", "87면", "found"),
        ("예산은 얼마인가요?", "주차장은 87면이다.", "", "absent"),
    ],
)
def test_a_step_is_completed_with_the_answer(
    slack: SlackWorkspace, question: str, source: str, answer: str, state: str
) -> None:
    execution = slack.run_step("mrc_answer", question=question, source=source)
    outputs = json.loads(_completed(slack, execution, "completeSuccess").args["outputs"])
    assert outputs == {"answer": answer, "state": state, "link": ""}


@pytest.mark.parametrize(
    ("question", "source", "words"),
    [
        (" ", LIBRARY, "empty"),
        (ASKED, "https://news.example/missing", "연결"),
        (ASKED, "https://team.slack.com/archives/C0SECRET/p1795772758097961", ""),
    ],
)
def test_where_nothing_can_be_read_the_step_fails_and_says_why(
    slack: SlackWorkspace, question: str, source: str, words: str
) -> None:
    execution = slack.run_step("mrc_answer", question=question, source=source)
    assert words in _completed(slack, execution, "completeError").args["error"]


def test_a_slack_that_does_not_take_it_is_told_again(slack: SlackWorkspace) -> None:
    slack.fail("functions.completeSuccess", times=2)
    execution = slack.run_step("mrc_answer", question=ASKED, source=LIBRARY)
    assert _completed(slack, execution, "completeSuccess")
