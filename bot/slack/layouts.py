"""One of each kind of message and form that the bot shows, with words made up for it.

For whoever wants to see or check all of them: `mrc-bot doctor` lets Slack do so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.domain.errors import AddressRefusedError
from bot.domain.hosts import Hosts
from bot.domain.language import Language
from bot.domain.progress import Progress
from bot.domain.question import GivenText, WebPage
from bot.domain.record.record import record_of
from bot.domain.reply import Reply
from bot.domain.source.document import Document
from bot.domain.source.place import places_of
from bot.slack.render.buttons import Offer, with_buttons, with_others
from bot.slack.render.message import Message
from bot.slack.render.notice import (
    explained,
    explanation,
    notice,
    pinned_sources,
    place_in_queue,
    posting,
    too_many,
    welcome,
)
from bot.slack.render.reply import failure_message, reply_message
from bot.slack.render.status import why_slow
from bot.slack.render.views.correction import correction_view
from bot.slack.render.views.form import form_view
from bot.slack.render.views.home import Recent, home_view
from bot.slack.render.views.rules import rules_shown, rules_view
from bot.slack.understand.form import Origin
from bot.slack.understand.meaning import Ask, Explain, OpenForm, Pin, SlackMessage
from bot.slack.understand.rules.rules import Rules
from mrc_core import Answer, ModelInfo, Reading, State, Timings

_ASKED = "훈민정음을 반포한 해는 언제인가?"
_TEXT = (
    "훈민정음은 조선의 제4대 왕인 세종이 1443년에 만들고 1446년에 반포한 문자이다. "
    "해례본은 1940년 안동에서 발견되었다."
)
_URL = "https://example.com/hangul"
_DAYS = 90
_RULES = Rules(
    askers="chosen",
    people=("U0ASKER",),
    groups=("S0GROUP",),
    hosts=Hosts(("example.com",), ("private.example.com",)),
)
_AT = datetime(2026, 10, 9, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Layout:
    """What is shown.

    Attributes:
        name: Of its kind.
        blocks: Of a message, as JSON; None: it is a view.
        view: A form, as JSON; None: it is a message.
    """

    name: str
    blocks: list[dict[str, Any]] | None = None
    view: dict[str, Any] | None = None


def layouts(language: Language) -> list[Layout]:
    """Return one of each kind.

    Args:
        language: Of the bot's own words.
    """
    messages = {f"reply, {state}": _reply(state, language) for state in ("found", "unsure")}
    found, absent = messages["reply, found"], reply_message(_read("absent"), language)
    all_of_it = Offer(
        question_ts="1.0",
        asker="U0ASKER",
        others=True,
        again=True,
        paste=True,
        web_url=_URL,
        feedback_days=_DAYS,
        pinned="1.0",
    )
    sources = (GivenText(_TEXT), WebPage(_URL))
    ask = Ask(_ASKED, sources)
    record = record_of(_ASKED, _read("found"), language)
    messages |= {
        "reply, absent": absent,
        "reply, with buttons": with_buttons(found, all_of_it, language),
        "reply, with other candidates": with_others(found, record.others, language),
        "failure": failure_message(AddressRefusedError(), language),
        "question": posting(ask, "U0ASKER", language),
        "welcome": welcome(language, "mrc-bot"),
        "help": explanation(Explain("ways", ""), language, "mrc-bot"),
        "explanation": explanation(Explain("no-source", _ASKED), language, "mrc-bot"),
        "reply elsewhere": explained(found, why_slow(Progress("fetching"), language)),
        "what a thread reads": pinned_sources(Pin(sources, "1.0"), language),
        "notice": notice(why_slow(Progress("reading"), language)),
        "too many": too_many(100, language),
        "place in the queue": place_in_queue(3, language),
    }
    asked = (Recent(_ASKED, "1446년", _AT, _URL), Recent(_ASKED, None, _AT, None))
    views = {
        "home": home_view(asked, ModelInfo("mrc-ko-small", "1"), language, "mrc-bot"),
        "form": form_view(language, Origin("C0CHANNEL"), OpenForm(_ASKED, _URL)),
        "form, about a message": form_view(
            language,
            Origin("C0CHANNEL", message=SlackMessage("C0CHANNEL", "1.0")),
            OpenForm(),
            about=_TEXT,
        ),
        "settings": rules_view(_RULES, {"S0GROUP": "mrc"}, "C0CHANNEL", language),
        "settings, to look at": rules_shown(_RULES, language),
        "correction": correction_view(record, "{}", _DAYS, language),
    }
    return [Layout(name, blocks=message.blocks) for name, message in messages.items()] + [
        Layout(name, view=view) for name, view in views.items()
    ]


def _reply(state: State, language: Language) -> Message:
    return reply_message(_read(state), language)


def _read(state: State) -> Reply:
    candidates = tuple(_answer(words, score) for words, score in (("1446년", 0.7), ("1443년", 0.2)))
    reading = Reading(
        state=state,
        answer=None if state == "absent" else candidates[0],
        candidates=candidates,
        model=ModelInfo("mrc-ko-small", "1"),
        timings_ms=Timings(1, 2, 3),
        windows_read=1,
        windows_total=1,
        question_cut=False,
        budget_ended=False,
    )
    document = Document(kind="web", text=_TEXT, url=_URL, title="훈민정음")
    return Reply(reading, (document,), places_of([document], candidates), 4, 10)


def _answer(words: str, score: float) -> Answer:
    start = _TEXT.index(words)
    return Answer(words, start, start + len(words), score, _TEXT[: _TEXT.index(". ") + 1], 0)
