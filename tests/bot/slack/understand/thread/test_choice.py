from __future__ import annotations

from typing import Any

import pytest

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.meaning import InThread, Pin
from bot.slack.understand.thread.choice import Choice, choose

BOT = "U0BOT"
A, B, C = (WebPage(f"https://{name}.example/x") for name in "abc")
TALK = "회의는 시월 십육일에 합니다. 장소는 삼층 회의실입니다."


def _says(ts: str, text: str, user: str = "U1") -> dict[str, Any]:
    return {"ts": ts, "user": user, "text": text}


THREAD = [
    _says("1", f"이 글 보세요 <{A.url}>"),
    _says("2", TALK),
    _says("5", f"이것도요 <{B.url}>"),
    _says("6", "네", BOT),
]


def _choose(pin: Pin | None, before: str = "9", **more: Any) -> Choice:
    return choose(THREAD, before, BOT, InThread("1", pin, **more))


@pytest.mark.parametrize(
    ("pin", "sources", "pinned"),
    [
        (None, B, False),
        (Pin((C,), "7"), C, True),
        (Pin((C,), "3"), B, False),
        (Pin((B,), "7"), B, True),
    ],
)
def test_what_was_named_last_is_read_then_what_is_pinned(
    pin: Pin | None, sources: WebPage, pinned: bool
) -> None:
    choice = _choose(pin)
    assert choice.sources == (sources,)
    assert choice.pinned is pinned
    assert (A,) in choice.otherwise


def test_a_pin_is_read_where_the_link_after_it_cannot_be() -> None:
    assert _choose(Pin((C,), "3")).otherwise[0] == (C,)


def test_what_was_taken_away_is_not_read_but_the_talk_is() -> None:
    choice = _choose(Pin((), "7"))
    assert all(isinstance(each, GivenText) for each in choice.sources)
    assert not choice.otherwise
    assert _choose(Pin((), "3")).sources == (B,)
    assert choose(THREAD[:1], "9", BOT, InThread("1", Pin((), "7"))) == Choice()


def test_what_is_asked_of_all_reads_all_and_at_most_five() -> None:
    assert set(_choose(Pin((C,), "7"), together=True).sources) == {A, B, C}
    assert set(_choose(None, together=True).sources) == {A, B}
    many = [_says(str(n), f"<https://a.example/{n}>") for n in range(1, 9)]
    assert len(choose(many, "10", BOT, InThread("1", together=True)).sources) == 5
    assert choose(THREAD[:1], "9", BOT, InThread("1", together=True)).sources == (A,)
