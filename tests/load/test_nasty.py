"""Strangers of every kind, all at once: the bot goes on answering, and logs none of their words.

`python -m tests.bench.bot.nasty` lets them write for an hour, and prints figures.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx

from bot.slack.install.manifest import manifest
from tests.e2e.conftest import running_bot
from tests.load.nasty.nasty import misspoken, strangers
from tests.load.watch import ORDINARY
from tests.mrc_core.predict.serving.windows import TokensModel
from tests.standins.slack.workspace import SlackWorkspace
from tests.standins.tf_serving.standin import TensorFlowServing
from tests.standins.tf_serving.wire import listening

SECONDS = 8.0


def test_whatever_strangers_write_the_bot_goes_on_answering(tmp_path: Path) -> None:
    serving = TensorFlowServing({"mrc": {1: TokensModel(1)}})
    slack = SlackWorkspace(manifest=manifest("https://bot.example/slack/events"))
    with slack, listening(serving) as url:
        settings = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "MRC_SERVING_URL": url,
            "MRC_FETCH_ALLOW_PRIVATE": "127.0.0.0/8",
        }
        with running_bot(tmp_path, **settings) as bot:
            slack.deliver_to(f"{bot.url}/slack/events")
            findings = asyncio.run(strangers(bot, slack, 6, SECONDS))
            reply = httpx.post(f"{bot.url}/v1/answer", json=ORDINARY, timeout=60)
            assert reply.status_code == 200
            assert misspoken(bot.log) == []
    assert {"ask", "hang_up", "break_in", "chat"} <= set(findings.sent)
    assert 500 not in findings.replies
    assert slack.calls("chat.postMessage")
