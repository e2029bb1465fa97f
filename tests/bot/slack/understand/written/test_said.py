from __future__ import annotations

from typing import Any

import pytest

from bot.slack.understand.written.said import added_to, of_attachment, of_blocks, said, shared_in

Json = dict[str, Any]


def _rich(*elements: Json) -> list[Json]:
    return [{"type": "rich_text", "elements": list(elements)}]


def _section(*inline: Json, kind: str = "rich_text_section") -> Json:
    return {"type": kind, "elements": list(inline)}


def _text(words: str, **style: bool) -> Json:
    return {"type": "text", "text": words} | ({"style": style} if style else {})


def _list(style: str, *items: Json) -> Json:
    return {"type": "rich_text_list", "style": style, "elements": list(items)}


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        (_rich(_section(_text("담당은 "), {"type": "user", "user_id": "U1"})), "담당은 <@U1>"),
        (_rich(_section(_text("a < b & "), _text("굵게", bold=True))), "a &lt; b &amp; 굵게"),
        (_rich(_section(_text("*마감*: _12월 4일_ (2*3)"))), "마감: 12월 4일 (2*3)"),
        (_rich(_section(_text("파일은 "), _text("_init_ x", code=True))), "파일은 _init_ x"),
        (
            _rich(
                _section(_text("누가?\n")),
                _section(_text("하나\n둘"), kind="rich_text_quote"),
                _section(_text("x = 1"), kind="rich_text_preformatted"),
            ),
            "누가?\n&gt; 하나\n&gt; 둘\n```\nx = 1\n```",
        ),
        (
            _rich(
                _list("bullet", _section(_text("하나")), _section(_text("둘"))),
                _list("ordered", _section(_text("셋"))),
            ),
            "하나\n둘\n1. 셋",
        ),
        (
            _rich(
                _section(
                    {"type": "link", "url": "https://a.example/?a=1&b=2", "text": "여기"},
                    {"type": "emoji", "name": "bust", "unicode": "1f464"},
                    {"type": "emoji", "name": "감사"},
                    {"type": "channel", "channel_id": "C1"},
                    {"type": "usergroup", "usergroup_id": "S1"},
                    {"type": "broadcast", "range": "here"},
                )
            ),
            "<https://a.example/?a=1&amp;b=2|여기>👤:감사:<#C1><!subteam^S1><!here>",
        ),
        (
            [
                {"type": "header", "text": {"type": "plain_text", "text": "공지 & 안내"}},
                {
                    "type": "section",
                    "text": {"type": "mrkdwn", "text": "*담당*: 김민지"},
                    "fields": [{"type": "mrkdwn", "text": "_기한_: 9월"}],
                },
                {"type": "context", "elements": [{"type": "mrkdwn", "text": "끝"}]},
                {"type": "divider"},
                {"type": "actions", "elements": [{"type": "button", "text": {"text": "보기"}}]},
            ],
            "공지 &amp; 안내\n담당: 김민지\n기한: 9월\n끝",
        ),
        (
            [
                {
                    "type": "table",
                    "rows": [
                        [
                            {"type": "raw_text", "text": "요일"},
                            {"type": "raw_text", "text": "마감"},
                        ],
                        [
                            {"type": "rich_text", "elements": [_section(_text("주말"))]},
                            {"type": "raw_number", "value": 18, "text": "18"},
                        ],
                    ],
                }
            ],
            "요일: 주말, 마감: 18",
        ),
    ],
)
def test_the_words_of_blocks(blocks: list[Json], words: str) -> None:
    assert of_blocks(blocks) == words
    assert said({"blocks": blocks, "text": "예비"}) == words


def test_without_blocks_or_where_they_lack_a_mention_the_text_counts() -> None:
    raw = _rich(_section(_text("<@U1> 누가?")))
    assert said({"text": "<@U1> 누가?", "blocks": raw}) == "<@U1> 누가?"
    assert said({"text": "*담당*: 김민지", "blocks": [{"type": "divider"}]}) == "담당: 김민지"


@pytest.mark.parametrize(
    ("attachment", "words"),
    [
        ({"text": "*관장*은 정하늘이다.", "is_msg_unfurl": True}, "관장은 정하늘이다."),
        (
            {
                "message_blocks": [{"message": {"blocks": _rich(_section(_text("새 글")))}}],
                "text": "옛 글",
            },
            "새 글",
        ),
        (
            {
                "pretext": "새 글",
                "title": "도서관 & 책",
                "title_link": "https://a.example/1",
                "text": "9월에 연다.",
                "fields": [{"title": "담당", "value": "김민지"}],
                "fallback": "예비",
            },
            "새 글\n<https://a.example/1|도서관 &amp; 책>\n9월에 연다.\n담당: 김민지",
        ),
        ({"fallback": "예비"}, "예비"),
    ],
)
def test_the_words_of_attachments(attachment: Json, words: str) -> None:
    assert of_attachment(attachment) == words


def test_blocks_in_blocks_end_somewhere() -> None:
    block: Json = {"type": "container", "child_blocks": []}
    for _ in range(5000):
        block = {"type": "container", "child_blocks": [block]}
    assert of_blocks([block]) == ""


@pytest.mark.parametrize(
    ("attachment", "by_person", "by_app"),
    [
        ({"text": "글", "is_msg_unfurl": True}, "shared", "shared"),
        ({"text": "글", "from_url": "https://a.slack.com/archives/C1/p1"}, "shared", "shared"),
        ({"text": "글", "author_name": "민지"}, "shared", "added"),
        ({"text": "글", "from_url": "https://a.example/1"}, "neither", "neither"),
    ],
)
def test_what_is_forwarded_is_told_from_previews_and_from_what_apps_attach(
    attachment: Json, by_person: str, by_app: str
) -> None:
    for message, kind in (({"user": "U1"}, by_person), ({"bot_id": "B1"}, by_app)):
        said_with = message | {"attachments": [attachment]}
        assert bool(shared_in(said_with)) == (kind == "shared")
        assert bool(added_to(said_with)) == (kind == "added")


@pytest.mark.parametrize(
    "blocks",
    [
        3,
        ["section"],
        [{"type": "rich_text", "elements": [None]}],
        [{"type": "rich_text", "elements": [{"type": "rich_text_list", "offset": "a"}]}],
        _rich(_section({"type": "link", "url": 3})),
        _rich(_section({"type": "emoji", "unicode": "ffffffffff"})),
        [{"type": "table", "rows": [3]}],
    ],
)
def test_blocks_of_a_form_that_is_new_leave_the_text(blocks: Any) -> None:
    assert said({"text": "누가?", "blocks": blocks}) == "누가?"
    attached = [{"is_share": True, "blocks": blocks}, None, {"is_share": True, "text": "글"}]
    assert shared_in({"attachments": attached}) == ("글",)


def test_bullets_that_somebody_typed_are_no_part_of_what_is_said() -> None:
    lines = _rich(_section(_text("누가?\n• 간식: 현우\n  ◦ 사회: 소라")))
    assert said({"text": "누가?", "blocks": lines}) == "누가?\n간식: 현우\n사회: 소라"
