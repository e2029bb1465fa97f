"""Files that people share, as Slack describes them and hands them out."""

from __future__ import annotations

import pytest

from bot.domain.question import Elsewhere, File, WebPage
from bot.slack.sources.access import Asker
from bot.slack.sources.download import DownloadLimits
from bot.slack.sources.names import WorkspaceNames
from bot.slack.sources.sources import Sources
from bot.slack.understand.incoming import files_of
from bot.slack.understand.meaning import Ask, SlackFile
from tests.bot.slack.sources.conftest import LIMITS, client_of, read, read_file, shared
from tests.standins.slack.people.talking import Upload
from tests.standins.slack.workspace import SlackWorkspace

CANVAS = "application/vnd.slack-docs"
HTML = b"<!DOCTYPE html><title>\xea\xb3\xb5\xec\xa7\x80</title><p>9\xec\x8b\x9c</p>"


@pytest.mark.parametrize(
    "file",
    [
        Upload("공지.txt", "9시에 엽니다".encode()),
        Upload("안내 (최종).pdf", b"%PDF-1.7 ...", "application/pdf"),
        Upload("snippet.py", b"PORT = 8000", "text/x-python", mode="snippet"),
        Upload("page.html", HTML, "text/html"),
        Upload("deploy.sh", b"# 9", "application/x-sh"),
        Upload("held.md", b"# 9", "text/markdown", held_back=True),
    ],
    ids=lambda file: file.name,
)
async def test_a_file_is_read(
    slack: SlackWorkspace, minji: str, general: str, file: Upload
) -> None:
    found = await read_file(slack, minji, general, file)
    declared = file.mimetype if file.mimetype.startswith("text/") else ""
    assert found == (File(file.content, file.name, declared),)


async def test_a_canvas_is_read_as_markdown_with_names(
    slack: SlackWorkspace, minji: str, general: str
) -> None:
    text = f"# 회의록\n담당자는 ![](@{minji})"
    found = await read_file(slack, minji, general, Upload("회의록", text.encode(), CANVAS, "quip"))
    assert found == (File("# 회의록\n담당자는 minji".encode(), "회의록", "text/markdown"),)


async def test_a_file_of_another_service_is_read_there(
    slack: SlackWorkspace, minji: str, general: str
) -> None:
    url = "https://docs.google.com/document/d/1/edit"
    external = Upload(
        "기획서", mimetype="application/vnd.google-apps.document", mode="external", url=url
    )
    assert await read_file(slack, minji, general, external) == (WebPage(url),)


@pytest.mark.parametrize(
    ("file", "slug"),
    [
        (Upload("사진.png", b"\x89PNG", "image/png"), "picture"),
        (Upload("회의.mp4", b"....", "video/mp4"), "recording"),
        (Upload("회의.m4a", b"....", "audio/mp4"), "recording"),
        (Upload("옛.pdf", mode="hidden_by_limit"), "hidden-file"),
        (Upload("지운.pdf", mode="tombstone"), "gone"),
        (Upload("큰.txt", b"a" * 100_001), "page-too-large"),
        (Upload("없는.md", mimetype=CANVAS + "x", redirect="/nowhere"), "gone"),
    ],
    ids=lambda value: getattr(value, "name", value),
)
async def test_what_cannot_be_read_is_named(
    slack: SlackWorkspace, minji: str, general: str, file: Upload, slug: str
) -> None:
    assert await read_file(slack, minji, general, file) == slug


@pytest.mark.parametrize(
    "redirect",
    ["https://evil.example/x", "http://files.slack.com/x", "https://slack.com.evil.example/"],
)
async def test_a_redirect_away_from_slack_is_not_followed(
    slack: SlackWorkspace, minji: str, general: str, redirect: str
) -> None:
    file = Upload("a.txt", b"9", redirect=redirect)
    assert await read_file(slack, minji, general, file) == "not-for-the-bot"


async def test_a_size_that_slack_does_not_say_is_bounded_too(
    slack: SlackWorkspace, minji: str, general: str
) -> None:
    message = shared(slack, general, minji, Upload("a.txt", b"a" * 2_000))
    named = SlackFile(
        "F1", "a.txt", "text/plain", 0, "hosted", message["files"][0]["url_private"], False
    )
    limits = DownloadLimits(timeout=5, max_bytes=1_000)
    assert await read(slack, named, minji, general, limits) == "page-too-large"


@pytest.mark.parametrize(
    "file",
    [
        Upload("a.txt", b"9"),
        Upload("page.html", HTML, "text/html"),
        Upload("a.txt", b"9", held_back=True),
        Upload("canvas", b"9", CANVAS),
    ],
)
async def test_a_scope_that_is_missing_is_the_administrators_to_mend(
    without_scopes: SlackWorkspace, file: Upload
) -> None:
    joe = without_scopes.add_user("joe")
    channel = without_scopes.add_channel("general")
    assert await read_file(without_scopes, joe, channel, file) == "missing-permission"


@pytest.mark.parametrize(
    ("error", "slug"),
    [
        ("access_denied", "not-for-the-bot"),
        ("channel_not_found", "not-a-member"),
        ("not_in_channel", "not-a-member"),
        ("canvas_not_found", "gone"),
        ("canvas_deleted", "gone"),
        ("internal_error", "slack-unreachable"),
    ],
)
async def test_why_slack_shows_no_canvas_is_told(
    slack: SlackWorkspace, minji: str, general: str, error: str, slug: str
) -> None:
    slack.refuse("canvases.getContent", error)
    canvas = Upload("회의록", b"# 9", CANVAS, "quip")
    assert await read_file(slack, minji, general, canvas) == slug


async def test_a_held_back_file_that_cannot_be_read_is_told_by_its_name(
    slack: SlackWorkspace, minji: str, general: str
) -> None:
    photo = Upload("사진.png", b"\x89PNG", "image/png", held_back=True)
    (named,) = files_of(shared(slack, general, minji, photo))
    asker = Asker(minji, general, slack.bot_user)
    sources = Sources(WorkspaceNames(), LIMITS)
    (held,) = sources.question(client_of(slack), asker, Ask("누가?", (named,))).sources
    assert isinstance(held, Elsewhere)
    (described,) = await held.fetch()
    assert described.name == "사진.png"


async def test_a_file_that_is_only_pointed_to_is_read_for_those_who_may_see_it(
    slack: SlackWorkspace, minji: str, general: str
) -> None:
    joe, jane = slack.add_user("joe"), slack.add_user("jane", guest=True)
    secret = slack.add_channel("secret", private=True, members=[joe])
    open_to_all, private = (
        shared(slack, channel, joe, Upload("a.txt", b"9"))["files"][0]["id"]
        for channel in (general, secret)
    )

    async def asked(file_id: str, user: str, channel: str = general) -> object:
        return await read(slack, SlackFile(file_id, "", "", 0, "", "", True), user, channel)

    read_well = (File(b"9", "a.txt", "text/plain"),)
    assert await asked(open_to_all, minji) == read_well
    assert await asked(open_to_all, jane, slack.dm(jane)) == "not-for-the-bot"
    assert await asked(private, joe) == read_well
    assert await asked(private, minji, secret) == read_well
    assert await asked(private, minji) == "not-for-the-bot"
    assert await asked("F0NOWHERE", minji) == "gone"
