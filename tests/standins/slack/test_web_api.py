"""The stand-in's Web API, called with Slack's own SDK: what it does, and what it refuses."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.slack.blockkit.blocks import check_message_blocks
from tests.standins.slack.blockkit.schema import SchemaError
from tests.standins.slack.blockkit.text import shown
from tests.standins.slack.people.talking import Upload
from tests.standins.slack.samples import BOLD, BUTTON, FORM, MRKDWN
from tests.standins.slack.webapi import views
from tests.standins.slack.workspace import SlackWorkspace

Json = dict[str, Any]

pytestmark = pytest.mark.filterwarnings("ignore:The top-level `text` argument is missing")


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackWorkspace]:
    """A workspace for the tests of the Web API, which make channels and people of their own."""
    with SlackWorkspace() as workspace:
        yield workspace


@pytest.fixture
def client(slack: SlackWorkspace) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def test_tokens_are_checked(slack: SlackWorkspace) -> None:
    def with_token(token: str | None) -> AsyncWebClient:
        return AsyncWebClient(token=token, base_url=slack.api_url)

    assert await refusal(with_token(None).auth_test()) == "not_authed"
    assert await refusal(with_token("xoxb-else").auth_test()) == "invalid_auth"
    opened = with_token(slack.bot_token).apps_connections_open(app_token=slack.bot_token)
    assert await refusal(opened) == "not_allowed_token_type"
    assert await refusal(with_token(slack.bot_token).api_call("chat.sing")) == "unknown_method"
    known = await with_token(None).api_call("auth.test", data={"token": slack.bot_token})
    assert known["user_id"] == slack.bot_user


async def test_posting_is_refused_as_documented(
    slack: SlackWorkspace, client: AsyncWebClient
) -> None:
    general, other = slack.add_channel("posts"), slack.add_channel("other", app=False)
    hidden = slack.add_channel("hidden", private=True, app=False)
    post = client.chat_postMessage
    assert await refusal(post(channel="C404", text="x")) == "channel_not_found"
    assert await refusal(post(channel=hidden, text="x")) == "channel_not_found"
    assert await refusal(post(channel=other, text="x")) == "not_in_channel"
    assert await refusal(post(channel=general, text="")) == "no_text"
    assert await refusal(post(channel=general, text="x" * 40_001)) == "msg_too_long"
    missing = post(channel=general, text="x", thread_ts="1.000001")
    assert await refusal(missing) == "thread_not_found"
    long = [{"type": "markdown", "text": "x" * 11_000}, {"type": "markdown", "text": "x" * 3_000}]
    assert await refusal(post(channel=general, text="x", blocks=long)) == "msg_blocks_too_long"
    stranger = client.chat_postEphemeral(channel=general, user=slack.add_user("alice"), text="x")
    assert await refusal(stranger) == "user_not_in_channel"
    await client.conversations_join(channel=other)
    await post(channel="#other", text="x")


@pytest.mark.parametrize(
    "block",
    [
        {"type": "poem"},
        {"type": "section"},
        {"type": "section", "text": {"type": "mrkdwn", "text": ""}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}},
        {"type": "section", "text": {"type": "markdown", "text": "x"}},
        {"type": "section", "text": MRKDWN, "colour": "red"},
        {"type": "header", "text": MRKDWN},
        {"type": "context", "elements": [MRKDWN] * 11},
        {"type": "actions", "elements": [{**BUTTON, "value": "x" * 2001}]},
        {"type": "actions", "elements": [BUTTON, BUTTON]},
        {"type": "rich_text", "elements": [{"type": "text", "text": "x"}]},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
        *(
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": [element]}],
            }
            for element in (
                {"type": "text", "text": ""},
                {"type": "text", "text": "x", "style": "bold"},
                {"type": "text", "text": "x", "style": {"bold": "true"}},
                {"type": "link", "url": "example"},
            )
        ),
    ],
    ids=str,
)
def test_blocks_out_of_shape_are_refused(block: Json) -> None:
    with pytest.raises(SchemaError, match=r"\[json-pointer:/blocks/0"):
        check_message_blocks([block])


async def test_the_reply_says_what_is_wrong_with_blocks(
    slack: SlackWorkspace, client: AsyncWebClient
) -> None:
    post = client.chat_postMessage(channel=slack.add_channel("general"), blocks=[{"type": "poem"}])
    with pytest.raises(SlackApiError) as refused:
        await post
    why = "unsupported type: poem [json-pointer:/blocks/0/type]"
    assert refused.value.response.data == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [why],
        "response_metadata": {"messages": [f"[ERROR] {why}"]},
    }
    many = client.chat_postMessage(
        channel=slack.add_channel("general"), text="x", blocks=[{"type": "divider"}] * 51
    )
    assert await refusal(many) == "invalid_blocks"


async def test_blocks_in_shape_are_posted(slack: SlackWorkspace, client: AsyncWebClient) -> None:
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "답"}},
        BOLD,
        {"type": "divider"},
        {"type": "context", "elements": [MRKDWN]},
        {"type": "actions", "elements": [BUTTON]},
    ]
    posted = await client.chat_postMessage(
        channel=slack.add_channel("general"), text="답", blocks=blocks
    )
    assert [b["type"] for b in posted["message"]["blocks"]] == [b["type"] for b in blocks]
    assert all(b["block_id"] for b in posted["message"]["blocks"])
    assert posted["message"]["ts"] == posted["ts"]
    assert posted["message"]["user"] == slack.bot_user


async def test_only_own_messages_can_be_changed(
    slack: SlackWorkspace, client: AsyncWebClient
) -> None:
    channel, minji = slack.add_channel("general"), slack.add_user("minji")
    said = slack.say(channel, minji, "x")["ts"]
    update = client.chat_update
    assert await refusal(update(channel=channel, ts=said, text="y")) == "cant_update_message"
    assert await refusal(client.chat_delete(channel=channel, ts=said)) == "cant_delete_message"
    assert await refusal(update(channel=channel, ts="1.000001", text="y")) == "message_not_found"
    own = (await client.chat_postMessage(channel=channel, text="x", blocks=[BOLD]))["ts"]
    assert await refusal(update(channel=channel, ts=own, text="y" * 4_001)) == "msg_too_long"
    plain = [{"type": "section", "text": MRKDWN}]
    mismatch = update(channel=channel, ts=own, text="y", blocks=plain)
    assert await refusal(mismatch) == "block_mismatch"
    await update(channel=channel, ts=own, text="y", blocks=[BOLD])
    assert "edited" not in slack.messages(channel)[-1]
    await update(channel=channel, ts=own, text="y")
    assert shown(slack.messages(channel)[-1]) == "y"
    await client.chat_delete(channel=channel, ts=own)
    assert [m["ts"] for m in slack.messages(channel)] == [said]


async def test_reactions(slack: SlackWorkspace, client: AsyncWebClient) -> None:
    channel = slack.add_channel("general")
    said = slack.say(channel, slack.add_user("minji"), "x")["ts"]
    item = {"channel": channel, "timestamp": said}
    assert await refusal(client.reactions_add(name=":eyes:", **item)) == "invalid_name"
    assert await refusal(client.reactions_remove(name="eyes", **item)) == "no_reaction"
    await client.reactions_add(name="eyes", **item)
    assert await refusal(client.reactions_add(name="eyes", **item)) == "already_reacted"
    assert slack.messages(channel)[0]["reactions"][0]["users"] == [slack.bot_user]
    await client.reactions_remove(name="eyes", **item)
    assert slack.messages(channel)[0]["reactions"] == []


async def test_a_thread_is_read_page_by_page(slack: SlackWorkspace, client: AsyncWebClient) -> None:
    channel, minji = slack.add_channel("general"), slack.add_user("minji")
    root = slack.say(channel, minji, "0")["ts"]
    replies = [slack.say(channel, minji, str(n), thread_ts=root)["ts"] for n in range(1, 6)]
    read = client.conversations_replies
    texts: list[str] = []
    async for page in await read(channel=channel, ts=root, limit=2):
        texts += [m["text"] for m in page["messages"]]
    assert texts == ["0", "1", "2", "3", "4", "5"]

    async def stamps(**between: Any) -> list[str]:
        page = await read(channel=channel, ts=root, **between)
        return [m["ts"] for m in page["messages"]]

    assert await stamps(oldest=replies[1], latest=replies[3]) == [root, replies[2]]
    ends = await stamps(oldest=replies[1], latest=replies[3], inclusive=True)
    assert ends == [root, *replies[1:4]]
    parent = (await client.conversations_history(channel=channel))["messages"]
    assert [(m["ts"], m["reply_count"], m["latest_reply"]) for m in parent] == [
        (root, 5, replies[-1])
    ]
    assert await refusal(read(channel=channel, ts="1.000001")) == "thread_not_found"
    assert await refusal(read(channel=channel, ts=root, cursor="?")) == "invalid_cursor"
    link = (await client.chat_getPermalink(channel=channel, message_ts=replies[0]))["permalink"]
    assert link.endswith(f"/p{replies[0].replace('.', '')}?thread_ts={root}&cid={channel}")
    as_json = client.api_call("conversations.replies", json={"channel": channel, "ts": root})
    assert await refusal(as_json) == "invalid_arguments"


async def test_people_and_conversations(slack: SlackWorkspace, client: AsyncWebClient) -> None:
    minji, general = slack.add_user("minji", locale="ko-KR"), slack.add_channel("general")
    assert "locale" not in (await client.users_info(user=minji))["user"]
    known = await client.users_info(user=minji, include_locale=True)
    assert known["user"]["locale"] == "ko-KR"
    opened = await client.conversations_open(users=minji)
    assert opened["channel"]["id"] == slack.dm(minji)
    assert (await client.conversations_info(channel=general))["channel"]["is_member"]
    mine = await client.users_conversations(user=minji, types="public_channel,im")
    assert [c["id"] for c in mine["channels"]] == [slack.dm(minji)]
    assert (await client.bots_info(bot=slack.bot_id))["bot"]["user_id"] == slack.bot_user


async def test_a_trigger_opens_one_view_within_three_seconds(
    slack: SlackWorkspace, client: AsyncWebClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    minji = slack.add_user("minji")
    trigger = slack._state.new_trigger(minji)
    assert await refusal(client.views_open(trigger_id="1.2.3", view=FORM)) == "invalid_trigger_id"
    bad = {**FORM, "title": {"type": "plain_text", "text": "x" * 25}}
    assert await refusal(client.views_open(trigger_id=trigger, view=bad)) == "invalid_arguments"
    view = (await client.views_open(trigger_id=trigger, view=FORM))["view"]
    again = client.views_open(trigger_id=trigger, view=FORM)
    assert await refusal(again) == "exchanged_trigger_id"
    await client.views_update(view_id=view["id"], hash=view["hash"], view=FORM)
    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=FORM)
    assert await refusal(stale) == "hash_conflict"
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    await client.views_publish(user_id=minji, view=home)
    assert [v["type"] for v in slack.views(minji)] == ["modal", "home"]
    monkeypatch.setattr(views, "TRIGGER_LIFE", 0.0)
    late = slack._state.new_trigger(minji)
    assert await refusal(client.views_open(trigger_id=late, view=FORM)) == "expired_trigger_id"


async def test_a_rate_limit_is_obeyed(slack: SlackWorkspace, client: AsyncWebClient) -> None:
    channel = slack.add_channel("general")
    slack.rate_limit("chat.postMessage", retry_after=1)
    assert await refusal(client.chat_postMessage(channel=channel, text="x")) == "ratelimited"
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    slack.rate_limit("chat.postMessage", retry_after=1)
    await client.chat_postMessage(channel=channel, text="x")
    refused, done = slack.calls("chat.postMessage")[-2:]
    assert (refused.ok, done.ok) == (False, True)
    assert done.at - refused.at >= 1


async def test_slack_can_be_down_or_slow(slack: SlackWorkspace, client: AsyncWebClient) -> None:
    slack.fail("auth.test")
    with pytest.raises(SlackApiError):
        await client.auth_test()
    slack.slow("auth.test", 0.2)
    started = time.monotonic()
    await client.auth_test()
    assert time.monotonic() - started >= 0.2


async def test_a_file_takes_the_token(slack: SlackWorkspace) -> None:
    minji = slack.add_user("minji")
    said = slack.say(slack.dm(minji), minji, "요약", files=[Upload("a.txt", "본문".encode())])
    async with httpx.AsyncClient() as web:
        url = said["files"][0]["url_private_download"]
        assert (await web.get(url)).text.startswith("<!DOCTYPE html>")
        token = {"Authorization": f"Bearer {slack.bot_token}"}
        assert (await web.get(url, headers=token)).content == "본문".encode()


async def test_an_app_has_what_its_manifest_asks_for() -> None:
    manifest = {
        "oauth_config": {"scopes": {"bot": ["chat:write", "app_mentions:read"]}},
        "features": {"slash_commands": [{"command": "/mrc", "should_escape": True}]},
        "settings": {"event_subscriptions": {"bot_events": ["app_mention", "message.channels"]}},
    }
    with SlackWorkspace(manifest=manifest) as slack:
        minji, channel = slack.add_user("minji"), slack.add_channel("general")
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        assert await refusal(client.users_info(user=minji)) == "missing_scope"
        assert await refusal(client.chat_postMessage(channel=minji, text="x")) == (
            "messages_tab_disabled"
        )
        slack.deliver_to(f"{slack.api_url}auth.test")
        slack.say(channel, minji, f"<@{slack.bot_user}> 안녕?")
        await asyncio.to_thread(slack.settle)
        assert [d.payload["event"]["type"] for d in slack.deliveries] == ["app_mention"]
        with pytest.raises(AssertionError, match="not a valid command"):
            slack.command("/else", "", minji, channel)
        sent = await asyncio.to_thread(slack.command, "/mrc", "https://a.example", minji, channel)
        assert sent.payload["text"] == "<https://a.example>"


def test_waiting_in_vain_tells_what_went_on(slack: SlackWorkspace) -> None:
    httpx.post(f"{slack.api_url}auth.test")
    with pytest.raises(AssertionError, match=r"auth\.test\(\{\}\) -> not_authed"):
        slack.wait_for(lambda w: w.messages(w.dm(w.add_user("minji"))), within=0.2)


async def test_a_status_stands_until_the_app_replies_or_takes_it_away(
    slack: SlackWorkspace, client: AsyncWebClient
) -> None:
    channel, minji = slack.add_channel("general"), slack.add_user("minji")
    ts = slack.say(channel, minji, "질문")["ts"]
    for end in (
        lambda: client.chat_postMessage(channel=channel, thread_ts=ts, text="답"),
        lambda: client.assistant_threads_setStatus(channel_id=channel, thread_ts=ts, status=""),
    ):
        await client.assistant_threads_setStatus(channel_id=channel, thread_ts=ts, status="읽는 중")
        assert slack.statuses(channel) == ["읽는 중"]
        await end()
        assert not slack.statuses(channel)
