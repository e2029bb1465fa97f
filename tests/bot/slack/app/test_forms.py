"""The form, the command and its shortcuts: what people fill in, and what they see."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack.understand.form import GLOBAL_SHORTCUT, MESSAGE_SHORTCUT
from tests.bot.slack.app.conftest import LIBRARY
from tests.bot.slack.app.scene import Scene
from tests.bot.slack.conftest import both_ways
from tests.standins.slack.people.talking import Upload

Json = dict[str, Any]
ASKED = "주차는 몇 대까지 되나요?"
NOTICE = "주차장은 87면이며 처음 한 시간은 무료입니다."


def _form(scene: Scene, text: str = "", channel: str = "") -> Json:
    """The form that the command opens."""
    scene.slack.command("/mrc", text, scene.minji, channel or scene.channel)
    return scene.slack.wait_for(lambda w: w.views(scene.minji))[-1]


def _fill(scene: Scene, view: Json, **values: Any) -> Json | None:
    """Submit a form; returns the errors at its fields, if there are any."""
    reply = scene.slack.submit_view(view["id"], scene.minji, values).reply
    errors: Json | None = reply.get("errors") if isinstance(reply, dict) else None
    return errors


def _initial(view: Json) -> Json:
    elements = {b["block_id"]: b["element"] for b in view["blocks"] if b["type"] == "input"}
    return {name: e["initial_value"] for name, e in elements.items() if "initial_value" in e}


@both_ways
@pytest.mark.parametrize("source", [NOTICE, f"기사: {LIBRARY}", LIBRARY.partition("//")[2]])
def test_the_form_is_posted_and_answered_in_its_thread(scene: Scene, source: str) -> None:
    assert not _fill(scene, _form(scene), question=ASKED, source=source)
    scene.slack.wait_for(lambda _: len(scene.replies()) == 2)
    posted, reply = scene.replies()
    assert ASKED in posted
    assert "87면" in reply
    assert NOTICE not in posted


@pytest.mark.parametrize(
    ("text", "initial"),
    [
        (ASKED, {"question": ASKED}),
        (LIBRARY, {"source": LIBRARY}),
        (NOTICE, {"source": NOTICE}),
    ],
)
def test_what_the_command_brings_stands_in_the_form(scene: Scene, text: str, initial: Json) -> None:
    assert _initial(_form(scene, text)) == initial


def test_what_is_wrong_is_said_at_its_field_and_the_form_stays(scene: Scene) -> None:
    view = _form(scene)
    assert "question" in (_fill(scene, view, question="   ", source=NOTICE) or {})
    assert "source" in (_fill(scene, view, question=ASKED) or {})
    assert "source" in (_fill(scene, view, question=ASKED, source="  ") or {})
    assert "channel" in (_fill(scene, view, question=ASKED, source=NOTICE, channel=None) or {})
    assert scene.replies() == []
    assert not _fill(scene, view, question=ASKED, source=NOTICE)
    scene.slack.wait_for(lambda _: len(scene.replies()) == 2)


def test_only_its_asker_sees_what_is_asked_alone(scene: Scene) -> None:
    before = len(scene.slack.ephemerals(scene.minji))
    _fill(scene, _form(scene), question=ASKED, source=NOTICE, audience="alone")
    told = scene.slack.wait_for(lambda w: w.ephemerals(scene.minji)[before:])
    assert "87면" in told[0]["text"]
    assert scene.replies() == []


def test_a_channel_without_the_bot_is_noticed_before(scene: Scene) -> None:
    scene.channel = scene.slack.add_channel("secret", private=True, app=False)
    view = _form(scene)
    errors = _fill(scene, view, question=ASKED, source=NOTICE) or {}
    assert "초대" in errors["channel"]
    assert not _fill(scene, view, question=ASKED, source=NOTICE, audience="alone")
    told = scene.slack.wait_for(lambda w: w.ephemerals(scene.minji))
    assert "87면" in told[0]["text"]


@pytest.mark.parametrize("by_form", [True, False])
def test_a_talk_between_two_is_answered_there(scene: Scene, by_form: bool) -> None:
    scene.channel = scene.slack.talk(scene.minji, scene.hyunwoo)
    if by_form:
        assert not _fill(scene, _form(scene), question=ASKED, source=NOTICE)
    else:
        scene.slack.command("/mrc", f"{ASKED}\n{NOTICE}", scene.minji, scene.channel)
    scene.slack.wait_for(lambda _: scene.replies())
    (said,) = scene.replies()
    assert f"<@{scene.minji}>" in said
    assert ASKED in said
    assert "87면" in said


def test_files_are_asked_from_the_form(scene: Scene) -> None:
    view, file = _form(scene), Upload("a.txt", NOTICE.encode())
    assert not scene.slack.submit_view(view["id"], scene.minji, {"question": ASKED}, [file]).reply
    scene.slack.wait_for(lambda _: len(scene.replies()) == 2)
    posted, reply = scene.replies()
    assert "a.txt" in posted
    assert "87면" in reply


def test_a_slack_that_is_slow_to_tell_does_not_hold_up_the_form(scene: Scene) -> None:
    scene.slack.slow("conversations.info", 2)
    assert not _fill(scene, _form(scene), question=ASKED, source=NOTICE)
    scene.slack.wait_for(lambda _: len(scene.replies()) == 2)


def _about(scene: Scene, said: Json) -> Json:
    """The form that the shortcut of a message opens."""
    scene.slack.message_shortcut(MESSAGE_SHORTCUT, scene.channel, said["ts"], scene.minji)
    return scene.slack.wait_for(lambda w: w.views(scene.minji))[-1]


@both_ways
@pytest.mark.parametrize("in_thread", [False, True])
def test_a_message_is_asked_about_in_its_thread(scene: Scene, in_thread: bool) -> None:
    first = scene.say("공지입니다", by=scene.hyunwoo)
    said = scene.say(NOTICE, by=scene.hyunwoo, under=first if in_thread else None)
    view = _about(scene, said)
    assert NOTICE in str(view["blocks"][0])
    assert not _fill(scene, view, question=ASKED)
    scene.slack.wait_for(lambda _: len(scene.replies()) == 2)
    root = first if in_thread else said
    posted, reply = scene.slack.thread(scene.channel, root["ts"])[-2:]
    assert ASKED in posted["text"]
    assert "87면" in reply["text"]


@pytest.mark.parametrize("direct", [False, True])
def test_a_message_that_the_bot_cannot_read_is_taken_along(scene: Scene, direct: bool) -> None:
    scene.channel = (
        scene.slack.talk(scene.minji, scene.hyunwoo)
        if direct
        else scene.slack.add_channel("secret", private=True, app=False)
    )
    view = _about(scene, scene.say(NOTICE, by=scene.hyunwoo))
    assert _initial(view)["source"] == NOTICE
    assert not _fill(scene, view, question=ASKED)
    told = scene.slack.wait_for(lambda w: w.ephemerals(scene.minji))
    assert "87면" in told[0]["text"]
    assert scene.replies() == []


def test_from_anywhere_the_answer_comes_alone_unless_a_channel_is_chosen(scene: Scene) -> None:
    scene.slack.shortcut(GLOBAL_SHORTCUT, scene.minji)
    view = scene.slack.wait_for(lambda w: w.views(scene.minji))[-1]
    assert not _fill(scene, view, question=ASKED, source=NOTICE)
    dm = scene.slack.dm(scene.minji)
    asked, reply = scene.slack.wait_for(lambda w: w.messages(dm)[1:] and w.messages(dm))
    assert ASKED in asked["text"]
    assert "87면" in reply["text"]
    assert reply["thread_ts"] == asked["ts"]
    scene.slack.shortcut(GLOBAL_SHORTCUT, scene.minji)
    view = scene.slack.wait_for(lambda w: w.views(scene.minji))[-1]
    values = {"question": ASKED, "source": NOTICE, "channel": scene.channel}
    assert not _fill(scene, view, **values, audience="everyone")
    scene.slack.wait_for(lambda _: len(scene.replies()) == 2)
