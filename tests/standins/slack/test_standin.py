"""The stand-in for Slack, driven by Slack's own SDK and by a small app made with Bolt."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Route

from tests.standins.http import serve
from tests.standins.slack.blockkit.text import shown, typed
from tests.standins.slack.delivery import outbox
from tests.standins.slack.samples import BOLD, BUTTON, FORM
from tests.standins.slack.workspace import SlackWorkspace

Json = dict[str, Any]


def reading_app(slack: SlackWorkspace) -> AsyncApp:
    """An app that answers mentions, direct messages, its command, its form and its button."""
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret)

    @app.event("app_mention")
    async def mention(event: Json, say: Any) -> None:
        thread = event.get("thread_ts", event["ts"])
        blocks = [BOLD, {"type": "actions", "elements": [BUTTON]}]
        await say(text="서울입니다.", blocks=blocks, thread_ts=thread)

    @app.event("message")
    async def message(event: Json, say: Any) -> None:
        if event["channel_type"] == "im" and "subtype" not in event:
            await say(text=event["text"], thread_ts=event["ts"])

    @app.command("/mrc")
    async def command(ack: Any, body: Json, client: AsyncWebClient, respond: Any) -> None:
        await ack()
        if body["text"]:
            await respond(text=body["text"], response_type="in_channel")
        else:
            await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.view("ask")
    async def submitted(ack: Any, view: Json, body: Json, client: AsyncWebClient) -> None:
        question = view["state"]["values"]["question"]["question"]["value"]
        if not question.endswith("?"):
            await ack(response_action="errors", errors={"question": "물음표로 끝나야 합니다."})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=question)

    @app.action("more")
    async def more(ack: Any, action: Json, respond: Any) -> None:
        await ack()
        await respond(text=f"{action['value']} more", replace_original=True)

    return app


@pytest.fixture
def over_http() -> Iterator[SlackWorkspace]:
    with SlackWorkspace() as workspace:
        handler = AsyncSlackRequestHandler(reading_app(workspace))
        route = Route("/slack/events", handler.handle, methods=["POST"])
        with serve(Starlette(routes=[route])) as url:
            workspace.deliver_to(f"{url}/slack/events")
            yield workspace


@pytest.fixture
async def over_socket() -> AsyncIterator[SlackWorkspace]:
    with SlackWorkspace(socket_mode=True) as workspace:
        handler = AsyncSocketModeHandler(reading_app(workspace), workspace.app_token)
        await handler.connect_async()
        await workspace.until(lambda w: w.connections)
        yield workspace
        await handler.close_async()


# Events, over HTTP.


def test_a_mention_is_answered_in_its_thread(over_http: SlackWorkspace) -> None:
    slack, minji = over_http, over_http.add_user("minji")
    channel = slack.add_channel("general")
    asked = slack.say(channel, minji, f"<@{slack.bot_user}> 수도는? https://a.example/?x=1&y=2")
    assert asked["text"].endswith("수도는? <https://a.example/?x=1&amp;y=2>")

    answer = slack.wait_for(lambda w: w.thread(channel, asked["ts"])[1:])[0]
    assert shown(answer) == "서울입니다.\n더 보기"
    assert answer["bot_id"] == slack.bot_id
    assert answer["parent_user_id"] == minji
    slack.settle()
    heard = [d.payload["event"] for d in slack.deliveries]
    assert sorted(e["type"] for e in heard) == ["app_mention", "message", "message"]
    assert [e["bot_id"] for e in heard if "bot_id" in e] == [slack.bot_id]
    assert len({d.id for d in slack.deliveries}) == 3
    assert all(d.ok and d.seconds < 3 for d in slack.deliveries)


def test_unsigned_and_late_requests_are_refused(over_http: SlackWorkspace) -> None:
    assert over_http.forge().status == 200
    assert over_http.forge(secret="another").status == 401
    assert over_http.forge(age=301).status == 401


def test_the_request_url_answers_the_challenge(over_http: SlackWorkspace) -> None:
    sent = over_http.verify_url()
    assert sent.reply == {"challenge": sent.payload["challenge"]}


def test_a_retry_repeats_the_event(over_http: SlackWorkspace) -> None:
    slack, minji = over_http, over_http.add_user("minji")
    slack.say(slack.dm(minji), minji, "여보세요", deliveries=2)
    slack.settle()
    first, second = [d for d in slack.deliveries if d.payload["event"].get("client_msg_id")]
    assert (first.id, first.retry, second.retry) == (second.id, 0, 1)
    assert len(slack.calls("chat.postMessage")) == 2


def test_an_app_out_of_a_channel_hears_nothing(over_http: SlackWorkspace) -> None:
    slack, minji = over_http, over_http.add_user("minji")
    slack.say(slack.add_channel("private", app=False), minji, f"<@{slack.bot_user}> 안녕?")
    slack.settle()
    assert slack.deliveries == []


def test_edits_previews_deletions_joins_and_bots_are_told_apart(over_http: SlackWorkspace) -> None:
    slack, minji = over_http, over_http.add_user("minji")
    channel = slack.add_channel("general")
    said = slack.say(channel, minji, "https://a.example 제목은?")
    slack.settle()
    slack.unfurl(channel, said["ts"], "https://a.example", "A")
    slack.edit(channel, said["ts"], f"<@{slack.bot_user}> https://a.example 저자는?")
    slack.settle()
    slack.delete(channel, said["ts"])  # it has a reply
    alone = slack.say(channel, minji, "아무것도 아니에요")
    slack.delete(channel, alone["ts"])
    slack.join(channel, slack.add_user("alice"))
    slack.bot_says(channel, "beep")
    modern = slack.bot_says(channel, "boop", subtype=None)
    slack.settle()
    heard = [d.payload["event"] for d in slack.deliveries]
    by_subtype = {e["subtype"]: e for e in heard if "subtype" in e}
    assert by_subtype.keys() == {
        *("message_changed", "message_deleted", "channel_join", "bot_message")
    }
    changes = [e for e in heard if e.get("subtype") == "message_changed"]
    preview, edit, left = sorted(changes, key=lambda e: e["ts"])[:3]
    assert preview["message"]["text"] == preview["previous_message"]["text"]
    assert "edited" not in preview["message"]
    assert edit["message"]["edited"]["user"] == minji
    assert [e["edited"]["user"] for e in heard if e["type"] == "app_mention"] == [minji]
    assert left["message"]["subtype"] == "tombstone"
    assert left["previous_message"]["ts"] == said["ts"]
    assert by_subtype["message_deleted"]["deleted_ts"] == alone["ts"]
    other = next(e for e in heard if e["ts"] == modern["ts"])
    assert other["bot_id"] == by_subtype["bot_message"]["bot_id"] != slack.bot_id


def test_an_app_that_is_slow_to_acknowledge_is_given_up(
    over_http: SlackWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "ACK_LIMIT", 0.3)
    over_http.slow("auth.test", 0.6)
    sent = over_http.forge()
    assert sent.status is None
    assert not sent.ok
    assert 0.3 <= sent.seconds < 0.6


# Commands, forms and buttons.


def test_a_command_without_text_opens_a_form(over_http: SlackWorkspace) -> None:
    slack, minji = over_http, over_http.add_user("minji")
    assert slack.command("/mrc", "", minji, slack.add_channel("general")).ok
    form = slack.wait_for(lambda w: w.views(minji))[0]
    with pytest.raises(AssertionError, match="required"):
        slack.submit_view(form["id"], minji, {})
    refused = slack.submit_view(form["id"], minji, {"question": "수도"})
    assert refused.reply["errors"] == {"question": "물음표로 끝나야 합니다."}
    assert slack.views(minji)
    slack.submit_view(form["id"], minji, {"question": "수도는?"})
    assert not slack.views(minji)
    slack.wait_for(lambda w: w.messages(w.dm(minji)))


def test_a_command_is_answered_through_its_response_url(over_http: SlackWorkspace) -> None:
    slack, minji = over_http, over_http.add_user("minji")
    channel = slack.add_channel("general")
    sent = slack.command("/mrc", "R&D?", minji, channel)
    assert sent.payload["text"] == "R&amp;D?"
    slack.wait_for(lambda w: w.messages(channel))
    assert slack.responses() == [{"text": "R&amp;D?", "response_type": "in_channel"}]
    url = sent.payload["response_url"]
    answers = [httpx.post(url, json={"text": "more"}) for _ in range(5)]
    assert [a.status_code for a in answers] == [200] * 4 + [404]
    assert answers[-1].json()["error"] == "used_url"
    assert len(slack.ephemerals(minji)) == 4


def test_a_button_can_replace_its_message(over_http: SlackWorkspace) -> None:
    slack, minji = over_http, over_http.add_user("minji")
    channel = slack.add_channel("general")
    asked = slack.say(channel, minji, f"<@{slack.bot_user}> 수도는?")
    answer = slack.wait_for(lambda w: w.thread(channel, asked["ts"])[1:])[0]
    assert slack.click(channel, answer["ts"], "more", minji).ok
    slack.wait_for(lambda w: shown(w.thread(channel, asked["ts"])[1]) == "2 more")


async def test_what_an_interaction_tells() -> None:
    with SlackWorkspace() as slack:
        minji = slack.add_user("minji")
        channel = slack.add_channel("general", members=[minji])
        slack.deliver_to(f"{slack.api_url}auth.test")  # anything that answers 200
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        actions = {"type": "actions", "block_id": "b", "elements": [BUTTON]}
        await client.chat_postEphemeral(channel=channel, user=minji, text="x", blocks=[actions])
        button = {"text": {"type": "plain_text", "text": "좋아요"}, "value": "good"}
        buttons = {"positive_button": button, "negative_button": {**button, "value": "bad"}}
        feedback = {"type": "feedback_buttons", "action_id": "feedback", **buttons}
        posted = await client.chat_postMessage(
            channel=channel, text="x", blocks=[{"type": "context_actions", "elements": [feedback]}]
        )
        home = await client.views_publish(user_id=minji, view={"type": "home", "blocks": [actions]})

        def act() -> list[Json]:
            hidden, ts = slack.ephemerals(minji)[0]["message_ts"], posted["ts"]
            return [
                sent.payload
                for sent in (
                    slack.click(channel, hidden, "more", minji),
                    slack.click(channel, ts, "feedback", minji, "bad"),
                    slack.click_view(home["view"]["id"], "more", minji),
                    slack.shortcut("ask", minji),
                    slack.message_shortcut("ask_about", channel, ts, minji),
                )
            ]

        hidden, voted, at_home, everywhere, about = await asyncio.to_thread(act)
    assert hidden["container"]["is_ephemeral"]
    assert "message" not in hidden
    assert (hidden["actions"][0]["block_id"], hidden["actions"][0]["value"]) == ("b", "2")
    assert (voted["message"]["ts"], voted["actions"][0]["value"]) == (posted["ts"], "bad")
    assert at_home["view"]["type"] == "home"
    assert "response_url" not in at_home
    assert "channel" not in everywhere
    assert (about["message"]["ts"], about["channel"]["id"]) == (posted["ts"], channel)
    assert len({p["trigger_id"] for p in (hidden, voted, at_home, everywhere, about)}) == 5


# Socket Mode.


async def test_socket_mode_carries_events_commands_and_forms(over_socket: SlackWorkspace) -> None:
    slack, minji = over_socket, over_socket.add_user("minji")
    asked = slack.say(slack.add_channel("general"), minji, f"<@{slack.bot_user}> 수도는?")
    channel = next(d for d in await slack.until(lambda w: w.deliveries)).payload["event"]["channel"]
    await slack.until(lambda w: w.thread(channel, asked["ts"])[1:])

    assert (await asyncio.to_thread(slack.command, "/mrc", "", minji, channel)).ok
    form = (await slack.until(lambda w: w.views(minji)))[0]
    values = {"question": "수도"}
    refused = await asyncio.to_thread(slack.submit_view, form["id"], minji, values)
    assert refused.reply["response_action"] == "errors"


async def test_socket_mode_survives_a_disconnect(over_socket: SlackWorkspace) -> None:
    slack, minji = over_socket, over_socket.add_user("minji")
    await asyncio.to_thread(slack.disconnect)
    slack.say(slack.dm(minji), minji, "여보세요")
    await slack.until(lambda w: len(w.messages(w.dm(minji))) == 2)
    assert len(slack.calls("apps.connections.open")) == 2


# What people type.


@pytest.mark.parametrize(
    ("written", "wire"),
    [
        ("R&D <b> 3 > 2", "R&amp;D &lt;b&gt; 3 &gt; 2"),
        ("봐 https://a.example/b?x=1&y=2.", "봐 <https://a.example/b?x=1&amp;y=2>."),
        ("(https://ko.example/서울_(도시))", "(<https://ko.example/서울_(도시)>)"),
        ("example.com은 뭐야", "<http://example.com|example.com>은 뭐야"),
        ("me@example.com", "<mailto:me@example.com|me@example.com>"),
        ("<@U1> <https://a.example|글>", "<@U1> <https://a.example|글>"),
    ],
)
def test_text_arrives_as_slack_writes_it(written: str, wire: str) -> None:
    assert typed(written)[0] == wire
