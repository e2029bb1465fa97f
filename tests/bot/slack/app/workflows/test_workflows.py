"""Posts of Workflow Builder that mention the bot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.bot.slack.app.conftest import LIBRARY
from tests.bot.slack.app.scene import Scene
from tests.bot.slack.running import EchoService, bot_in, workspace
from tests.standins.slack.workspace import SlackWorkspace

WORKFLOW = {"bot_profile": {"name": "아침 안내", "is_workflow_bot": True}, "username": "아침 안내"}


@pytest.fixture(scope="module")
def slack(echo: EchoService) -> Iterator[SlackWorkspace]:
    with workspace() as slack, bot_in(slack, echo, socket=False, mrc_workflows=True):
        yield slack


def _post(scene: Scene, text: str, **more: Any) -> dict[str, Any]:
    return scene.app_says(text=text, **WORKFLOW, **more)


def test_a_workflow_that_mentions_the_bot_is_answered_once_in_its_thread(scene: Scene) -> None:
    post = _post(scene, f"{scene.bot} <{LIBRARY}> 관장은 누구인가요?")
    scene.answered("정하늘")
    scene.silent()
    assert len(scene.slack.thread(scene.channel, post["ts"])) == 2


def test_a_workflow_of_today_that_has_a_user_is_answered_as_well(scene: Scene) -> None:
    _post(scene, f"{scene.bot} 주차는 몇 대?\n주차장은 87면입니다.", subtype=None)
    scene.answered("87면")


@pytest.mark.parametrize("text", ["<{library}> 관장은 누구인가요?", "{bot}", "{bot} 안녕하세요"])
def test_what_a_workflow_says_otherwise_is_left_alone(scene: Scene, text: str) -> None:
    _post(scene, text.format(bot=scene.bot, library=LIBRARY))
    scene.silent()


def test_another_bot_is_never_answered(scene: Scene) -> None:
    scene.app_says(text=f"{scene.bot} <{LIBRARY}> 관장은 누구인가요?", username="RSS")
    scene.silent()


def test_where_the_bot_has_answered_a_workflow_sets_off_nothing(scene: Scene) -> None:
    post = _post(scene, f"{scene.bot} <{LIBRARY}> 관장은 누구인가요?")
    scene.answered("정하늘")
    _post(scene, f"{scene.bot} <{LIBRARY}> 관장은 누구인가요?", thread_ts=post["ts"])
    scene.silent()


def test_a_workflow_that_goes_on_and_on_is_answered_a_few_times_a_minute(scene: Scene) -> None:
    for _ in range(9):
        _post(scene, f"{scene.bot} <{LIBRARY}> 관장은 누구인가요?")
    scene.slack.wait_for(lambda _: len(scene.replies()) >= 6)
    scene.silent()
    assert len(scene.replies()) == 6


def test_unless_they_are_allowed_workflows_are_left_alone(echo: EchoService) -> None:
    with workspace() as slack, bot_in(slack, echo, socket=False):
        scene = Scene(slack)
        _post(scene, f"{scene.bot} <{LIBRARY}> 관장은 누구인가요?")
        scene.silent()
