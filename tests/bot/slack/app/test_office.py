"""An office, written down by hand: the bot answers whoever asks it, and leaves the others alone."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from mrc_core import Answer
from tests.bot.slack.app.conftest import LIBRARY, MUSEUM, FactService
from tests.standins.slack.workspace import SlackWorkspace

_WRITTEN = Path(__file__).with_name("office.txt").read_text("utf-8")
_LINE = re.compile(r"([?~] )?(> )?(\w+): (.*?)(?: => (.+))?")
_NAMES = {"민지": "minji", "현우": "hyunwoo", "소라": "sora", "지원": "jiwon"}


class OfficeService(FactService):
    """Finds what is asked of the bot, and nothing of what people ask each other."""

    def find(self, question: str, text: str) -> Answer | None:
        asked = re.escape(question.rstrip("?"))
        if match := re.search(rf"^\? .*{asked}.* => (.+)$", _WRITTEN, re.MULTILINE):
            return Answer(match[1], 0, len(match[1]), 0.9, match[1], 0)
        return None


@pytest.fixture(scope="module")
def echo() -> FactService:
    return OfficeService()


def test_an_office_is_answered_where_it_asks_and_left_alone_where_it_talks(
    slack: SlackWorkspace,
) -> None:
    people = {name: slack.add_user(name) for name in _NAMES.values()}
    wanted: dict[tuple[str, str], list[str]] = defaultdict(list)
    perhaps: set[str] = set()
    channel, root = "", ""

    def said(text: str) -> str:
        text = text.format(library=LIBRARY, museum=MUSEUM).replace("@bot", f"<@{slack.bot_user}>")
        return re.sub("@(민지|현우)", lambda match: f"<@{people[_NAMES[match[1]]]}>", text)

    def replies(channel: str, thread: str) -> list[str]:
        return [
            each["text"] for each in slack.thread(channel, thread) if each["user"] == slack.bot_user
        ]

    for line in filter(None, _WRITTEN.splitlines()):
        if line.startswith("#"):
            channel = slack.add_channel(line.strip("# "))
            continue
        match = _LINE.fullmatch(line)
        assert match, line
        mark, under, who, text, answer = match.groups()
        thread_ts = root if under else None
        message = slack.say(channel, people[_NAMES.get(who, who)], said(text), thread_ts=thread_ts)
        root = root if under else message["ts"]
        answers = wanted[channel, root]
        if mark == "~ ":
            perhaps.add(root)
        elif answer:
            answers.append(answer)
            slack.wait_for(lambda _, a=answers, c=channel, r=root: len(replies(c, r)) >= len(a))
    slack.settle()
    assert sum(map(len, wanted.values())) > 20
    for (channel, thread), answers in wanted.items():
        got = replies(channel, thread)
        talk = [each["text"] for each in slack.thread(channel, thread)]
        assert len(got) == len(answers) or thread in perhaps, talk
        assert all(map(str.__contains__, got, answers)), talk
    assert not slack.ephemerals()
