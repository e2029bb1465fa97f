"""What people can do about a reply, by its buttons."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import LoginRequiredError
from bot.domain.progress import OnProgress
from bot.domain.question import Question, WebPage
from bot.domain.reply import Reply
from bot.domain.source.document import Document
from bot.domain.source.place import places_of
from bot.metrics import Metrics
from mrc_core import Answer, ModelInfo, Reading, Timings
from mrc_core.decode.context import sentence_at
from tests.bot.slack.running import EchoService, bot_in, workspace
from tests.standins.slack.blockkit.text import shown
from tests.standins.slack.workspace import SlackWorkspace

Json = dict[str, Any]
TEXT = "훈민정음은 세종이 1443년에 만들었다. 최만리는 이를 반대하였다. 정인지는 서문을 썼다."
URL = "https://news.example/a"


class Writers(EchoService):
    """Finds 세종, and beside him two others; of a page behind a login, nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.questions: list[Question] = []

    async def answer(self, question: Question, on_progress: OnProgress | None = None) -> Reply:
        self.questions.append(question)
        if question.sources == (WebPage(f"{URL}/login"),):
            raise LoginRequiredError
        candidates = tuple(map(_answer, ("세종", "최만리", "세종이", "정인지")))
        found = "없는" not in question.text
        reading = Reading(
            state="found" if found else "absent",
            answer=candidates[0] if found else None,
            candidates=candidates,
            model=ModelInfo("test", "1"),
            timings_ms=Timings(1, 2, 3),
            windows_read=1,
            windows_total=1,
            question_cut=False,
            budget_ended=False,
        )
        document = Document(kind="web", text=TEXT, url=URL, title="훈민정음")
        return Reply(reading, (document,), places_of([document], candidates), 4, 10)


def _answer(words: str) -> Answer:
    start = TEXT.index(words)
    low, high = sentence_at(TEXT, start, start + len(words))
    return Answer(words, start, start + len(words), 0.4, TEXT[low:high], low)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def echo() -> Writers:
    return Writers()


@pytest.fixture(scope="module")
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture(scope="module")
def slack(echo: Writers, store: Path, metrics: Metrics) -> Iterator[SlackWorkspace]:
    with workspace() as slack, bot_in(slack, echo, socket=False, folder=store, metrics=metrics):
        yield slack


@pytest.fixture(scope="module")
def hyunwoo(slack: SlackWorkspace) -> str:
    return slack.add_user("hyunwoo", "en-US")


class Asked:
    """A question of a channel, and the reply to it."""

    def __init__(self, slack: SlackWorkspace, channel: str, user: str, text: str) -> None:
        self.slack, self.channel = slack, channel
        self.ts = slack.say(channel, user, text)["ts"]
        slack.wait_for(lambda _: self.replies)

    @property
    def replies(self) -> list[Json]:
        return self.slack.thread(self.channel, self.ts)[1:]

    @property
    def reply(self) -> Json:
        (reply,) = self.replies
        return reply

    def click(self, action_id: str, user: str, value: str | None = None) -> None:
        self.slack.click(self.channel, self.reply["ts"], action_id, user, value)

    @property
    def buttons(self) -> list[str]:
        blocks = [each for each in self.reply["blocks"] if "actions" in each["type"]]
        return [element["action_id"] for block in blocks for element in block["elements"]]


@pytest.fixture
def asked(slack: SlackWorkspace, channel: str, minji: str) -> Asked:
    return Asked(slack, channel, minji, f"<@{slack.bot_user}> 누가 만들었나? {URL}")


def _feedback(store: Path) -> list[tuple[str, str, Json]]:
    with closing(sqlite3.connect(store / "store.sqlite")) as connection:
        rows = connection.execute("SELECT person, verdict, content FROM feedback ORDER BY ts")
        return [(person, verdict, json.loads(content)) for person, verdict, content in rows]


