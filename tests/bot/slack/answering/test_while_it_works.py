"""What an asker sees before the answer is there."""

from __future__ import annotations

from bot.domain.progress import Progress
from tests.bot.slack.conftest import both_ways
from tests.bot.slack.running import EchoService
from tests.standins.slack.workspace import SlackWorkspace

PASSAGE = "이 글에는 여러 사람이 나온다. 읽을 만하다."


def _ask(slack: SlackWorkspace, channel: str, user: str, question: str = "누가 세종?") -> str:
    said = slack.say(channel, user, f"<@{slack.bot_user}> {question}\n{PASSAGE}")
    return str(said["ts"])


def _answered(slack: SlackWorkspace, channel: str, ts: str, within: float = 20) -> None:
    slack.wait_for(lambda w: w.thread(channel, ts)[1:], within=within)
    slack.wait_for(lambda w: not w.statuses(channel) and not w.reactions(channel, ts))


@both_ways
def test_a_status_says_what_is_done_and_goes_with_the_reply(
    slack: SlackWorkspace, channel: str, minji: str, echo: EchoService
) -> None:
    echo.seconds, echo.progress = 1.0, (Progress("fetching"), Progress("reading", 3, 12))
    ts = _ask(slack, channel, minji)
    (words,) = slack.wait_for(lambda w: w.statuses(channel))
    assert "3/12" in words
    assert not slack.reactions(channel, ts)
    _answered(slack, channel, ts)
    slack.settle()
    assert slack.calls("assistant.threads.setStatus")[-1].args["status"] == ""


def test_the_status_is_in_the_askers_language(slack: SlackWorkspace, channel: str) -> None:
    joe = slack.add_user("joe", locale="en-US")
    ts = _ask(slack, channel, joe, "who is Sejong?")
    _answered(slack, channel, ts)
    shown = [c.args["status"] for c in slack.calls("assistant.threads.setStatus")]
    assert any(words.startswith("is ") for words in shown)


def test_where_slack_takes_no_status_eyes_stand_instead_and_it_is_not_asked_again(
    slack: SlackWorkspace, channel: str, minji: str, echo: EchoService
) -> None:
    echo.seconds = 0.5
    slack.refuse("assistant.threads.setStatus", "missing_scope")
    for _ in range(2):
        ts = _ask(slack, channel, minji)
        slack.wait_for(lambda w, ts=ts: w.reactions(channel, ts))
        _answered(slack, channel, ts)
    asked = [c for c in slack.calls("assistant.threads.setStatus") if channel in str(c.args)]
    assert len(asked) <= 1


def test_eyes_go_even_if_their_removal_fails_at_first(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    slack.refuse("assistant.threads.setStatus", "missing_scope")
    slack.fail("reactions.remove", times=3)
    ts = _ask(slack, channel, minji)
    slack.wait_for(lambda w: w.thread(channel, ts)[1:])
    slack.wait_for(lambda w: w.calls("reactions.remove") and not w.reactions(channel, ts))


def test_a_status_goes_even_if_its_removal_fails_at_first(
    slack: SlackWorkspace, channel: str, minji: str, echo: EchoService
) -> None:
    echo.seconds = 0.5
    ts = _ask(slack, channel, minji, "누가 고장?")
    slack.wait_for(lambda w: w.statuses(channel))
    slack.fail("assistant.threads.setStatus", times=2)
    _answered(slack, channel, ts)


def test_a_slow_status_does_not_delay_the_answer(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    slack.slow("assistant.threads.setStatus", seconds=3)
    ts = _ask(slack, channel, minji)
    slack.wait_for(lambda w: w.thread(channel, ts)[1:], within=2.5)
    _answered(slack, channel, ts)


def test_nothing_shows_that_it_looks_at_what_nobody_asked_it(
    slack: SlackWorkspace, channel: str, minji: str, echo: EchoService
) -> None:
    echo.seconds = 0.3
    ts = slack.say(channel, minji, "https://a.example/x 이 글은 누가 썼나요?")["ts"]
    (reply,) = slack.wait_for(lambda w: w.thread(channel, ts)[1:])
    shown = [c for c in slack.calls("assistant.threads.setStatus") if ts in str(c.args)]
    assert not shown
    # Anyone may take it away.
    other = slack.add_user("other")
    assert slack.click(channel, reply["ts"], "mrc_remove", other).ok
    slack.wait_for(lambda w: not w.thread(channel, ts)[1:])
