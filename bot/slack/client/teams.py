"""The workspaces that a token is good for: one, or all of an organization that let the app in."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.understand.incoming import is_organization

_PAGE = 100
_MOST = 100


async def teams_of(client: AsyncWebClient, team: str) -> list[str | None]:
    """Return what methods that list something take as `team_id`, each in its turn.

    Args:
        client: Holds the token.
        team: Where the app is installed.

    Raises:
        One of SLACK_FAILURES: Slack does not say.
    """
    if not is_organization(team):
        return [None]  # the token's own
    teams: list[str | None] = []
    async for page in await client.auth_teams_list(limit=_PAGE):
        teams += [each["id"] for each in page["teams"]]
        if len(teams) >= _MOST:
            break
    return teams[:_MOST]
