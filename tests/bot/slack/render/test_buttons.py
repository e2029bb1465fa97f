from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from bot.domain.language import Language, languages
from bot.domain.record.record import Other
from bot.slack.render.buttons import (
    Offer,
    in_plain_buttons,
    web_url,
    with_buttons,
    with_others,
    without_buttons,
)
from bot.slack.render.notice import notice
from tests.standins.slack.blockkit.blocks import check_message_blocks
from tests.standins.slack.blockkit.text import shown

REPLY = notice("답")
ALL = Offer(
    "1.0", "U1", others=True, again=True, paste=True, web_url="https://a.example", feedback_days=90
)


@pytest.mark.parametrize("language", languages())
def test_slack_takes_all_buttons_the_new_ones_and_the_plain_ones(language: Language) -> None:
    message = with_buttons(REPLY, ALL, language)
    check_message_blocks(message.blocks)
    plain = in_plain_buttons(message.blocks)
    check_message_blocks(plain)
    assert {block["type"] for block in plain} == {"rich_text", "actions"}
    values = [each["value"] for each in plain[-1]["elements"]]
    assert values == ["right 1.0", "wrong 1.0", "1.0 U1"]
    assert without_buttons(message) == REPLY


def test_who_may_not_do_it_sees_no_bin() -> None:
    feedback = with_buttons(REPLY, ALL, "ko").blocks[-1]["elements"]
    assert feedback[-1]["visible_to_user_ids"] == ["U1"]
    unasked = with_buttons(REPLY, Offer("1.0", None), "ko").blocks[-1]["elements"]
    assert [(each["action_id"], each["value"]) for each in unasked] == [("mrc_remove", "1.0")]


def test_how_long_feedback_is_kept_is_said_at_the_button() -> None:
    buttons = with_buttons(REPLY, ALL, "en").blocks[-1]["elements"][0]
    for name in ("positive_button", "negative_button"):
        assert "90 days" in buttons[name]["text"]["text"]
    assert len(with_buttons(REPLY, Offer("1.0", None), "en").blocks) == 2, "nobody is asked"


def test_other_candidates_open_once() -> None:
    others = (Other("한글", "한글을 폈다.", "p. 3", "https://a.example"), Other("왕", "", "", None))
    opened = with_others(with_buttons(REPLY, ALL, "ko"), others, "ko")
    assert opened == with_others(opened, others, "ko")
    check_message_blocks(opened.blocks)
    assert "한글 — 한글을 폈다. · p. 3" in shown({"blocks": opened.blocks})


def test_a_link_to_the_web_tells_no_server_what_is_asked() -> None:
    url = "https://a.example/?a=1&b=2#c"
    address = web_url("https://mrc.example/", "누가? & 언제?", url)
    assert address
    parts = urlsplit(address)
    assert (parts.netloc, parts.path, parts.query) == ("mrc.example", "/", "")
    assert parse_qs(parts.fragment) == {"question": ["누가? & 언제?"], "url": [url]}
    assert web_url("https://mrc.example", "가" * 2_000, None) is None
