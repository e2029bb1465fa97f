from __future__ import annotations

import asyncio
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.slack.client.people import People


class Users:
    """Slack's users.info: an English user, and how often it was asked for."""

    def __init__(self, *, seconds: float = 0, refuses: bool = False, locale: str = "en-US") -> None:
        self.asked = 0
        self._locale = locale
        self._seconds = seconds
        self._refuses = refuses

    async def users_info(self, **_: Any) -> dict[str, Any]:
        self.asked += 1
        await asyncio.sleep(self._seconds)
        if self._refuses:
            raise SlackApiError("users.info", {"error": "missing_scope"})
        return {"user": {"locale": self._locale}}


async def test_hangul_is_answered_in_korean_without_asking_slack() -> None:
    users = Users()
    assert await People("auto").language(users, "U1", "누가?") == "ko"  # type: ignore[arg-type]
    assert users.asked == 0


async def test_a_locale_is_asked_for_once() -> None:
    people, users = People("auto"), Users()
    for _ in range(2):
        assert await people.language(users, "U1", "Who?") == "en"  # type: ignore[arg-type]
    assert users.asked == 1


async def test_a_language_is_spoken_with_whoever_has_its_locale_or_its_script() -> None:
    japanese, users = Users(locale="ja-JP"), Users()
    assert await People("auto").language(japanese, "U1", "Who?") == "ja"  # type: ignore[arg-type]
    assert await People("auto").language(users, "U1", "だれが?") == "ja"  # type: ignore[arg-type]
    assert users.asked == 0


async def test_people_of_two_workspaces_are_not_mixed_up() -> None:
    people, users = People("auto"), Users()
    for team in ("T1", "T2", "T1"):
        await people.of_team(team).language(users, "U1", "Who?")  # type: ignore[arg-type]
    assert users.asked == 2


async def test_a_locale_that_slack_keeps_to_itself_is_asked_for_again() -> None:
    people, users = People("auto"), Users(refuses=True)
    for _ in range(2):
        assert await people.language(users, "U1", "Who?") == "en"  # type: ignore[arg-type]
    assert users.asked == 2


async def test_where_slack_is_slow_a_form_opens_in_korean() -> None:
    users = Users(seconds=60)
    assert await People("auto").language_soon(users, "U1") == "ko"  # type: ignore[arg-type]


async def test_a_set_language_is_everyones() -> None:
    users = Users()
    assert await People("en").language(users, "U1", "누가?") == "en"  # type: ignore[arg-type]
    assert users.asked == 0
