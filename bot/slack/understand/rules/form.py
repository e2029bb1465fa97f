"""What is filled in where a channel's rules are settled. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.hosts import Hosts, parse_hosts
from bot.slack.understand.rules.rules import Rules

Json = Mapping[str, Any]

UNADDRESSED, ASKERS, PEOPLE, GROUPS = "unaddressed", "askers", "people", "groups"
ANSWERS, LANGUAGE, ALLOWED, REFUSED = "answers", "language", "allowed", "refused"
WORKFLOWS = "workflows"
ON, OFF = "on", "off"


class WrongFieldError(Exception):
    """Something filled in is no good.

    Attributes:
        field: Where.
        reason: The key of its words under `rules.`.
    """

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(field, reason)


def read_rules(view: Json) -> Rules:
    """Return the rules that a submitted form says.

    Args:
        view: As Slack sends it: the form of `render/views/rules.py`, with what was filled in.

    Raises:
        KeyError: It is another form.
        WrongFieldError: What is filled in is no good.
    """
    values = view["state"]["values"]
    people = tuple(values[PEOPLE][PEOPLE].get("selected_users") or ())
    groups = tuple(
        each["value"]
        for each in values.get(GROUPS, {}).get(GROUPS, {}).get("selected_options") or ()
    )
    askers = _chosen(values, ASKERS)
    if askers == "chosen" and not (people or groups):
        raise WrongFieldError(PEOPLE, "nobody")
    return Rules(
        unaddressed=_chosen(values, UNADDRESSED),
        askers=askers,
        people=people,
        groups=groups,
        answers=_chosen(values, ANSWERS),
        language=_chosen(values, LANGUAGE),
        hosts=Hosts(_sites(values, ALLOWED), _sites(values, REFUSED)),
        workflows=_chosen(values, WORKFLOWS) == ON,
    )


def _chosen(values: Json, field: str) -> Any:
    return values[field][field]["selected_option"]["value"]


def _sites(values: Json, field: str) -> tuple[str, ...]:
    try:
        return parse_hosts(values[field][field].get("value") or "")
    except ValueError as error:
        raise WrongFieldError(field, "no-site") from error
