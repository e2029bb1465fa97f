"""What a step of Workflow Builder asks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.understand.form import sources_of
from bot.slack.understand.meaning import Ask
from bot.slack.understand.written.marks import plain

CALLBACK_ID = "mrc_answer"
QUESTION, SOURCE = "question", "source"
ANSWER, STATE, LINK = "answer", "state", "link"


@dataclass(frozen=True, slots=True)
class WorkflowStep:
    """One run of the step.

    Attributes:
        execution: Slack's id of it, by which it is completed.
        ask: What is asked of what; either may be missing.
    """

    execution: str
    ask: Ask


def read_step(event: Mapping[str, Any]) -> WorkflowStep | None:
    """Return what a `function_executed` event asks; None: it is another function.

    Args:
        event: As Slack sends it.

    Raises:
        KeyError: The event is none of Slack's.
    """
    if event["function"]["callback_id"] != CALLBACK_ID:
        return None
    inputs = event.get("inputs") or {}
    question = " ".join(plain(str(inputs.get(QUESTION) or "")).split())
    source = str(inputs.get(SOURCE) or "").strip()
    return WorkflowStep(event["function_execution_id"], Ask(question, sources_of(source)))