def test_other_candidates_open_in_place_once_and_no_two_alike(asked: Asked, hyunwoo: str) -> None:
    assert asked.buttons == ["mrc_others", "mrc_again", "mrc_judge", "mrc_remove"]
    asked.click("mrc_others", hyunwoo)
    asked.slack.wait_for(lambda _: "최만리" in shown(asked.reply))
    words = shown(asked.reply)
    assert "정인지 — 정인지는 서문을 썼다." in words
    assert "세종이 — " not in words
    assert asked.buttons == ["mrc_again", "mrc_judge", "mrc_remove"]


def test_it_is_asked_again_of_the_page_as_it_is_now(
    asked: Asked, echo: Writers, hyunwoo: str
) -> None:
    before = len(echo.questions)
    assert echo.questions[-1].sources == (WebPage(URL),)
    asked.click("mrc_again", hyunwoo)
    asked.slack.wait_for(lambda w: w.calls("chat.update") and len(echo.questions) > before)
    asked.slack.settle()
    assert echo.questions[-1].sources == (WebPage(URL, anew=True),)
    assert "세종" in asked.reply["text"], "the reply is changed, and there is one"


def test_its_asker_alone_takes_a_reply_away(asked: Asked, minji: str, hyunwoo: str) -> None:
    asked.click("mrc_remove", hyunwoo)
    asked.slack.wait_for(lambda w: any("Only who asked" in r["text"] for r in w.responses()))
    assert asked.replies
    asked.click("mrc_remove", minji)
    asked.slack.wait_for(lambda _: not asked.replies)


def test_anyone_takes_away_what_nobody_asked_for(
    slack: SlackWorkspace, channel: str, minji: str, hyunwoo: str
) -> None:
    asked = Asked(slack, channel, minji, f"{URL} 누가 만들었나요?")
    assert asked.buttons == ["mrc_others", "mrc_again", "mrc_remove", "mrc_judge"]
    asked.click("mrc_remove", hyunwoo)
    slack.wait_for(lambda _: not asked.replies)


def test_who_says_it_is_right_is_thanked(
    asked: Asked, minji: str, store: Path, metrics: Metrics
) -> None:
    asked.click("mrc_judge", minji, f"right {asked.ts}")
    asked.slack.wait_for(lambda w: any("90일 동안 보관" in r["text"] for r in w.responses()))
    person, verdict, content = _feedback(store)[-1]
    assert (person, verdict, content["answer"]) == (minji, "right", "세종")
    assert content["paragraph"][content["start"] :].startswith("세종이 1443년")
    assert content["question"] == "누가 만들었나?"
    assert b'mrc_feedback_total{verdict="right"}' in metrics.exposition()


def test_who_says_it_is_wrong_is_asked_what_is_right(asked: Asked, minji: str, store: Path) -> None:
    slack = asked.slack
    asked.click("mrc_judge", minji, f"wrong {asked.ts}")
    form = slack.wait_for(lambda w: w.views(minji))[-1]
    assert "90일 동안 보관" in shown(form)
    assert _feedback(store)[-1][1] == "wrong"
    assert _feedback(store)[-1][2]["correction"] is None, "it is known at once"

    missing = slack.submit_view(form["id"], minji, {"answer": "집현전"})
    assert "없는 말" in missing.reply["errors"]["answer"]
    both = slack.submit_view(form["id"], minji, {"answer": "최만리", "none": ["none"]})
    assert "둘 다" in both.reply["errors"]["none"]
    slack.submit_view(form["id"], minji, {"answer": " 최만리 "})
    slack.settle()
    person, verdict, content = _feedback(store)[-1]
    assert (person, verdict) == (minji, "wrong")
    assert content["correction"] == {"text": "최만리", "start": TEXT.index("최만리")}

    asked.click("mrc_judge", minji, f"wrong {asked.ts}")
    form = slack.wait_for(lambda w: w.views(minji))[-1]
    slack.submit_view(form["id"], minji, {"none": ["none"]})
    slack.settle()
    assert _feedback(store)[-1][2]["correction"] == {"text": None, "start": None}


