"""What the bot shows where nobody has asked yet: its Home tab, a welcome, prompts, help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.slack.install.manifest import manifest
from tests.bot.slack.running import TEXT, EchoService, bot_in
from tests.standins.slack.blockkit.text import shown
from tests.standins.slack.workspace import SlackWorkspace


@pytest.fixture(scope="module")
def slack(request: pytest.FixtureRequest, echo: EchoService) -> Iterator[SlackWorkspace]:
    """A workspace with the app, declared an agent."""
    made = manifest("https://bot.example/slack/events", agent=True)
    with SlackWorkspace(manifest=made) as slack, bot_in(slack, echo, socket=False):
        yield slack


def _home(slack: SlackWorkspace, user: str) -> str:
    slack.open_home(user)
    return shown(slack.wait_for(lambda w: [v for v in w.views(user) if v["type"] == "home"])[0])


def _links(view: dict[str, Any]) -> list[str]:
    blocks = [block for block in view["blocks"] if block["type"] == "rich_text"]
    parts = [
        part
        for block in blocks
        for element in block["elements"]
        for line in element["elements"]
        for part in line.get("elements", [])
    ]
    return [part["url"] for part in parts if part["type"] == "link"]


def test_home_says_how_to_ask_and_what_reads_in_the_viewers_language(
    slack: SlackWorkspace, echo: EchoService
) -> None:
    korean, english = slack.add_user("a", "ko-KR"), slack.add_user("b", "en-US")
    assert "이렇게 물어보세요" in _home(slack, korean)
    words = _home(slack, english)
    assert "Ways to ask" in words
    assert f"{echo.model.name} {echo.model.version}" in words
    assert "You have not asked anything yet." in words


def test_home_shows_what_one_has_asked_and_nobody_else(slack: SlackWorkspace, channel: str) -> None:
    minji, hyunwoo = slack.add_user("minji"), slack.add_user("hyunwoo")
    asked = slack.say(channel, minji, f"<@{slack.bot_user}> 누가 세종?\n{TEXT}")
    slack.wait_for(lambda w: len(w.thread(channel, asked["ts"])) > 1)
    words = _home(slack, minji)
    assert "누가 세종? — 세종" in words
    (view,) = slack.views(minji)
    assert _links(view) == [slack.permalink(channel, asked)]
    assert "누가 세종?" not in _home(slack, hyunwoo)
    for number in range(7):
        slack.say(channel, minji, f"<@{slack.bot_user}> 누가 {number}?\n{TEXT}")
    slack.wait_for(lambda w: len(w.calls("chat.postMessage")) >= 8)
    slack.open_home(minji)
    slack.wait_for(lambda w: len(_links(w.views(minji)[0])) == 5)


def test_what_holds_in_a_channel_is_a_choice_away(slack: SlackWorkspace, channel: str) -> None:
    for admin, buttons in ((True, "저장"), (False, "")):
        user = slack.add_user("someone", admin=admin)
        _home(slack, user)
        (home,) = slack.views(user)
        slack.click_view(home["id"], "mrc_home_rules", user, channel)
        (opened,) = slack.wait_for(
            lambda w, u=user: [v for v in w.views(u) if v["type"] == "modal"]
        )
        assert opened["title"]["text"] == "이 채널의 설정"
        assert ((opened["submit"] or {}).get("text") or "") == buttons


def test_the_bot_introduces_itself_where_it_is_invited(slack: SlackWorkspace) -> None:
    minji = slack.add_user("minji", "en-US")
    channel = slack.add_channel("new", app=False)
    slack.join(channel, slack.bot_user, inviter=minji)
    (said,) = slack.wait_for(
        lambda w: [m for m in w.messages(channel) if m.get("bot_id") and "text" in m]
    )
    assert "Hello!" in said["text"]
    assert "/mrc help" in said["text"]
    slack.join(channel, minji)
    slack.settle()
    assert len(slack.messages(channel)) == 3, "and nobody else's coming is greeted"


def test_an_agent_suggests_what_to_ask(slack: SlackWorkspace, minji: str) -> None:
    slack.open_home(minji, "messages")
    prompts = slack.wait_for(lambda w: w.prompts(w.dm(minji)))
    assert prompts[0]["title"] == "어떻게 물어보나요?"
    slack.say(slack.dm(minji), minji, prompts[0]["message"])
    slack.wait_for(lambda w: any("/mrc" in m["text"] for m in w.messages(w.dm(minji))))


def test_help_is_a_command_away(slack: SlackWorkspace, channel: str, minji: str) -> None:
    slack.command("/mrc", "help", minji, channel)
    slack.wait_for(lambda w: any("파일과 함께" in each["text"] for each in w.responses()))
