"""A bot that ends and starts again: nothing that people see changes, and nothing is missed."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from tests.bot.slack.running import EchoService, bot_in, workspace
from tests.standins.slack.workspace import SlackWorkspace

Json = dict[str, Any]
PASSAGE = "이 글에는 여러 사람이 나온다. 읽을 만하다."


def _replies(slack: SlackWorkspace, channel: str, ts: str) -> list[Json]:
    return [m for m in slack.thread(channel, ts)[1:] if m.get("user") == slack.bot_user]


def _ask(slack: SlackWorkspace, channel: str, user: str) -> str:
    said = slack.say(channel, user, f"<@{slack.bot_user}> 누가 세종?\n{PASSAGE}")
    return str(said["ts"])


def test_a_thread_is_remembered_over_a_restart(tmp_path: Path) -> None:
    with workspace() as slack:
        minji, channel = slack.add_user("minji"), slack.add_channel("general")
        with bot_in(slack, EchoService(), socket=False, folder=tmp_path):
            ts = _ask(slack, channel, minji)
            slack.wait_for(lambda w: _replies(w, channel, ts))
            slack.settle()
        with bot_in(slack, EchoService(), socket=False, folder=tmp_path):
            slack.say(channel, minji, "그럼 누가 만들었나요?", thread_ts=ts)
            slack.wait_for(lambda w: len(_replies(w, channel, ts)) == 2)


def test_what_was_asked_meanwhile_is_answered_once(tmp_path: Path) -> None:
    with workspace() as slack:
        minji, channel = slack.add_user("minji"), slack.add_channel("general")
        with bot_in(slack, EchoService(), socket=False, folder=tmp_path):
            before = _ask(slack, channel, minji)
            slack.wait_for(lambda w: _replies(w, channel, before))
            slack.settle()
        meanwhile = _ask(slack, channel, minji)
        slack.settle()
        assert not _replies(slack, channel, meanwhile)
        with bot_in(slack, EchoService(), socket=False, folder=tmp_path):
            slack.wait_for(lambda w: _replies(w, channel, meanwhile))
            slack.settle(quiet=0.5)
        for ts in (before, meanwhile):
            assert len(_replies(slack, channel, ts)) == 1


def test_what_was_asked_meanwhile_in_threads_is_answered_once(tmp_path: Path) -> None:
    with workspace() as slack:
        minji, channel = slack.add_user("minji"), slack.add_channel("general")
        with bot_in(slack, EchoService(), socket=False, folder=tmp_path):
            its_own = _ask(slack, channel, minji)
            others = str(slack.say(channel, minji, PASSAGE)["ts"])
            slack.wait_for(lambda w: _replies(w, channel, its_own))
            slack.settle()
        slack.say(channel, minji, "그럼 누가 만들었나요?", thread_ts=its_own)
        slack.say(channel, minji, f"<@{slack.bot_user}> 누가 정조?", thread_ts=others)
        slack.settle()
        with bot_in(slack, EchoService(), socket=False, folder=tmp_path):
            slack.wait_for(lambda w: len(_replies(w, channel, its_own)) == 2)
            slack.wait_for(lambda w: _replies(w, channel, others))
            slack.settle(quiet=0.5)
        assert len(_replies(slack, channel, its_own)) == 2
        assert len(_replies(slack, channel, others)) == 1


def test_what_a_restored_backup_does_not_know_is_answered_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.answering.turn._LATE_SECONDS", 0.2)
    with workspace() as slack:
        minji, channel = slack.add_user("minji"), slack.add_channel("general")
        with bot_in(slack, EchoService(), socket=False, folder=tmp_path):
            slack.settle()
            shutil.copytree(tmp_path, tmp_path / "backup")
            ts = _ask(slack, channel, minji)
            slack.wait_for(lambda w: _replies(w, channel, ts))
            slack.settle()
        time.sleep(0.4)
        with bot_in(slack, EchoService(), socket=False, folder=tmp_path / "backup"):
            slack.wait_for(lambda w: w.calls("conversations.replies"))
            slack.settle(quiet=0.5)
        assert len(_replies(slack, channel, ts)) == 1


def test_who_waits_is_told_and_who_asks_too_much_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MRC_MAX_CONCURRENT", "1")
    monkeypatch.setenv("MRC_MAX_PER_PERSON", "2")
    monkeypatch.setattr("bot.slack.queue._PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr("bot.slack.queue._LOOK_SECONDS", 0.2)
    with workspace() as slack:
        minji, channel = slack.add_user("minji"), slack.add_channel("general")
        with bot_in(slack, EchoService(seconds=2.5), socket=False, folder=tmp_path):
            asked = [_ask(slack, channel, minji) for _ in range(2)]
            slack.settle()
            refused = _ask(slack, channel, minji)
            told = slack.wait_for(lambda w: w.ephemerals(minji))
            assert "2" in told[0]["text"]
            slack.wait_for(lambda w: len(w.ephemerals(minji)) > 1)
            slack.wait_for(lambda w: all(_replies(w, channel, ts) for ts in asked), within=40)
            assert not _replies(slack, channel, refused)