def test_plain_buttons_do_the_same(
    slack: SlackWorkspace, channel: str, minji: str, store: Path
) -> None:
    slack.refuse("chat.postMessage", "invalid_blocks")
    asked = Asked(slack, channel, minji, f"<@{slack.bot_user}> 누가 만들었나? {URL}")
    asked.click("mrc_judge_positive_button", minji)
    slack.wait_for(lambda _: _feedback(store)[-1][1] == "right")
    asked.click("mrc_remove", minji)
    slack.wait_for(lambda _: not asked.replies)


def test_who_is_answered_alone_has_the_buttons_too(
    slack: SlackWorkspace, minji: str, store: Path, echo: Writers
) -> None:
    channel = slack.add_channel("quiet", creator=minji)
    before = len(slack.views(minji))
    slack.command("/mrc", "settings", minji, channel)
    settings = slack.wait_for(lambda w: w.views(minji)[before:])[-1]
    slack.submit_view(settings["id"], minji, {"answers": "alone"})

    def told(words: str) -> Json:
        return slack.wait_for(
            lambda w: [
                e for e in w.ephemerals(minji) if e["channel"] == channel and words in str(e)
            ]
        )[-1]

    asked = slack.say(channel, minji, f"<@{slack.bot_user}> 누가 만들었나? {URL}")
    reply = told("세종")
    rows = (block["elements"] for block in reply["blocks"] if "actions" in block["type"])
    buttons = [element["action_id"] for row in rows for element in row]
    assert buttons == ["mrc_others", "mrc_again", "mrc_judge"], "Slack has its own to dismiss it"
    slack.click(channel, reply["message_ts"], "mrc_others", minji)
    slack.wait_for(lambda w: "정인지" in w.responses()[-1]["text"])
    slack.click(channel, reply["message_ts"], "mrc_judge", minji, f"right {asked['ts']}")
    slack.wait_for(lambda w: "보관" in w.responses()[-1]["text"])
    assert _feedback(store)[-1][:2] == (minji, "right")
    slack.click(channel, reply["message_ts"], "mrc_again", minji)
    slack.wait_for(lambda _: echo.questions[-1].sources == (WebPage(URL, anew=True),))
    assert len(slack.messages(channel)) == 1


def test_a_page_that_cannot_be_read_can_be_pasted_or_tried_again(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    asked = Asked(slack, channel, minji, f"<@{slack.bot_user}> 누가 만들었나? {URL}/login")
    assert "로그인" in asked.reply["text"]
    assert asked.buttons == ["mrc_paste", "mrc_again", "mrc_remove"]
    asked.click("mrc_paste", minji)
    form = slack.wait_for(lambda w: w.views(minji))[-1]
    values = {"question": "누가 만들었나?"}
    empty = slack.submit_view(form["id"], minji, values)
    assert "읽을 글이 없습니다" in empty.reply["errors"]["source"]
    slack.submit_view(form["id"], minji, values | {"source": TEXT})
    slack.wait_for(lambda _: "세종" in asked.reply["text"])
    assert asked.buttons == ["mrc_others", "mrc_judge", "mrc_remove"]


def test_an_answer_that_is_not_kept_any_more_is_said_to_be_gone(
    asked: Asked, minji: str, store: Path
) -> None:
    with closing(sqlite3.connect(store / "store.sqlite", timeout=10)) as connection, connection:
        connection.execute("DELETE FROM answers")
    for action in ("mrc_others", "mrc_again"):
        before = len(asked.slack.responses())
        asked.click(action, minji)
        asked.slack.wait_for(lambda w, before=before: len(w.responses()) > before)
        assert "더는 보관하지 않는" in asked.slack.responses()[-1]["text"]
