"""A channel's rules: who settles them, and what becomes of questions by them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.slack.app.conftest import LIBRARY, MUSEUM
from tests.bot.slack.app.scene import Json, Scene
from tests.bot.slack.conftest import both_ways

ASKED = "주차는 몇 대까지 되나요?"


@pytest.fixture
def scene(scene: Scene) -> Scene:
    """Somebody who made the channel."""
    scene.channel = scene.slack.add_channel("general", creator=scene.minji)
    return scene


def _open(scene: Scene, by: str = "") -> Json:
    scene.slack.command("/mrc", "settings", by or scene.minji, scene.channel)
    return scene.slack.wait_for(lambda w: w.views(by or scene.minji))[-1]


def _settle(scene: Scene, **values: Any) -> None:
    reply = scene.slack.submit_view(_open(scene)["id"], scene.minji, values).reply
    assert not reply


def _told(scene: Scene, words: str, whom: str = "") -> None:
    def found(_: object) -> bool:
        return any(words in each["text"] for each in scene.slack.ephemerals(whom or scene.minji))

    scene.slack.wait_for(found)


@both_ways
def test_who_made_the_channel_and_administrators_settle_what_holds_in_it(scene: Scene) -> None:
    _settle(scene, unaddressed="never")
    scene.say(f"{LIBRARY} {ASKED}")
    scene.silent()
    admin = scene.slack.add_user("admin", admin=True)
    view = _open(scene, admin)
    unaddressed = next(b for b in view["blocks"] if b["block_id"] == "unaddressed")
    assert unaddressed["element"]["initial_option"]["value"] == "never"
    assert not scene.slack.submit_view(view["id"], admin, {"unaddressed": "found"}).reply
    scene.say(f"{LIBRARY} {ASKED}")
    scene.answered("87면")


def test_others_see_it_but_cannot_change_it(scene: Scene) -> None:
    view = _open(scene, scene.hyunwoo)
    assert "submit" not in view or not view["submit"]
    assert not [block for block in view["blocks"] if block["type"] == "input"]
    assert "관리자" in str(view["blocks"])


def test_what_holds_in_one_channel_does_not_in_another(scene: Scene) -> None:
    _settle(scene, unaddressed="never", refused="news.example")
    scene.channel = scene.slack.add_channel("other")
    scene.say(f"{LIBRARY} {ASKED}")
    scene.answered("87면")


def test_guests_may_be_kept_from_asking(scene: Scene) -> None:
    _settle(scene, askers="members")
    guest = scene.slack.add_user("guest", guest=True)
    scene.say(f"{scene.bot} {LIBRARY} {ASKED}", by=guest)
    _told(scene, "정해진 사람만", guest)
    scene.say(f"{LIBRARY} {ASKED}", by=guest)
    scene.silent()
    scene.slack.command("/mrc", f"{ASKED} {LIBRARY}", guest, scene.channel)
    scene.slack.wait_for(lambda w: len(w.ephemerals(guest)) == 2)
    scene.say(f"{scene.bot} {LIBRARY} {ASKED}")
    scene.answered("87면")


def test_only_those_who_are_named_may_ask_and_members_of_groups(scene: Scene) -> None:
    group = scene.slack.add_user_group("운영", "ops", members=[scene.hyunwoo])
    _settle(scene, askers="chosen", groups=[group])
    scene.say(f"{scene.bot} {LIBRARY} {ASKED}")
    _told(scene, "정해진 사람만")
    scene.say(f"{scene.bot} {LIBRARY} {ASKED}", by=scene.hyunwoo)
    scene.answered("87면")
    _settle(scene, people=[scene.minji])
    scene.say(f"{scene.bot} {LIBRARY} {ASKED}")
    scene.answered("87면", "87면")


def test_who_may_ask_cannot_be_told_while_slack_is_away(scene: Scene) -> None:
    _settle(scene, askers="members")
    guest = scene.slack.add_user("guest", guest=True)
    scene.slack.refuse("users.info", "user_not_visible", times=5)
    scene.say(f"{scene.bot} {LIBRARY} {ASKED}", by=guest)
    _told(scene, "정해진 사람만", guest)


def test_answers_may_go_to_their_askers_alone(scene: Scene) -> None:
    _settle(scene, answers="alone")
    scene.say(f"{scene.bot} {LIBRARY} {ASKED}")
    _told(scene, "87면")
    scene.slack.command("/mrc", f"입장료는 얼마인가요? {MUSEUM}", scene.minji, scene.channel)
    _told(scene, "5,000원")
    assert scene.replies() == []


def test_sites_may_be_refused_or_only_some_allowed(scene: Scene) -> None:
    _settle(scene, refused="news.example")
    scene.say(f"{scene.bot} {LIBRARY} {ASKED}")
    scene.answered("news.example")
    _settle(scene, refused=None, allowed="wiki.example")
    scene.say(f"{scene.bot} {LIBRARY} {ASKED}")
    scene.answered("news.example", "news.example")
    _settle(scene, allowed="wiki.example\n*.news.example")
    scene.say(f"{scene.bot} {LIBRARY} {ASKED}")
    scene.answered("news.example", "news.example", "87면")


def test_the_language_of_answers_may_be_settled(scene: Scene) -> None:
    _settle(scene, language="en")
    scene.say(f"{scene.bot} {LIBRARY} 예산은 얼마인가요?")
    scene.answered("I did not find")
