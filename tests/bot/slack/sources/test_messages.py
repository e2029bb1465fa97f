"""Messages that somebody's permalink points to."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.question import Elsewhere, GivenText, Source, WebPage
from bot.slack.understand.written.links import take_links
from tests.bot.slack.sources.conftest import fetched, read
from tests.standins.slack.people.talking import Upload
from tests.standins.slack.workspace import SlackWorkspace

NOTICE = "송년회는 12월 18일 저녁 7시에 합니다. 장소는 별관 식당입니다."


async def _read(
    slack: SlackWorkspace, message: dict[str, Any], where: str, user: str, channel: str
) -> tuple[Source, ...] | str:
    """What `user` gets of a message in `where` for whose link they ask in `channel`."""
    (linked,) = take_links(f"<{slack.permalink(where, message)}>").sources
    found = await read(slack, linked, user, channel)
    if isinstance(found, str):
        return found
    return tuple([each for one in found for each in await _fetched(one)])


async def _fetched(source: Source) -> tuple[Source, ...]:
    """A text with its names; a file stays where it is."""
    if not (isinstance(source, Elsewhere) and source.name.startswith("#")):
        return (source,)
    found = await fetched(source)
    assert not isinstance(found, str)
    return found


async def test_a_message_is_read_and_can_be_opened_there(
    slack: SlackWorkspace, minji: str, general: str
) -> None:
    said = slack.say(general, minji, NOTICE)
    link = slack.permalink(general, said)
    assert await _read(slack, said, general, minji, slack.dm(minji)) == (
        GivenText(NOTICE, "thread", "#general", link),
    )


async def test_a_root_is_read_with_its_replies_and_who_said_them(
    slack: SlackWorkspace, minji: str, general: str
) -> None:
    joe = slack.add_user("joe")
    root = slack.say(general, minji, "회의는 언제가 좋을까요?")
    reply = slack.say(general, joe, "수요일 3시로 하죠", thread_ts=root["ts"])
    (whole,) = await _read(slack, root, general, minji, general)
    assert isinstance(whole, GivenText)
    assert whole.text == "minji: 회의는 언제가 좋을까요?\njoe: 수요일 3시로 하죠"
    (one,) = await _read(slack, reply, general, minji, general)
    assert isinstance(one, GivenText)
    assert one.text == "수요일 3시로 하죠"


async def test_a_long_thread_is_read_page_by_page_within_bounds(
    slack: SlackWorkspace, minji: str, general: str
) -> None:
    root = slack.say(general, minji, "출석 부릅니다")
    for number in range(450):
        slack.say(general, minji, f"{number}번 왔습니다", thread_ts=root["ts"])
    before = len(slack.calls("conversations.replies"))
    (whole,) = await _read(slack, root, general, minji, general)
    assert isinstance(whole, GivenText)
    assert "449번" in whole.text
    assert len(slack.calls("conversations.replies")) - before == 3


async def test_links_and_files_of_a_message_are_sources_too(
    slack: SlackWorkspace, minji: str, general: str
) -> None:
    said = slack.say(general, minji, "https://a.example/1", files=[Upload("a.txt", b"9")])
    file, page = await _read(slack, said, general, minji, general)
    assert isinstance(file, Elsewhere)
    assert file.name == "a.txt"
    assert page == WebPage("https://a.example/1")


async def test_what_is_not_the_askers_to_see_is_not_shown(
    slack: SlackWorkspace, minji: str, general: str
) -> None:
    joe, guest = slack.add_user("joe"), slack.add_user("guest", guest=True)
    secret = slack.add_channel("secret", private=True, members=[joe])
    said = slack.say(secret, joe, NOTICE)
    assert await _read(slack, said, secret, minji, general) == "not-for-the-bot"
    assert await _read(slack, said, secret, minji, slack.dm(minji)) == "not-for-the-bot"
    assert not isinstance(await _read(slack, said, secret, joe, general), str)
    assert not isinstance(await _read(slack, said, secret, joe, secret), str)
    whispered = slack.say(slack.dm(joe), joe, NOTICE)
    assert await _read(slack, whispered, slack.dm(joe), minji, general) == "not-for-the-bot"
    public = slack.say(general, minji, NOTICE)
    assert await _read(slack, public, general, guest, slack.dm(guest)) == "not-for-the-bot"


async def test_where_the_bot_is_not_it_asks_to_be_invited(
    slack: SlackWorkspace, minji: str, general: str
) -> None:
    for private in (False, True):
        away = slack.add_channel("away", private=private, members=[minji], app=False)
        said = slack.say(away, minji, NOTICE)
        assert await _read(slack, said, away, minji, general) == "not-a-member"


async def test_a_message_that_was_deleted_is_gone(
    slack: SlackWorkspace, minji: str, general: str
) -> None:
    said = slack.say(general, minji, NOTICE)
    slack.delete(general, said["ts"])
    assert await _read(slack, said, general, minji, general) == "gone"
    root = slack.say(general, minji, NOTICE)
    reply = slack.say(general, minji, NOTICE, thread_ts=root["ts"])
    slack.delete(general, root["ts"])
    assert await _read(slack, root, general, minji, general) == "gone"
    slack.delete(general, reply["ts"])
    assert await _read(slack, reply, general, minji, general) == "gone"


@pytest.mark.parametrize(
    ("error", "slug"),
    [
        ("access_denied", "not-for-the-bot"),
        ("not_in_channel", "not-a-member"),
        ("channel_not_found", "not-a-member"),
        ("thread_not_found", "gone"),
    ],
)
async def test_why_slack_shows_no_message_is_told(
    slack: SlackWorkspace, minji: str, general: str, error: str, slug: str
) -> None:
    said = slack.say(general, minji, NOTICE)
    slack.refuse("conversations.replies", error)
    assert await _read(slack, said, general, minji, general) == slug


async def test_slack_out_of_reach_and_missing_scopes_are_told_apart(
    slack: SlackWorkspace, without_scopes: SlackWorkspace, minji: str, general: str
) -> None:
    said = slack.say(general, minji, NOTICE)
    slack.fail("conversations.replies")
    assert await _read(slack, said, general, minji, general) == "slack-unreachable"
    joe = without_scopes.add_user("joe")
    channel = without_scopes.add_channel("general")
    said = without_scopes.say(channel, joe, NOTICE)
    elsewhere = without_scopes.add_channel("random")
    assert await _read(without_scopes, said, channel, joe, elsewhere) == "missing-permission"
