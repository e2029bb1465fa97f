"""Whether Slack takes every layout.

https://docs.slack.dev/reference/methods/blocks.validate
"""

from __future__ import annotations

import json

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.language import Language
from bot.domain.operation.finding import Finding
from bot.slack.client.failures import SLACK_FAILURES, refusal, slack_reason
from bot.slack.layouts import Layout, layouts

_WHAT = "Slack: layouts"
_REFUSED = ("invalid_blocks", "invalid_view")
_REPORT = "this is a fault of the bot's: replies then come as plain text. Please report it"


async def examine_layouts(client: AsyncWebClient, language: Language) -> Finding:
    """Return what Slack says of one of each; nothing is posted."""
    refused: list[str] = []
    every = layouts(language)
    for layout in every:
        try:
            await client.api_call("blocks.validate", data=_payload(layout))
        except SLACK_FAILURES as error:
            if slack_reason(error) in _REFUSED:
                refused.append(layout.name)
            elif refusal(error) == "passing":
                return Finding("odd", _WHAT, f"not checked: Slack says {slack_reason(error)}")
            else:
                # An older Slack, or one that does not let this app ask.
                return Finding("off", _WHAT, f"not checked: Slack says {slack_reason(error)}")
    if refused:
        return Finding("bad", _WHAT, f"Slack refuses {', '.join(dict.fromkeys(refused))}", _REPORT)
    return Finding("good", _WHAT, f"Slack takes all {len(every)}")


def _payload(layout: Layout) -> dict[str, str]:
    if layout.message is not None:
        return {"blocks": json.dumps(layout.message.blocks)}
    return {"view": json.dumps(layout.view)}
