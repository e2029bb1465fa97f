from __future__ import annotations

from typing import Any

import pytest

from bot.domain.question import GivenText, WebPage
from bot.slack.understand.form import (
    ALONE,
    EVERYONE,
    FIELD_CHARACTERS,
    Origin,
    in_fields,
    kept_origin,
    sources_of,
    understand_form,
)
from bot.slack.understand.meaning import SlackMessage

Json = dict[str, Any]
LINK = "https://a.example/x"


@pytest.mark.parametrize(
    ("source", "links"),
    [
        (LINK, [LINK]),
        (f"{LINK} 를 보라.", [LINK]),
        (f"기사: {LINK}", [LINK]),
        (f"기사:{LINK}", [LINK]),
        ("a.example/x", [LINK]),
        ("기사: a.example/x", [LINK]),
        ("a.example", ["https://a.example"]),
        ("www.mois.go.kr/frt/a.do?n=1", ["https://www.mois.go.kr/frt/a.do?n=1"]),
        ("링크는 www.mois.go.kr/frt/a.do 입니다", ["https://www.mois.go.kr/frt/a.do"]),
        ("(www.mois.go.kr)", ["https://www.mois.go.kr"]),
        (f"{LINK}\nb.example:8080/y", [LINK, "https://b.example:8080/y"]),
    ],
)
def test_links_are_links_with_and_without_a_scheme(source: str, links: list[str]) -> None:
    assert sources_of(source) == tuple(map(WebPage, links))


@pytest.mark.parametrize(
    "source",
    [
        f"세종이 한글을 만들었다. {LINK} 참고",
        "세종이 한글을 만들었다. 자세히: www.a.kr/x",
        "버전 3.5/10 입니다",
        "minji@a.example",
        "우리끼리만",
    ],
)
def test_anything_else_is_the_passage(source: str) -> None:
    assert sources_of(source) == (GivenText(source),)


@pytest.mark.parametrize(
    "text", ["짧은 글", "가나다라 " * 2_000, "한 줄\n" * 2_000, ("가" * 5_000 + "\n") * 3]
)
def test_a_long_text_stands_in_several_fields_and_nothing_of_it_is_lost(text: str) -> None:
    parts = in_fields(text)
    assert "".join(parts) == text
    assert max(map(len, parts)) <= FIELD_CHARACTERS


def _view(origin: Origin, **fields: Json) -> Json:
    values = {name: {name: held} for name, held in fields.items()}
    return {"private_metadata": kept_origin(origin), "state": {"values": values}}


def _audience(value: str) -> Json:
    return {"selected_option": {"value": value}}


def test_text_and_files_are_asked_together() -> None:
    file = {"id": "F1", "name": "a.txt", "mimetype": "text/plain", "url_private": LINK}
    filled = understand_form(
        _view(
            Origin("C1"),
            question={"value": " 누가? "},
            source={"value": "세종이 만들"},
            source2={"value": "었다."},
            files={"files": [file]},
            channel={"selected_conversation": "C1"},
            audience=_audience(EVERYONE),
        )
    )
    assert filled.ask.question == "누가?"
    assert isinstance(filled.ask.sources, tuple)
    assert filled.ask.sources[0] == GivenText("세종이 만들었다.")
    assert [each.name for each in filled.ask.sources] == ["", "a.txt"]
    assert (filled.channel, filled.alone, filled.thread_ts) == ("C1", False, None)


def test_the_response_url_is_of_the_chosen_conversation() -> None:
    urls = [{"channel_id": "C2", "response_url": "https://hooks/2"}]
    view = _view(
        Origin("C1", "https://hooks/1", closed=True),
        question={"value": None},
        channel={"selected_conversation": "C2"},
        audience=_audience(ALONE),
    )
    chosen = understand_form(view, urls)
    assert (chosen.response_url, chosen.closed, chosen.alone) == ("https://hooks/2", False, True)
    view["state"]["values"]["channel"]["channel"]["selected_conversation"] = "C1"
    stayed = understand_form(view)
    assert (stayed.response_url, stayed.closed) == ("https://hooks/1", True)
    assert stayed.ask.question == ""


def test_a_message_is_asked_about_in_its_thread() -> None:
    message = SlackMessage("C1", "2.0", "1.0")
    view = _view(
        Origin("C1", message=message), question={"value": "누가?"}, audience=_audience(EVERYONE)
    )
    filled = understand_form(view)
    assert (filled.ask.sources, filled.channel, filled.thread_ts) == ((message,), "C1", "1.0")
