from __future__ import annotations

from bot.slack.render.rich_text import link


def test_an_address_that_slack_would_not_take_leaves_its_label() -> None:
    url = "https://a.example/" + "a" * 3_000
    assert link(url, "백과").to_dict() == {"type": "text", "text": "백과"}
    assert link(url[:3_000], "백과").to_dict()["url"] == url[:3_000]
