"""One of each kind of message and form that the bot shows, with words made up for it.

For whoever wants to see or check all of them: `mrc-bot doctor` lets Slack do so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain.errors import LoginRequiredError
from bot.domain.hosts import Hosts
from bot.domain.language import Language
from bot.domain.progress import Progress
from bot.domain.question import WebPage
from bot.domain.record.record import record_of
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
from bot.slack.render.reply import failure_message, replies_message, reply_message
from bot.slack.render.status import why_slow
from bot.slack.render.views.correction import correction_view
from bot.slack.render.views.form import form_view
from bot.slack.render.views.home import Recent, home_view
from bot.slack.render.views.rules import rules_shown, rules_view
from bot.slack.samples import AT, MODEL, Ending, Sample, sample_for
from bot.slack.understand.form import Origin
from bot.slack.understand.meaning import Ask, Explain, OpenForm, Pin, SlackMessage
from bot.slack.understand.rules.rules import Rules

ASKER = "U0ASKER"

_CHANNEL = "C0CHANNEL"
_NAME = "mrc-bot"
_PERMALINK = "https://example.slack.com/archives/C0CHANNEL/p1"
_WEB = "https://mrc.example/"
_DAYS = 90
_RULES = Rules(
    askers="chosen",
    people=(ASKER,),
    groups=("S0GROUP",),
    hosts=Hosts(("example.com",), ("private.example.com",)),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """What is shown: a message or a view.

    Attributes:
        name: Of its kind.
        message: What is posted.
        view: A form or the Home tab, as JSON.
    """

    name: str
    message: Message | None = None
    view: dict[str, Any] | None = None


def layouts(language: Language) -> list[Layout]:
    """Return one of each kind.

    Args:
        language: Of the bot's own words.
    """
    sample = sample_for(language)
    messages = _replies(sample, language) | _notices(sample, language)
    return [Layout(name, message=message) for name, message in messages.items()] + [
        Layout(name, view=view) for name, view in _views(sample, language).items()
    ]


def _replies(sample: Sample, language: Language) -> dict[str, Message]:
    found = reply_message(sample.reply("found"), language)
    several = sample.reply("several")
    pinned = reply_message(sample.reply("pinned"), language, pinned=True)
    failure = failure_message(LoginRequiredError(), language)
    asked: tuple[Ending, ...] = ("found", "absent")
    together = {sample.asked(ending): sample.reply(ending) for ending in asked}

    def offered(message: Message, **what: Any) -> Message:
        offer = Offer("1.0", ASKER, again=True, **what)
        return with_buttons(message, offer, language)

    return {
        "reply, found": offered(found, others=True, web_url=_WEB, feedback_days=_DAYS),
        "reply, unsure": offered(
            reply_message(sample.reply("unsure"), language), feedback_days=_DAYS
        ),
        "reply, absent": offered(
            reply_message(sample.reply("absent"), language), feedback_days=_DAYS
        ),
        "reply, with other candidates": with_others(
            offered(reply_message(several, language), others=True, feedback_days=_DAYS),
            record_of(sample.asked("several"), several, language).others,
            language,
        ),
        "reply, to several questions": offered(replies_message(together, language)),
        "reply, of what a thread reads": offered(pinned, pinned="1.0", feedback_days=_DAYS),
        "reply, with every button": offered(
            found, others=True, paste=True, web_url=_WEB, feedback_days=_DAYS, pinned="1.0"
        ),
        "reply elsewhere": explained(found, why_slow(Progress("fetching"), language)),
        "failure": offered(failure, paste=True, web_url=_WEB),
    }


def _notices(sample: Sample, language: Language) -> dict[str, Message]:
    asked, page = sample.asked("found"), WebPage(sample.url)
    return {
        "question": posting(Ask(asked, (page,)), ASKER, language),
        "welcome": welcome(language, _NAME),
        "help": explanation(Explain("ways", ""), language, _NAME),
        "explanation": explanation(Explain("no-source", asked), language, _NAME),
        "what a thread reads": pinned_sources(Pin((page,), "1.0"), language),
        "notice": notice(why_slow(Progress("reading"), language)),
        "too many": too_many(100, language),
        "place in the queue": place_in_queue(3, language),
    }


def _views(sample: Sample, language: Language) -> dict[str, dict[str, Any]]:
    endings: tuple[Ending, ...] = ("found", "absent", "unsure")
    recent = []
    for ending in endings:
        answer = sample.reply(ending).reading.answer
        words = answer.text if answer else None
        recent.append(Recent(sample.asked(ending), words, AT, _PERMALINK))
    record = record_of(sample.asked("unsure"), sample.reply("unsure"), language)
    about = SlackMessage(_CHANNEL, "1.0")
    return {
        "home": home_view(recent, MODEL, language, _NAME),
        "form": form_view(language, Origin(_CHANNEL), OpenForm(sample.asked("found"), sample.url)),
        "form, about a message": form_view(
            language,
            Origin(_CHANNEL, message=about),
            OpenForm(),
            about=sample.document.text,
        ),
        "settings": rules_view(_RULES, {"S0GROUP": "mrc"}, _CHANNEL, language),
        "settings, to look at": rules_shown(_RULES, language),
        "correction": correction_view(record, "{}", _DAYS, language),
    }
