"""People and programs who ask on every surface, and what became of what they asked.

What is counted is what stands in the stand-in for Slack, and what HTTP answered, not what the bot
says of itself.
"""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.standins.slack.workspace import SlackWorkspace

PASSAGE = "이 글에는 여러 사람이 나온다. 읽을 만하다."
ANSWER = "나온다"
"""What the model of the stand-in for TensorFlow Serving finds in it."""
_IN_A_CHANNEL = 4
_MOST_DELIVERIES = 4
_REQUEST_SECONDS = 180


@dataclass
class Counts:
    """What became of what was asked.

    Attributes:
        asked: Questions by surface.
        accepted: Those that were acknowledged, or answered with 200.
        answers: How many accepted questions have that many answers.
        apologies: Replies to accepted questions that hold no answer.
        stray: Answers beyond one to what was not acknowledged.
        acks: Seconds until each acknowledgement.
    """

    asked: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    apologies: int = 0
    stray: int = 0
    acks: list[float] = field(default_factory=list)

    @property
    def exactly_once(self) -> bool:
        """Whether each accepted question has one answer, and no other more than one."""
        return set(self.answers) == {1} and not self.stray and not self.apologies


@dataclass(frozen=True)
class _Wish:
    """A question that the bot posts: by a command or a form."""

    surface: str
    channel: str
    text: str
    accepted: bool


class Askers:
    """Ask, and note what was accepted."""

    def __init__(self, slack: SlackWorkspace, urls: list[str]) -> None:
        self._slack = slack
        self._urls = urls
        self._user = slack.add_user("minji")
        self._messages: list[tuple[str, str]] = []
        self._wishes: list[_Wish] = []
        self._requests: dict[str, list[httpx.Response]] = {}
        self._threads: list[threading.Thread] = []
        self._channel = ""
        self.number = 0

    def ask(self) -> None:
        """Ask one more question, on one of the surfaces."""
        if self.number % _IN_A_CHANNEL == 0:
            self._channel = self._slack.add_channel(f"room{self.number}")
        number, channel = self.number, self._channel
        self.number += 1
        if number % 10 == 9:
            self._in_thread(self._command, number, channel)
        elif number % 10 == 6:
            self._in_thread(self._form, number, channel)
        elif number % 10 == 4:
            self._in_thread(self._request, number)
        else:
            text = f"<@{self._slack.bot_user}> {_question(number)}\n{PASSAGE}"
            times = random.randint(1, _MOST_DELIVERIES)
            said = self._slack.say(channel, self._user, text, deliveries=times)
            self._messages.append((channel, said["ts"]))

    def count(self) -> Counts:
        """Return what became of everything so far."""
        counts = Counts()
        counts.asked.update(message=len(self._messages), http=len(self._requests))
        counts.asked.update(wish.surface for wish in self._wishes)
        delivered = [delivery for delivery in self._slack.deliveries if delivery.ok]
        counts.acks = [delivery.seconds for delivery in delivered]
        acknowledged = {delivery.payload.get("event", {}).get("ts") for delivery in delivered}
        for channel, ts in self._messages:
            _tally(counts, "message", ts in acknowledged, self._replies(channel, ts))
        for wish in self._wishes:
            _tally(counts, wish.surface, wish.accepted, self._replies_to_wish(wish))
        for responses in self._requests.values():
            _tally(counts, "http", bool(responses), list({each.text for each in responses}))
        return counts

    def finished(self) -> bool:
        """Whether nobody waits for an acknowledgement any more, and all have an answer."""
        if any(thread.is_alive() for thread in self._threads):
            return False
        return 0 not in self.count().answers

    def _replies(self, channel: str, ts: str) -> list[str]:
        thread = self._slack.thread(channel, ts)
        return [each["text"] for each in thread if each["ts"] != ts and self._own(each)]

    def _replies_to_wish(self, wish: _Wish) -> list[str]:
        """Return the replies to a wish, or what was posted of it if that was more than once."""
        posted = [
            each
            for each in self._slack.messages(wish.channel)
            if wish.text in each["text"] and self._own(each)
            if each.get("thread_ts", each["ts"]) == each["ts"]
        ]
        if len(posted) > 1:
            return [each["text"] for each in posted]
        return [reply for each in posted for reply in self._replies(wish.channel, each["ts"])]

    def _own(self, message: dict[str, Any]) -> bool:
        return message.get("user") == self._slack.bot_user

    def _in_thread(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _command(self, number: int, channel: str) -> None:
        question = _question(number)
        sent = self._slack.command("/mrc", f"{question}\n{PASSAGE}", self._user, channel)
        self._wishes.append(_Wish("command", channel, question, sent.ok))

    def _form(self, number: int, channel: str) -> None:
        """Open a form, fill it in and submit it; again, where Slack says that it did not work."""
        user, question = self._slack.add_user(f"user{number}"), _question(number)
        deadline = time.monotonic() + _REQUEST_SECONDS
        while not (views := self._slack.views(user)) and time.monotonic() < deadline:
            self._slack.command("/mrc", "", user, channel)
            time.sleep(1.0)
        accepted, values = False, {"question": question, "source": PASSAGE}
        while views and not accepted and time.monotonic() < deadline:
            with contextlib.suppress(AssertionError):
                accepted = self._slack.submit_view(views[0]["id"], user, values).ok
            time.sleep(0.5)
        self._wishes.append(_Wish("form", channel, question, accepted))

    def _request(self, number: int) -> None:
        """Post until there is an answer, and then once more."""
        key, responses = f"key-{number}", self._requests.setdefault(f"key-{number}", [])
        body = {"question": _question(number), "text": PASSAGE}
        deadline = time.monotonic() + _REQUEST_SECONDS
        while len(responses) < 2 and time.monotonic() < deadline:
            with contextlib.suppress(httpx.HTTPError):
                url = f"{random.choice(self._urls)}/v1/answer"
                response = httpx.post(url, json=body, headers={"Idempotency-Key": key}, timeout=15)
                if response.status_code == 200:
                    responses.append(response)
            time.sleep(0.2)


def _question(number: int) -> str:
    return f"누가 사람{number}?"


def _tally(counts: Counts, surface: str, accepted: bool, replies: list[str]) -> None:
    if accepted:
        counts.accepted[surface] += 1
        counts.answers[len(replies)] += 1
        counts.apologies += sum(ANSWER not in reply for reply in replies)
    else:
        counts.stray += max(0, len(replies) - 1)
