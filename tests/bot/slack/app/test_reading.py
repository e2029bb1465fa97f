"""Files, messages and several sources at once: from what people do to what they see.

The app is whole but for its reader, which knows a few facts: what people share is downloaded, and
extracted in worker processes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.metrics import Metrics
from bot.service.service import QuestionService
from bot.slack.install.manifest import manifest
from bot.sources.extract.worker import Workers
from bot.sources.fetch.fetcher import Fetcher, FetchLimits
from bot.sources.fetch.guard import Guard
from bot.sources.web import WebLoader
from mrc_core import ModelInfo, Passage, Reading, Timings
from tests.bot.slack.app.conftest import find_fact
from tests.bot.slack.app.scene import Scene
from tests.bot.slack.conftest import both_ways
from tests.bot.slack.running import bot_in
from tests.bot.sources.extract.documents import docx, hwpx, pdf
from tests.standins.http import serve
from tests.standins.slack.people.talking import Upload
from tests.standins.slack.workspace import SlackWorkspace

Json = dict[str, Any]
PARKING = "주차장은 87면이며 처음 한 시간은 무료입니다."
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CANVAS = "application/vnd.slack-docs"


class FactReader:
    """Finds what it has a fact of, in the first passage that tells it."""

    def prepare(self, passages: Sequence[Passage]) -> Sequence[Passage]:
        return passages

    async def read(
        self, question: str, passages: Sequence[Passage], top_k: int = 3, **_: object
    ) -> Reading:
        found = [find_fact(question, passage.text) for passage in passages]
        answers = tuple(replace(a, passage=number) for number, a in enumerate(found) if a)
        return Reading(
            state="found" if answers else "absent",
            answer=answers[0] if answers else None,
            candidates=answers,
            model=ModelInfo("test", "1"),
            timings_ms=Timings(1, 2, 3),
            windows_read=1,
            windows_total=1,
            question_cut=False,
        )


class FactService(QuestionService):
    """The service, with what the fixtures of the whole app set between tests."""

    seconds = 0.0
    progress = ()


@pytest.fixture(scope="module")
def echo() -> FactService:
    guard = Guard.parse("127.0.0.0/8")
    loader = WebLoader(Fetcher(guard, FetchLimits(timeout=5)), Workers())
    return FactService(
        FactReader(),  # type: ignore[arg-type]
        loader,
        Metrics(),
        deadline=30,
        max_concurrent=4,
        max_waiting=4,
    )


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    async def sign_in(_: Request) -> Response:
        return HTMLResponse("<title>로그인</title><form><input type=password></form>")

    async def museum(_: Request) -> Response:
        return HTMLResponse("<title>미술관</title><p>미술관의 초대 관장은 서유진이다.</p>")

    async def script(_: Request) -> Response:
        return HTMLResponse("<title>앱</title><div id=root></div><script src=/main.js></script>")

    async def table(_: Request) -> Response:
        rows = "구역,주차\n지하 1층,87면\n지상,12면\n"
        return Response(rows.encode(), media_type="text/csv")

    pages = {"/museum": museum, "/browse/{id}": sign_in, "/app": script, "/table.csv": table}
    with serve(Starlette(routes=[Route(*each) for each in pages.items()])) as url:
        yield url


FILES = [
    Upload("주차 안내.docx", docx("안내", PARKING, [["층", "면"]]), DOCX),
    Upload("notice.pdf", pdf([PARKING]), "application/pdf"),
    Upload("안내.hwpx", hwpx([f"<hp:p><hp:run><hp:t>{PARKING}</hp:t></hp:run></hp:p>"])),
    Upload("notice.txt", PARKING.encode("cp949")),
    Upload("notice.md", f"# 안내\n\n{PARKING}".encode(), "text/markdown"),
    Upload("notice.html", f"<!DOCTYPE html><p>{PARKING}</p>".encode(), "text/html"),
    Upload("snippet.txt", PARKING.encode(), mode="snippet"),
    Upload("회의록", f"# 안내\n\n{PARKING}".encode(), CANVAS, "quip"),
    Upload("held.txt", PARKING.encode(), held_back=True),
]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_with_a_question_is_read(scene: Scene, file: Upload) -> None:
    scene.say(f"{scene.bot} 주차는 몇 대까지 되나요?", files=[file])
    scene.answered("87면")
    assert file.held_back or file.name in scene.replies()[0]


@pytest.mark.parametrize("file", FILES[1::3], ids=lambda file: file.name)
def test_a_file_above_is_read_for_a_question_in_its_thread(scene: Scene, file: Upload) -> None:
    comment = "어제 회의에서 나온 이야기를 정리한 파일입니다. 다들 한 번씩 읽어 보고 의견 주세요."
    above = scene.say(comment, files=[file])
    scene.silent()
    scene.say("저도 보겠습니다", under=above, by=scene.hyunwoo)
    scene.say(f"{scene.bot} 주차는 몇 대까지 되나요?", under=above)
    scene.answered("87면")


@both_ways
def test_over_http_and_in_socket_mode_alike(scene: Scene) -> None:
    scene.say(f"{scene.bot} 주차는 몇 대까지 되나요?", files=FILES[:1])
    scene.answered("87면")


def test_of_several_files_the_reply_says_which_holds_the_answer(scene: Scene) -> None:
    other = Upload("식단.txt", "점심은 국수입니다.".encode())
    scene.say(f"{scene.bot} 주차는 몇 대까지 되나요?", files=[other, FILES[1]])
    scene.answered("notice.pdf")


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (Upload("사진.png", b"\x89PNG\r\n", "image/png"), "그림은 읽지 못합니다"),
        (Upload("회의.mp4", b"....ftyp", "video/mp4"), "영상이나 음성"),
        (Upload("옛.pdf", mode="hidden_by_limit"), "숨긴 오래된 파일"),
        (Upload("지운.pdf", mode="tombstone"), "지워졌거나"),
        (Upload("빈.txt", b" \n"), "읽을 글을 찾지 못했습니다"),
        (Upload("깨진.pdf", b"%PDF-1.7 ...", "application/pdf"), "열 수 없습니다"),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_file_that_cannot_be_read_is_told_for_what_it_is(
    scene: Scene, file: Upload, words: str
) -> None:
    scene.say(f"{scene.bot} 주차는 몇 대까지 되나요?", files=[file])
    scene.answered(words)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/browse/OPS-1", "로그인해야 볼 수 있는"),
        ("/app", "스크립트로만 보이는"),
        ("/gone", "404"),
        ("/table.csv", "지하 1층 주차: 87면"),
    ],
)
def test_a_link_is_told_for_what_it_is(scene: Scene, site: str, path: str, words: str) -> None:
    scene.say(f"{scene.bot} {site}{path} 주차는 몇 대까지 되나요?")
    scene.answered(words)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("요약해줘", "요약은 하지 못합니다"),
        ("무슨 내용이야?", "요약은 하지 못합니다"),
        ("이거 번역해줘", "번역은 하지 못합니다"),
        ("주차 되나요?", "네, 아니요로는"),
        ("주차 몇 대인지 세어 줘", "세는 일은"),
        ("너는 누구야?", "글을 읽고 그 안에서"),
        ("여기 어때?", "의견은"),
        ("what's this about?", "요약은 하지 못합니다"),
    ],
)
def test_what_no_span_answers_is_said(scene: Scene, site: str, question: str, words: str) -> None:
    scene.say(f"{scene.bot} {site}/museum {question}")
    scene.answered(words)


def test_who_only_shows_something_is_asked_what_of_it(scene: Scene) -> None:
    scene.say(f"{scene.bot} 이거 좀 봐줘", files=FILES[:1])
    told = scene.slack.wait_for(lambda w: w.ephemerals(scene.minji))
    assert "무엇이 궁금하세요?" in told[0]["text"]


def test_a_forwarded_file_is_read(scene: Scene) -> None:
    origin = scene.slack.add_channel("origin", members=[scene.minji])
    sent = scene.slack.say(origin, scene.minji, "안내문입니다", files=[FILES[3]])
    asked = f"{scene.bot} 주차는 몇 대까지 되나요?"
    scene.slack.share(scene.channel, scene.minji, asked, sent, origin)
    scene.answered("87면")


def test_a_link_to_a_file_is_read(scene: Scene) -> None:
    sent = scene.say("안내문입니다", files=[FILES[3]])
    link = sent["files"][0]["permalink"]
    scene.say(f"{scene.bot} {link} 주차는 몇 대까지 되나요?")
    scene.answered("87면")


def test_a_file_sent_last_in_a_direct_message_is_read(scene: Scene) -> None:
    scene.channel = scene.slack.dm(scene.minji)
    scene.say("", files=[FILES[4]])
    scene.say("주차는 몇 대까지 되나요?")
    scene.slack.wait_for(lambda _: any("87면" in reply for reply in scene.replies()))


def test_what_cannot_be_read_does_not_spoil_the_rest(scene: Scene, site: str) -> None:
    photo = Upload("사진.png", b"\x89PNG\r\n", "image/png")
    scene.say(f"{scene.bot} {site}/museum {site}/gone 초대 관장은 누구인가요?", files=[photo])
    scene.answered("서유진")
    (reply,) = scene.replies()
    assert "미술관" in reply
    assert "사진.png: 그림은" in reply
    assert f"{site}/gone: " in reply
    assert "404" in reply


def test_where_nothing_can_be_read_each_is_named(scene: Scene, site: str) -> None:
    scene.say(f"{scene.bot} {site}/gone {site}/away 초대 관장은 누구인가요?")
    scene.answered("하나도 읽지 못했습니다")
    assert scene.replies()[0].count("404") == 2


def test_under_an_apps_post_its_words_are_read_where_its_link_cannot_be(
    scene: Scene, site: str
) -> None:
    issue = scene.app_says(
        text=f"<{site}/browse/OPS-1|OPS-1> 주차장 안내 변경",
        attachments=[{"text": PARKING, "fallback": "OPS-1"}],
    )
    scene.say(f"{scene.bot} 주차는 몇 대까지 되나요?", under=issue)
    scene.answered("87면")
    assert "로그인" in scene.replies()[0]


def test_the_source_before_is_read_where_the_latest_cannot_be(scene: Scene, site: str) -> None:
    above = scene.say(f"{site}/museum")
    scene.say(f"이것도 {site}/gone", under=above)
    scene.say(f"{scene.bot} 초대 관장은 누구인가요?", under=above)
    scene.answered("서유진")
    assert f"{site}/gone: " in scene.replies()[0]


def test_a_permalink_is_read_and_the_reply_leads_there(scene: Scene) -> None:
    notice = scene.slack.add_channel("notice", members=[scene.minji])
    root = scene.slack.say(notice, scene.hyunwoo, "주차장 이야기입니다.")
    scene.slack.say(notice, scene.minji, PARKING, thread_ts=root["ts"])
    link = scene.slack.permalink(notice, root)
    scene.say(f"{scene.bot} {link} 주차는 몇 대까지 되나요?")
    scene.answered("minji: 주차장은 87면")
    assert f"#notice · {link}" in scene.replies()[0]


def test_the_command_takes_permalinks_and_links_of_files_too(scene: Scene) -> None:
    sent = scene.say("안내문입니다", files=[FILES[3]])
    for link in (scene.slack.permalink(scene.channel, sent), sent["files"][0]["permalink"]):
        before = len(scene.replies())
        scene.slack.command("/mrc", f"주차는 몇 대까지 되나요? {link}", scene.minji, scene.channel)
        scene.slack.wait_for(lambda _, before=before: len(scene.replies()) == before + 2)
        assert "87면" in scene.replies()[-1]


def test_a_private_channel_is_shown_to_its_members_alone(scene: Scene) -> None:
    secret = scene.slack.add_channel("secret", private=True, members=[scene.hyunwoo])
    link = scene.slack.permalink(secret, scene.slack.say(secret, scene.hyunwoo, PARKING))
    scene.say(f"{scene.bot} {link} 주차는 몇 대까지 되나요?")
    scene.answered("공개 범위")
    scene.say(f"{scene.bot} {link} 주차는 몇 대까지 되나요?", by=scene.hyunwoo)
    scene.answered("공개 범위", "87면")


def test_a_channel_without_the_bot_is_no_reason_to_try_later(scene: Scene) -> None:
    away = scene.slack.add_channel("away", private=True, members=[scene.minji], app=False)
    link = scene.slack.permalink(away, scene.slack.say(away, scene.minji, PARKING))
    scene.say(f"{scene.bot} {link} 주차는 몇 대까지 되나요?")
    scene.answered("저를 초대하거나")


def test_a_missing_scope_is_the_administrators_to_mend(echo: Any) -> None:
    installed = manifest("https://bot.example/slack/events")
    installed["oauth_config"]["scopes"]["bot"].remove("files:read")
    with SlackWorkspace(manifest=installed) as slack, bot_in(slack, echo, socket=False):
        scene = Scene(slack)
        scene.say(f"{scene.bot} 주차는 몇 대까지 되나요?", files=FILES[:1])
        scene.answered("files:read")
        assert "관리자" in scene.replies()[0]
