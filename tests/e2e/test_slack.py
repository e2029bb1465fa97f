"""What people in a workspace see: each kind of envelope over HTTP and in Socket Mode alike."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.conftest import HANGUL
from tests.e2e.conftest import both_ways
from tests.standins.slack.blockkit.text import shown
from tests.standins.slack.workspace import SlackWorkspace

Json = dict[str, Any]
ASKED = "훈민정음을 만든 사람은 누구인가?"


@pytest.fixture(scope="module")
def minji(slack: SlackWorkspace) -> str:
    return slack.add_user("minji")


@pytest.fixture
def channel(slack: SlackWorkspace) -> str:
    return slack.add_channel("general")


def _reply(slack: SlackWorkspace, channel: str, thread_ts: str, number: int = 1) -> Json:
    """The n-th message of a thread that the bot wrote."""

    def replies(workspace: SlackWorkspace) -> list[Json]:
        thread = workspace.thread(channel, thread_ts)
        return [m for m in thread[1:] if m.get("user") == workspace.bot_user][number - 1 :]

    return slack.wait_for(replies)[0]


def _bold(message: Json) -> list[str]:
    """Bold text inside the quoted sentence."""
    elements = message["blocks"][0]["elements"]
    quotes = [element for element in elements if element["type"] == "rich_text_quote"]
    return [
        part["text"]
        for quote in quotes
        for part in quote["elements"]
        if part.get("style", {}).get("bold")
    ]


def _quoted(message: Json) -> str:
    elements = message["blocks"][0]["elements"]
    quotes = [element for element in elements if element["type"] == "rich_text_quote"]
    return "".join(part["text"] for quote in quotes for part in quote["elements"])


def _links(message: Json) -> list[Json]:
    elements = message["blocks"][0]["elements"]
    return [part for e in elements for part in e["elements"] if part.get("type") == "link"]


def _silent(slack: SlackWorkspace) -> None:
    """Nothing more comes from the bot."""
    before = len(slack.calls("chat.postMessage")) + len(slack.calls("chat.postEphemeral"))
    slack.settle(quiet=0.7)
    after = len(slack.calls("chat.postMessage")) + len(slack.calls("chat.postEphemeral"))
    assert after == before, slack.story()


@both_ways
def test_a_mention_with_a_pasted_passage(slack: SlackWorkspace, channel: str, minji: str) -> None:
    asked = slack.say(channel, minji, f"<@{slack.bot_user}> {ASKED}\n{HANGUL}")
    reply = _reply(slack, channel, asked["ts"])
    assert _bold(reply) == ["세종"]
    assert _quoted(reply) == HANGUL.split(". ")[0] + "."
    assert "세종" in reply["text"]
    slack.settle()
    assert len(slack.thread(channel, asked["ts"])) == 2, "one answer, though two events came"
    shown = [call.args["status"] for call in slack.calls("assistant.threads.setStatus")]
    assert shown[0]
    assert shown[-1] == ""
    assert not slack.calls("reactions.add")


@both_ways
def test_a_mention_in_a_thread_about_its_parent(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    parent = slack.say(channel, minji, HANGUL)
    _silent(slack)
    asked = slack.say(
        channel, minji, f"<@{slack.bot_user}> 해례본은 어디에서 발견되었나?", thread_ts=parent["ts"]
    )
    reply = _reply(slack, channel, parent["ts"])
    assert _bold(reply) == ["안동"]
    assert reply["thread_ts"] == parent["ts"]
    # Asked on, without a mention.
    slack.say(channel, minji, "지금은 어디가 소장하고 있나?", thread_ts=parent["ts"])
    assert _bold(_reply(slack, channel, parent["ts"], 2)) == ["간송미술관"]
    slack.say(channel, minji, "고마워요!", thread_ts=parent["ts"])
    slack.say(channel, minji, f"<@{slack.bot_user}> 고마워요!", thread_ts=parent["ts"])
    _silent(slack)
    assert asked["ts"]


def test_a_thread_is_read_from_its_parent_or_else_from_what_is_nearest(
    slack: SlackWorkspace, channel: str, minji: str, site: str
) -> None:
    parent = slack.say(channel, minji, "이거 보세요")["ts"]
    slack.say(channel, minji, f"{site}/missing", thread_ts=parent)
    slack.say(channel, minji, f"아니 {site}/a", thread_ts=parent)
    slack.say(channel, minji, f"<@{slack.bot_user}> {ASKED}", thread_ts=parent)
    assert _bold(_reply(slack, channel, parent)) == ["세종"]
    slack.say(channel, minji, f"그리고 {site}/missing", thread_ts=parent)
    slack.say(channel, minji, ASKED, thread_ts=parent)
    assert "404" in _reply(slack, channel, parent, 2)["text"]


def test_a_posted_question_can_be_asked_on(slack: SlackWorkspace, channel: str, minji: str) -> None:
    passage = "세종은 왕이다. " * 400 + HANGUL
    slack.command("/mrc", f"{ASKED}\n{passage}", minji, channel)
    posted = slack.wait_for(lambda w: [m for m in w.messages(channel) if m["user"] == w.bot_user])
    _reply(slack, channel, posted[0]["ts"])
    slack.say(channel, minji, "해례본은 어디에서 발견되었나?", thread_ts=posted[0]["ts"])
    assert "안동" in _quoted(_reply(slack, channel, posted[0]["ts"], 2))


def test_a_link_and_a_question_as_a_plain_message(
    slack: SlackWorkspace, channel: str, minji: str, site: str
) -> None:
    asked = slack.say(channel, minji, f"{site}/a {ASKED}")
    reply = _reply(slack, channel, asked["ts"])
    assert _bold(reply) == ["세종"]
    assert _links(reply)[0]["text"] == "훈민정음 - 백과"
    assert _links(reply)[0]["url"].startswith(f"{site}/a#:~:text=")


@both_ways
def test_the_command_is_answered_in_the_thread_of_its_posting(
    slack: SlackWorkspace, channel: str, minji: str, site: str
) -> None:
    sent = slack.command("/mrc", f"{ASKED} {site}/a", minji, channel)
    assert sent.ok
    assert sent.seconds < 3
    posted = slack.wait_for(lambda w: [m for m in w.messages(channel) if m["user"] == w.bot_user])
    assert f"<@{minji}>" in posted[0]["text"]
    assert ASKED in posted[0]["text"]
    assert _bold(_reply(slack, channel, posted[0]["ts"])) == ["세종"]


@both_ways
def test_the_command_alone_opens_a_form(slack: SlackWorkspace, channel: str, minji: str) -> None:
    slack.command("/mrc", "", minji, channel)
    view = slack.wait_for(lambda w: w.views(minji))[-1]
    assert slack.submit_view(view["id"], minji, {"question": ASKED, "source": HANGUL}).ok
    posted = slack.wait_for(lambda w: [m for m in w.messages(channel) if m["user"] == w.bot_user])
    assert _bold(_reply(slack, channel, posted[0]["ts"])) == ["세종"]


@both_ways
def test_a_direct_message(slack: SlackWorkspace, minji: str) -> None:
    dm = slack.dm(minji)
    asked = slack.say(dm, minji, f"{ASKED}\n{HANGUL}")
    assert _bold(_reply(slack, dm, asked["ts"])) == ["세종"]
    slack.say(dm, minji, "안녕")
    slack.wait_for(lambda w: "/mrc" in w.messages(dm)[-1]["text"])


def test_small_talk_and_shared_links_are_left_alone(
    slack: SlackWorkspace, channel: str, minji: str, site: str
) -> None:
    other = slack.add_user("other")
    for text in (
        "오늘 점심 뭐 먹지",
        "좋네요",
        "저자는 누구지?",
        f"참고하세요 {site}/a",
        f"<@{other}> {site}/a 이거 누가 썼어?",
    ):
        slack.say(channel, minji, text)
    _silent(slack)


def test_bots_joins_edits_and_previews_are_left_alone(
    slack: SlackWorkspace, channel: str, minji: str, site: str
) -> None:
    slack.bot_says(channel, f"{site}/a {ASKED}")
    slack.join(channel, minji)
    said = slack.say(channel, minji, f"{site}/a")
    slack.unfurl(channel, said["ts"], f"{site}/a", "훈민정음은 누가 만들었나?")
    slack.edit(channel, said["ts"], f"{site}/a 참 좋은 글")
    _silent(slack)


def test_an_empty_mention_gets_the_ways_to_ask(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    count = len(slack.ephemerals(minji))
    slack.say(channel, minji, f"<@{slack.bot_user}>")
    shown = slack.wait_for(lambda w: w.ephemerals(minji)[count:])
    assert shown[0]["text"].count("•") == 6
    assert "링크와 함께" in shown[0]["text"]


def test_an_english_asker_gets_english(slack: SlackWorkspace, channel: str) -> None:
    joe = slack.add_user("joe", locale="en-US")
    slack.say(channel, joe, f"<@{slack.bot_user}> hello")
    shown = slack.wait_for(lambda w: w.ephemerals(joe))
    assert "Ways to ask" in shown[0]["text"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("http://127.0.0.1:9/dead", "연결할 수 없습니다"),
        ("{site}/picture", "글이 아닌 자료"),
        ("{site}/missing", "404"),
        ("http://10.0.0.1/", "보안"),
        ("http://169.254.169.254/latest/meta-data/", "보안"),
    ],
)
def test_a_bad_link_gets_one_kind_message_in_the_thread(
    slack: SlackWorkspace, channel: str, minji: str, site: str, path: str, words: str
) -> None:
    asked = slack.say(channel, minji, f"<@{slack.bot_user}> {path.format(site=site)} 누가 썼나?")
    reply = _reply(slack, channel, asked["ts"])
    assert words in reply["text"]
    assert "Traceback" not in reply["text"]


def test_a_question_that_is_far_too_long(slack: SlackWorkspace, channel: str, minji: str) -> None:
    asked = slack.say(channel, minji, f"<@{slack.bot_user}> {'누가 ' * 3000}\n{HANGUL}")
    assert "2,000자" in _reply(slack, channel, asked["ts"])["text"]


@both_ways
def test_retries_are_answered_once(slack: SlackWorkspace, channel: str, minji: str) -> None:
    asked = slack.say(channel, minji, f"<@{slack.bot_user}> {ASKED}\n{HANGUL}", deliveries=2)
    _reply(slack, channel, asked["ts"])
    slack.settle(quiet=0.7)
    assert len(slack.thread(channel, asked["ts"])) == 2


def test_a_rate_limit_is_waited_for(slack: SlackWorkspace, channel: str, minji: str) -> None:
    slack.rate_limit("chat.postMessage", times=1, retry_after=1)
    asked = slack.say(channel, minji, f"<@{slack.bot_user}> {ASKED}\n{HANGUL}")
    assert _bold(_reply(slack, channel, asked["ts"])) == ["세종"]


def test_a_thread_that_cannot_be_read_is_not_called_empty(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    parent = slack.say(channel, minji, HANGUL)
    count = len(slack.ephemerals(minji))
    slack.fail("conversations.replies", times=5)
    slack.say(channel, minji, f"<@{slack.bot_user}> {ASKED}", thread_ts=parent["ts"])
    told = slack.wait_for(lambda w: w.ephemerals(minji)[count:])
    assert "읽을 수 없습니다" in told[0]["text"]
    slack.heal()


def test_a_refusal_does_not_make_a_thread_the_bots(
    slack: SlackWorkspace, channel: str, minji: str
) -> None:
    asked = slack.say(channel, minji, f"<@{slack.bot_user}> http://10.0.0.1/ 누가 썼나?")
    _reply(slack, channel, asked["ts"])
    slack.say(channel, minji, "그럼 언제 고쳐요?", thread_ts=asked["ts"])
    _silent(slack)


def test_a_channel_without_the_bot_gets_an_invitation_hint(
    slack: SlackWorkspace, minji: str, site: str
) -> None:
    private = slack.add_channel("secret", private=True, app=False)
    count = len(slack.responses())
    slack.command("/mrc", f"{ASKED} {site}/a", minji, private)
    told = slack.wait_for(lambda w: w.responses()[count:])
    assert "/invite" in told[0]["text"]


@both_ways
def test_a_reply_is_judged_read_anew_and_taken_away(
    slack: SlackWorkspace, channel: str, minji: str, site: str
) -> None:
    asked = slack.say(channel, minji, f"<@{slack.bot_user}> {ASKED} {site}/a")
    reply = _reply(slack, channel, asked["ts"])
    slack.click(channel, reply["ts"], "mrc_judge", minji, f"wrong {asked['ts']}")
    form = slack.wait_for(lambda w: w.views(minji))[-1]
    refused = slack.submit_view(form["id"], minji, {"answer": "이순신"})
    assert "없는 말" in refused.reply["errors"]["answer"]
    assert slack.submit_view(form["id"], minji, {"answer": "세종"}).ok
    slack.click(channel, reply["ts"], "mrc_again", minji)
    slack.wait_for(lambda w: w.calls("chat.update"))
    assert _bold(_reply(slack, channel, asked["ts"])) == ["세종"]
    slack.click(channel, reply["ts"], "mrc_remove", minji)
    slack.wait_for(lambda w: len(w.thread(channel, asked["ts"])) == 1)


def test_a_page_that_cannot_be_read_is_pasted(
    slack: SlackWorkspace, channel: str, minji: str, site: str
) -> None:
    asked = slack.say(channel, minji, f"<@{slack.bot_user}> {ASKED} {site}/missing")
    reply = _reply(slack, channel, asked["ts"])
    slack.click(channel, reply["ts"], "mrc_paste", minji)
    form = slack.wait_for(lambda w: w.views(minji))[-1]
    assert slack.submit_view(form["id"], minji, {"question": ASKED, "source": HANGUL}).ok
    slack.wait_for(lambda w: "세종" in _reply(w, channel, asked["ts"])["text"])


def test_home_shows_what_one_has_asked(slack: SlackWorkspace, channel: str) -> None:
    hana = slack.add_user("hana")
    asked = slack.say(channel, hana, f"<@{slack.bot_user}> {ASKED}\n{HANGUL}")
    _reply(slack, channel, asked["ts"])
    slack.open_home(hana)
    (view,) = slack.wait_for(lambda w: w.views(hana))
    words = shown(view)
    assert f"{ASKED} — 세종" in words
    assert "mrc-ko-small" in words


def test_forged_requests_get_401(slack: SlackWorkspace) -> None:
    answers = len(slack.calls("chat.postMessage"))
    events = f"{slack.bot.url}/slack/events"  # type: ignore[attr-defined]
    assert slack.verify_url().ok
    assert slack.forge(secret="another").status == 401
    assert slack.forge(age=301).status == 401
    assert httpx.post(events, content=b"x" * 2_000_000).status_code == 413
    assert httpx.post(events, content=b"\xff").status_code == 401
    slack.settle()
    assert "hello" not in slack.bot.log  # type: ignore[attr-defined]
    assert len(slack.calls("chat.postMessage")) == answers


@both_ways
def test_every_event_was_acknowledged_in_time(slack: SlackWorkspace) -> None:
    assert all(delivery.seconds < 3 for delivery in slack.deliveries)


@both_ways
def test_no_text_of_anyone_is_in_the_log(slack: SlackWorkspace) -> None:
    log = slack.bot.log  # type: ignore[attr-defined]
    assert "훈민정음" not in log
    assert "누가" not in log
    assert slack.bot_token not in log
    assert "Traceback" not in log, log
