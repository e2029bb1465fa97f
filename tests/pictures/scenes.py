"""Every layout that the bot shows in Slack, with what it might hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from bot.domain.errors import LoginRequiredError, Unread, UpstreamError
from bot.domain.hosts import Hosts
from bot.domain.language import Language
from bot.domain.question import WebPage
from bot.domain.record.record import record_of
from bot.domain.reply import Reply
from bot.domain.source.blocks import Block
from bot.domain.source.document import Document
from bot.domain.source.place import places_of
from bot.slack.render.buttons import Offer, with_buttons, with_others
from bot.slack.render.message import Message
from bot.slack.render.notice import (
    pinned_sources,
    place_in_queue,
    posting,
    ways_to_ask,
    welcome,
)
from bot.slack.render.reply import failure_message, reply_message
from bot.slack.render.views.correction import correction_view
from bot.slack.render.views.form import form_view
from bot.slack.render.views.home import Recent, home_view
from bot.slack.render.views.rules import rules_view
from bot.slack.understand.form import Origin
from bot.slack.understand.meaning import Ask, OpenForm, Pin
from bot.slack.understand.rules.rules import Rules
from mrc_core import Answer, ModelInfo, Reading, State, Timings
from mrc_core.decode.context import sentence_at

Json = dict[str, Any]
Layout = Callable[[], list[Json]]

MODEL = ModelInfo("mrc-ko-small", "6")
AT = datetime(2026, 11, 27, 6, 20, tzinfo=UTC)
ASKER = "U0MINJI"
LIBRARY = (
    "해오름 도서관 새로 문 연다",
    "춘천시는 해오름 도서관을 10월 16일에 다시 연다고 밝혔다. 관장은 정하늘 씨가 맡는다. "
    "개관 준비는 김민지 씨가 했다. "
    "주차장은 지하에 87면을 두었고, 처음 한 시간은 무료다.",
    "이용 안내",
    "어린이 자료실은 3층에 있다. 평일에는 오후 10시까지, 주말에는 오후 6시까지 연다. "
    "회원증은 1층 안내대에서 만든다.",
)
TOWER = (
    "A tower for the fair",
    "The tower was designed by Maurice Koechlin and Émile Nouguier. It opened on 31 March 1889, "
    "and was to stand for twenty years.",
)


def _document(paragraphs: tuple[str, ...], url: str, title: str) -> Document:
    blocks: list[Block] = []
    for number, paragraph in enumerate(paragraphs):
        start = blocks[-1].end + 1 if blocks else 0
        heading = number % 2 == 0
        kind = "heading" if heading else "paragraph"
        blocks.append(Block(kind, start, start + len(paragraph), level=2 if heading else 0))
    text = "\n".join(paragraphs)
    return Document("web", text, url, title, fetched_at=AT, blocks=tuple(blocks))


def _reply(document: Document, state: State, *words: str, unread: tuple[Unread, ...] = ()) -> Reply:
    answers = []
    for each in words:
        start = document.text.index(each)
        low, high = sentence_at(document.text, start, start + len(each))
        answers.append(Answer(each, start, start + len(each), 0.6, document.text[low:high], low))
    candidates = tuple(answers)
    reading = Reading(
        state=state,
        answer=None if state == "absent" else candidates[0],
        candidates=candidates,
        model=MODEL,
        timings_ms=Timings(1, 2, 3),
        windows_read=1,
        windows_total=1,
        question_cut=False,
        budget_ended=False,
    )
    places = places_of([document], candidates)
    return Reply(reading, (document,), places, 4, 10, unread=unread)


def _library() -> Document:
    return _document(LIBRARY, "https://news.example/culture/1", "해오름 도서관 재개관 | 춘천 소식")


def _said(message: Message) -> Json:
    return {"kind": "message", "author": "mrc-bot", **asdict(message)}


def _typed(text: str) -> Json:
    return {"kind": "typed", "author": "민지", "text": text, "blocks": []}


def _offer(**offered: Any) -> Offer:
    return Offer("1.0", ASKER, again=True, feedback_days=90, **offered)


def found_ko() -> list[Json]:
    reply = _reply(_library(), "found", "87면", "3층")
    offer = _offer(others=True, web_url="https://mrc.example/")
    asked = _typed("@mrc-bot https://news.example/culture/1 차 몇 대 댈 수 있어요?")
    return [asked, _said(with_buttons(reply_message(reply, "ko"), offer, "ko"))]


def found_en() -> list[Json]:
    document = _document(TOWER, "https://fair.example/tower", "The tower · 1889")
    reply = _reply(document, "found", "31 March 1889", "Maurice Koechlin")
    asked = _typed("https://fair.example/tower When did it open?")
    offer = Offer("1.0", None, others=True, again=True, feedback_days=90)
    return [asked, _said(with_buttons(reply_message(reply, "en"), offer, "en"))]


def unsure_ko() -> list[Json]:
    reply = _reply(_library(), "unsure", "오후 6시", "오후 10시", "10월 16일")
    asked = _typed("주말은 몇 시까지?")
    return [asked, _said(with_buttons(reply_message(reply, "ko"), _offer(), "ko"))]


def others_ko() -> list[Json]:
    reply = _reply(_library(), "found", "정하늘", "김민지")
    message = with_buttons(reply_message(reply, "ko"), _offer(others=True), "ko")
    record = record_of("관장이 누구예요?", reply, "ko")
    asked = _typed("@mrc-bot 관장이 누구예요?")
    return [asked, _said(with_others(message, record.others, "ko"))]


def absent_ko() -> list[Json]:
    gone = Unread("https://old.example/notice", UpstreamError(code=404))
    reply = _reply(_library(), "absent", "1층 안내대", "87면", "평일", unread=(gone,))
    asked = _typed("@mrc-bot 회원증을 만들려면 얼마를 내야 하나요?")
    return [asked, _said(with_buttons(reply_message(reply, "ko"), _offer(), "ko"))]


def pinned_ko() -> list[Json]:
    reply = _reply(_library(), "found", "3층")
    asked, shown = _typed("어린이 자료실은 몇 층이야"), reply_message(reply, "ko", pinned=True)
    pin = Pin((WebPage("https://news.example/culture/1"),), "1.0")
    return [
        asked,
        _said(with_buttons(shown, _offer(pinned="1.0"), "ko")),
        _typed("@mrc-bot 무엇을 읽고 있어?"),
        _said(pinned_sources(pin, "ko")),
    ]


def failed_ko() -> list[Json]:
    asked = _typed("@mrc-bot https://wiki.example/page 담당자가 누구예요?")
    failed = failure_message(LoginRequiredError(), "ko")
    offer = Offer("1.0", ASKER, again=True, paste=True, web_url="https://mrc.example/")
    return [asked, _said(with_buttons(failed, offer, "ko"))]


def command_ko() -> list[Json]:
    ask = Ask("차 몇 대 댈 수 있어요?", (WebPage("https://news.example/culture/1"),))
    return [_said(posting(ask, ASKER, "ko")), _said(place_in_queue(3, "ko"))]


def help_ko() -> list[Json]:
    return [_said(ways_to_ask("ko", "mrc-bot"))]


def welcome_ja() -> list[Json]:
    return [_said(welcome("ja", "mrc-bot"))]


def _home(language: Language, *questions: tuple[str, str | None]) -> list[Json]:
    url = "https://example.slack.com/archives/C1/p1"
    recent = [Recent(question, answer, AT, url) for question, answer in questions]
    return [{"kind": "view", **home_view(recent, MODEL, language, "mrc-bot")}]


def home_ko() -> list[Json]:
    return _home(
        "ko",
        ("차 몇 대 댈 수 있어요?", "87면"),
        ("회원증을 만들려면 얼마를 내야 하나요?", None),
        ("주말은 몇 시까지?", "오후 6시"),
    )


def form_ko() -> list[Json]:
    filled = OpenForm(question="차 몇 대 댈 수 있어요?", source="https://news.example/culture/1")
    return [{"kind": "view", **form_view("ko", Origin("C1"), filled)}]


def correction_ko() -> list[Json]:
    record = record_of("주말은 몇 시까지?", _reply(_library(), "unsure", "오후 10시"), "ko")
    return [{"kind": "view", **correction_view(record, "C1 1.0", 90, "ko")}]


def rules_ko() -> list[Json]:
    hosts = Hosts(refused=("private.example.com",))
    rules = Rules(askers="chosen", people=(ASKER,), hosts=hosts)
    return [{"kind": "view", **rules_view(rules, {}, "C1", "ko")}]


LAYOUTS: Mapping[str, Layout] = {
    "found-ko": found_ko,
    "found-en": found_en,
    "unsure-ko": unsure_ko,
    "others-ko": others_ko,
    "absent-ko": absent_ko,
    "pinned-ko": pinned_ko,
    "failed-ko": failed_ko,
    "command-ko": command_ko,
    "help-ko": help_ko,
    "welcome-ja": welcome_ja,
    "home-ko": home_ko,
    "form-ko": form_ko,
    "correction-ko": correction_ko,
    "rules-ko": rules_ko,
}
"""By the name of their picture in docs/images/slack."""
