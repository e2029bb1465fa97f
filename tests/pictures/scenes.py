"""What the documents' pictures of Slack show: what somebody types, and layouts of the bot's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Any

from bot.slack.layouts import Layout, layouts
from bot.slack.render.message import rich_message
from bot.slack.render.rich_text import link, section, text
from bot.slack.samples import sample_for

Json = dict[str, Any]

_KO, _EN = sample_for("ko"), sample_for("en")
_MENTION = "@mrc-bot"

SCENES: Mapping[str, tuple[str, ...]] = {
    "found-ko": (f"> {_MENTION} {_KO.url} {_KO.asked('found')}", "reply, found"),
    "found-en": (f"> {_EN.url} {_EN.asked('found')}", "reply, found"),
    "unsure-ko": (f"> {_KO.asked('unsure')}", "reply, unsure"),
    "others-ko": (f"> {_MENTION} {_KO.asked('several')}", "reply, with other candidates"),
    "absent-ko": (f"> {_MENTION} {_KO.asked('absent')}", "reply, absent"),
    "several-ko": (
        f"> {_MENTION} {_KO.url} {_KO.asked('found')} {_KO.asked('absent')}",
        "reply, to several questions",
    ),
    "pinned-ko": (
        f"> {_KO.asked('pinned')}",
        "reply, of what a thread reads",
        f"> {_MENTION} 무엇을 읽고 있어?",
        "what a thread reads",
    ),
    "failed-ko": (f"> {_MENTION} https://wiki.example/page 담당자가 누구예요?", "failure"),
    "step-ko": ("< workflow",),
    "command-ko": ("question", "place in the queue"),
    "help-ko": ("help",),
    "welcome-ja": ("welcome",),
    "home-ko": ("home",),
    "form-ko": ("form",),
    "correction-ko": ("correction",),
    "rules-ko": ("settings",),
}
"""By the name of their picture in docs/images/slack: what is typed, after ">", and layouts.

"< workflow" is what a workflow posts that was given what its step finds.
"""


def shown(name: str) -> list[Json]:
    """What is seen in a scene, from above."""
    known = _layouts(language_of(name))
    return [_part(part, known) for part in SCENES[name]]


def language_of(name: str) -> str:
    """The language of a scene."""
    return name.rpartition("-")[2]


@cache
def _layouts(language: str) -> dict[str, Layout]:
    return {layout.name: layout for layout in layouts(language)}


def _part(part: str, known: Mapping[str, Layout]) -> Json:
    if part == "< workflow":
        return _posted_by_a_workflow()
    return _typed(part) if part.startswith("> ") else _made(known[part])


def _posted_by_a_workflow() -> Json:
    """What an administrator may make of the step's outputs: answer, state and link."""
    reply = _KO.reply("found")
    answer, url = reply.reading.answer, reply.place.url
    assert answer
    assert url
    lines = [
        section(text(_KO.asked("found"), bold=True)),
        section(text(f"{answer.text} ({reply.reading.state})")),
        section(link(url, "읽은 곳")),
    ]
    said = asdict(rich_message(answer.text, lines))
    return {"kind": "message", "author": "안내 워크플로", **said}


def _typed(part: str) -> Json:
    return {"kind": "typed", "author": "민지", "text": part.removeprefix("> "), "blocks": []}


def _made(layout: Layout) -> Json:
    if layout.message is not None:
        return {"kind": "message", "author": "mrc-bot", **asdict(layout.message)}
    return {"kind": "view", **(layout.view or {})}
