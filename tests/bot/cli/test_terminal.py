from __future__ import annotations

import time
from dataclasses import replace

import pytest

from bot.cli.terminal import print_reply, waiting
from bot.domain.language import Language
from bot.domain.progress import Progress
from bot.domain.reply import Reply
from bot.domain.source.document import Document
from bot.domain.source.place import places_of
from mrc_core import Answer, ModelInfo, Reading, Timings

TEXT = "왕이 있었다. 세종이 한글을 만들었다."


def _reply(*, ended: bool, title: str = "백과") -> Reply:
    start = TEXT.index("세종")
    answer = Answer("세종", start, start + 2, 0.9, TEXT[start:], start)
    reading = Reading(
        state="found",
        answer=answer,
        candidates=(answer,),
        model=ModelInfo("test", "1"),
        timings_ms=Timings(1, 2, 3),
        windows_read=3,
        windows_total=9,
        question_cut=False,
        budget_ended=ended,
    )
    document = Document(kind="web", text=TEXT, url="https://a.example/", title=title)
    return Reply(reading, (document,), places_of([document], (answer,)), 4, 10)


@pytest.mark.parametrize(
    ("language", "said"),
    [("ko", "가까운 부분만 읽었습니다(3/9 구간)"), ("en", "closest to the question (3 of 9)")],
)
def test_a_text_read_in_part_is_said_to_be(
    language: Language, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_reply(_reply(ended=True), language)
    assert said in " ".join(capsys.readouterr().out.split())
    print_reply(_reply(ended=False), language)
    assert "9" not in capsys.readouterr().out.replace("90%", "")


def test_a_title_cannot_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_reply(_reply(ended=False, title="백\x1b[2J과"), "ko")
    assert "\x1b[2J" not in capsys.readouterr().out


def test_what_no_span_can_answer_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    reply = _reply(ended=False)
    reading = replace(reply.reading, state="absent", answer=None)
    print_reply(replace(reply, reading=reading, reason="summary"), "en")
    said = capsys.readouterr().out
    assert "I cannot summarise" in said
    assert "세종이" not in said


def test_colours_are_left_out_where_nobody_wants_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    print_reply(_reply(ended=False), "ko")
    assert "\x1b[1;32m" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    print_reply(_reply(ended=False), "ko")
    assert "\x1b[1m세종" in capsys.readouterr().out


def test_a_terminal_shows_what_is_being_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with waiting("ko") as tell:
        for step in (Progress("fetching"), Progress("reading", 3, 12)):
            time.sleep(0.2)
            tell(step)
        time.sleep(0.2)
    out, shown = capsys.readouterr()
    assert out == ""
    for words in ("모델을 불러오는 중", "글을 가져오는 중", "글을 읽는 중입니다(3/12)"):
        assert words in shown


def test_a_log_shows_no_spinner(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    with waiting("ko") as tell:
        tell(Progress("reading", 3, 12))
    assert capsys.readouterr() == ("", "")
