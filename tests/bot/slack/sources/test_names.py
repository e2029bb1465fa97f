from __future__ import annotations

import pytest

from bot.domain.question import GivenText
from bot.slack.sources.names import WorkspaceNames
from tests.bot.slack.sources.conftest import client_of, read
from tests.standins.slack.workspace import SlackWorkspace


async def test_people_channels_and_groups_are_read_by_their_names(
    slack: SlackWorkspace, minji: str, general: str
) -> None:
    team = slack.add_user_group("디자인팀", "design")
    text = (
        f"담당자는 <@{minji}>, 자리는 <#{general}>, 함께는 <!subteam^{team}>, 남은 이는 <@U0NOBODY>"
    )
    found = await read(slack, GivenText(text, kind="thread"), minji, general)
    named = "담당자는 minji, 자리는 #general, 함께는 디자인팀, 남은 이는 U0NOBODY"
    assert found == (GivenText(named, kind="thread"),)


async def test_a_text_without_any_asks_slack_nothing(
    slack: SlackWorkspace, minji: str, general: str
) -> None:
    before = len(slack.calls())
    assert await read(slack, GivenText("9시"), minji, general) == (GivenText("9시"),)
    assert len(slack.calls()) == before


async def test_names_are_remembered_and_their_number_is_bounded(slack: SlackWorkspace) -> None:
    names, client = WorkspaceNames(), client_of(slack)
    many = [slack.add_user(f"user{number}") for number in range(60)]
    first = await names.of(client, many)
    assert len(first) == 50
    before = len(slack.calls("users.info"))
    await names.of(client, many[:50])
    assert len(slack.calls("users.info")) == before


async def test_a_workspace_is_told_no_names_of_another(slack: SlackWorkspace, minji: str) -> None:
    names, client = WorkspaceNames(), client_of(slack)
    assert await names.of_team("T1").of(client, [minji]) == {minji: "minji"}
    slack.refuse("users.info", "user_not_found")
    assert await names.of_team("T2").of(client, [minji]) == {}


async def test_without_the_scope_the_text_is_read_without_names(
    without_scopes: SlackWorkspace,
) -> None:
    joe = without_scopes.add_user("joe")
    found = await read(without_scopes, GivenText(f"담당자는 <@{joe}>"), joe, "C1")
    assert found == (GivenText(f"담당자는 {joe}"),)


async def test_a_slow_slack_does_not_hold_up_the_question(
    slack: SlackWorkspace, general: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.sources.names._WAIT", 0.2)
    slow = slack.add_user("slow")
    slack.slow("users.info", seconds=2)
    found = await read(slack, GivenText(f"담당자는 <@{slow}>"), slow, general)
    assert found == (GivenText(f"담당자는 {slow}"),)
