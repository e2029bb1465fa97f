"""How the bot fares in a talk of people, with a reader that reads: who is answered, who is not.

`python -m tests.bench.bot.talk FILE` plays a talk with the bundled reader, and prints what is not
as it is marked, and the counts. Talks are `office.txt` in tests/bot/slack/app, and `team.txt` and
`house.txt` here.
"""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from bot.domain.errors import UnreachableError
from bot.domain.progress import OnProgress
from bot.domain.question import File, Question
from bot.domain.reply import Reply
from bot.domain.source.document import Document
from bot.metrics import Metrics
from bot.service.service import QuestionService
from mrc_core import Reader
from tests.bot.slack.running import bot_in
from tests.standins.slack.workspace import SlackWorkspace

_PATIENCE = 15.0
_LINE = re.compile(r"([?~] )?(> )?(\w+): (.*?)(?: => (.+))?")
PAGES = {
    "https://news.example/library": (
        "해오름 도서관, 9월에 다시 문 연다",
        "강원도 춘천시의 해오름 도서관이 2년 동안의 공사를 마치고 2026년 9월 3일 다시 문을 연다. "
        "춘천시는 공사에 모두 128억 원을 들였다고 밝혔다.\n"
        "새 도서관은 지하 1층, 지상 4층 규모이며 장서는 21만 권이다. 3층에는 어린이 자료실이, "
        "4층에는 소리책방이 들어선다. 설계는 건축가 윤도현이 맡았다.\n"
        "평일은 오전 9시부터 오후 10시까지, 주말은 오전 10시부터 오후 6시까지 연다. "
        "휴관일은 매주 월요일이다.\n"
        "도서관 관장 정하늘은 “누구나 편히 머무는 곳으로 만들겠다”고 말했다. 주차장은 87면이며 "
        "처음 한 시간은 무료다.\n고객센터 1588-0000",
    ),
    "https://news.example/museum": (
        "물빛 미술관 개관",
        "춘천 의암호 옆에 물빛 미술관이 문을 열었다. 미술관의 초대 관장은 서유진이다. "
        "입장료는 5,000원이고 초등학생까지는 무료다.\n"
        "첫 전시는 12월 20일까지 이어진다. 휴관일은 매주 화요일이다.",
    ),
}


class _Watched:
    """A service of which it is known whether it is at work."""

    def __init__(self, service: QuestionService) -> None:
        self._service = service
        self.inside = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._service, name)

    async def answer(self, question: Question, on_progress: OnProgress | None = None) -> Reply:
        self.inside += 1
        try:
            return await self._service.answer(question, on_progress)
        finally:
            self.inside -= 1


class _Pages:
    """Has two pages, and no others."""

    async def load(self, url: str, *, anew: bool = False) -> Document:
        if url not in PAGES:
            raise UnreachableError
        title, text = PAGES[url]
        return Document("web", text, url, title)

    async def open(self, file: File) -> Document:
        raise UnreachableError


@dataclass
class Said:
    """A message of the talk, and what is to follow."""

    mark: str
    channel: str
    root: str
    text: str
    answer: str | None
    replies: list[str] = field(default_factory=list)


def play(written: str, slack: SlackWorkspace, service: _Watched) -> list[Said]:
    """Say all that is written; return each message with what the bot replied to it."""
    people: dict[str, str] = {}
    talk: list[Said] = []
    channel, root = "", ""
    for line in filter(None, written.splitlines()):
        if line.startswith("#"):
            channel = slack.add_channel(f"c{len(talk)}")
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise SystemExit(f"not a message: {line}")
        mark, under, who, text, answer = match.groups()
        if who not in people:
            people[who] = slack.add_user(who)
        for name, url in (("library", "library"), ("museum", "museum")):
            text = text.replace("{" + name + "}", f"https://news.example/{url}")
        text = text.replace("@bot", f"<@{slack.bot_user}>")
        text = re.sub(r"@(\w+)", lambda m: f"<@{people[m[1]]}>" if m[1] in people else m[0], text)
        thread_ts = root if under else None
        before = _replies(slack, channel, root) if under else []
        message = slack.say(channel, people[who], text, thread_ts=thread_ts)
        root = root if under else message["ts"]
        if mark == "? ":
            _await_more(slack, channel, root, len(before))
        slack.settle(quiet=0.15)
        while service.inside:
            slack.settle(quiet=0.15)
        said = Said((mark or "").strip(), channel, root, line, answer)
        said.replies = _replies(slack, channel, root)[len(before) :]
        said.replies += [f"(alone) {each['text']}" for each in slack.ephemerals()[_told(talk) :]]
        talk.append(said)
    return talk


def _await_more(slack: SlackWorkspace, channel: str, thread: str, than: int) -> None:
    """Wait for another reply; where there is none, what is not answered is seen by that."""
    with suppress(AssertionError):
        slack.wait_for(lambda _: len(_replies(slack, channel, thread)) > than, within=_PATIENCE)


def _told(talk: list[Said]) -> int:
    return sum(reply.startswith("(alone)") for each in talk for reply in each.replies)


def _replies(slack: SlackWorkspace, channel: str, thread: str) -> list[str]:
    said = slack.thread(channel, thread)
    return [each["text"] for each in said if each["user"] == slack.bot_user]


def main() -> None:
    """Play a talk, and print what is not as it is marked."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    written = Path(sys.argv[1]).read_text("utf-8")
    service = _Watched(
        QuestionService(
            Reader.load(), _Pages(), Metrics(), deadline=60, max_concurrent=2, max_waiting=50
        )
    )
    with SlackWorkspace() as slack, bot_in(slack, service, socket=False):  # type: ignore[arg-type]
        talk = play(written, slack, service)
    unasked = [each for each in talk if not each.mark and each.replies]
    unanswered = [each for each in talk if each.mark == "?" and not each.replies]
    wrong = [
        each
        for each in talk
        if each.answer and each.replies and each.answer not in "\n".join(each.replies)
    ]
    for title, some in (("unasked", unasked), ("unanswered", unanswered), ("wrong", wrong)):
        for each in some:
            print(f"{title}: {each.text}")  # noqa: T201
            for reply in each.replies:
                print("    " + reply[:300].replace("\n", " / "))  # noqa: T201
    asked = sum(each.mark == "?" for each in talk)
    print(  # noqa: T201
        f"{len(talk)} messages, {asked} to the bot: {len(unasked)} replies that nobody asked for, "
        f"{len(unanswered)} unanswered, {len(wrong)} with another answer"
    )


if __name__ == "__main__":
    main()
