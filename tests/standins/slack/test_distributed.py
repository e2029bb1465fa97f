"""The stand-in keeps to what Slack does when an app is installed by OAuth."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.install.manifest import SCOPES, manifest
from tests.standins.slack.distributed import DistributedApp
from tests.standins.slack.workspace import SlackWorkspace

REDIRECT = "https://bot.example/slack/oauth_redirect"


@pytest.fixture
def slack() -> Iterator[DistributedApp]:
    made = manifest("https://bot.example/slack/events", redirect_url=REDIRECT)
    with DistributedApp(made, rotates=True) as slack:
        yield slack


def _code(slack: DistributedApp, workspace: SlackWorkspace) -> str:
    asked = {
        "client_id": slack.client_id,
        "scope": ",".join(SCOPES),
        "redirect_uri": REDIRECT,
        "state": "abc",
    }
    back = slack.consent(workspace, f"{slack.url}/oauth/v2/authorize?{urlencode(asked)}")
    query = parse_qs(urlsplit(back).query)
    assert query["state"] == ["abc"]
    return query["code"][0]


async def _refusal(slack: DistributedApp, **how: str) -> str:
    given = {"client_id": slack.client_id, "client_secret": slack.client_secret, **how}
    with pytest.raises(SlackApiError) as caught:
        await AsyncWebClient(base_url=slack.api_url).oauth_v2_access(**given)
    return str(caught.value.response["error"])


async def test_a_code_is_good_once_and_for_its_app(slack: DistributedApp) -> None:
    acme = slack.workspace("acme")
    code, client = _code(slack, acme), AsyncWebClient(base_url=slack.api_url)
    known = {"client_id": slack.client_id, "client_secret": slack.client_secret}
    assert await _refusal(slack, code=code, client_secret="x") == "bad_client_secret"
    reply = await client.oauth_v2_access(code=code, redirect_uri=REDIRECT, **known)
    assert reply["team"]["id"] == acme.team_id
    assert set(reply["scope"].split(",")) == set(SCOPES)
    assert await _refusal(slack, code=code, redirect_uri=REDIRECT) == "invalid_code"
    other = _code(slack, acme)
    assert await _refusal(slack, code=other, redirect_uri="https://e.example") == "bad_redirect_uri"


async def test_a_token_opens_its_own_workspace_until_it_expires(slack: DistributedApp) -> None:
    acme, globex = slack.workspace("acme"), slack.workspace("globex")
    client = AsyncWebClient(base_url=slack.api_url)
    known = {"client_id": slack.client_id, "client_secret": slack.client_secret}
    replies = [
        await client.oauth_v2_access(code=_code(slack, each), redirect_uri=REDIRECT, **known)
        for each in (acme, globex)
    ]
    for reply, workspace in zip(replies, (acme, globex), strict=True):
        assert (await client.auth_test(token=reply["access_token"]))["team_id"] == workspace.team_id
    old = replies[0]["refresh_token"]
    again = {"grant_type": "refresh_token", "refresh_token": old}
    newer = await client.oauth_v2_access(**again, **known)
    assert await _refusal(slack, **again) == "invalid_refresh_token"
    slack.expire(acme)
    assert (await client.auth_test(token=newer["access_token"]))["ok"]
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await client.auth_test(token=replies[0]["access_token"])
