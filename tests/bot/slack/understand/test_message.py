from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.incoming import Identity, Incoming
from bot.slack.understand.meaning import Ask, Explain, Ignore, InThread, Remembered
from bot.slack.understand.message import understand

BOT = Identity("U0BOT", "mrc-bot")
NEW = Remembered()
PAGE = WebPage("https://a.example/x")
PASSAGE = "세종이 훈민정음을 만들었다. " * 6


def _said(text: str, *, addressed: bool = True, in_thread: bool = False) -> Incoming:
    thread_ts = "1.0" if in_thread else None
    return Incoming("T1", "C1", "2.0", thread_ts, "U1", text, addressed)


@pytest.mark.parametrize("in_thread", [False, True])
def test_a_link_and_a_question_ask_whoever_is_addressed(in_thread: bool) -> None:
    for addressed in (True, False):
        said = _said(f"<{PAGE.url}> 누가 썼나?", addressed=addressed, in_thread=in_thread)
        assert understand(said, NEW, BOT) == Ask("누가 썼나?", (PAGE,))


def test_a_passage_below_is_read_where_the_bot_is_addressed() -> None:
    said = _said("누가 썼나?\n김씨가 썼다.")
    assert understand(said, NEW, BOT) == Ask("누가 썼나?", (GivenText("김씨가 썼다."),))
    assert understand(replace(said, addressed=False), NEW, BOT) == Ignore()


def test_in_a_thread_the_question_alone_is_asked_of_the_thread() -> None:
    said = _said("누가 썼나?", in_thread=True)
    assert understand(said, NEW, BOT) == Ask("누가 썼나?", InThread("1.0"))


def test_in_a_thread_a_short_second_line_counts_only_where_nothing_else_does() -> None:
    said = _said("누가 썼나?\n고맙습니다", in_thread=True)
    assert understand(said, NEW, BOT) == Ask(
        "누가 썼나?", InThread("1.0", (GivenText("고맙습니다"),))
    )
    long = _said(f"누가 썼나?\n{PASSAGE}", in_thread=True)
    assert understand(long, NEW, BOT) == Ask("누가 썼나?", (GivenText(PASSAGE.strip()),))


def test_the_thread_of_a_posting_is_asked_of_what_was_posted() -> None:
    posted = GivenText(PASSAGE)
    said = _said("누가 썼나?", in_thread=True)
    assert understand(said, Remembered(posted=(posted,)), BOT) == Ask("누가 썼나?", (posted,))


def test_a_thread_that_the_bot_is_in_can_be_asked_on_without_a_mention() -> None:
    said = _said("누가 썼나?", addressed=False, in_thread=True)
    asked = Ask("누가 썼나?", InThread("1.0"))
    assert understand(said, NEW, BOT) == Ignore()
    assert understand(said, Remembered(answered=True), BOT) == asked
    assert understand(replace(said, parent_user="U0BOT"), NEW, BOT) == asked


@pytest.mark.parametrize(
    "text", ["<@U2> 누가 썼나?", "<!here> 누가 썼나?", "좋은 글이네요", "오늘은?"]
)
def test_what_people_say_to_each_other_is_left_alone(text: str) -> None:
    said = _said(text, addressed=False)
    assert understand(said, Remembered(answered=True), BOT) == Ignore()


def test_courtesies_in_a_thread_need_no_reply() -> None:
    assert understand(_said("<@U0BOT> 고마워요!", in_thread=True), NEW, BOT) == Ignore()


@pytest.mark.parametrize(
    "text", ["<@U0BOT>", "<@U0BOT> 도움말", "help", "누가 썼나?", f"<{PAGE.url}>"]
)
def test_who_does_not_say_what_of_what_is_told_the_ways_to_ask(text: str) -> None:
    meaning = understand(_said(text), NEW, BOT)
    assert isinstance(meaning, Explain)
    assert meaning.topic == "ways"
