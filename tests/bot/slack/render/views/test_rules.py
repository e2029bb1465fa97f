from __future__ import annotations

import pytest

from bot.domain.hosts import Hosts
from bot.domain.language import Language, languages
from bot.slack.render.views.rules import rules_shown, rules_view
from bot.slack.understand.rules.form import WrongFieldError, read_rules
from bot.slack.understand.rules.rules import Rules
from tests.standins.slack.blockkit.blocks import check_view
from tests.standins.slack.people.forms import filled_in

RULES = Rules(
    unaddressed="never",
    askers="chosen",
    people=("U1", "U2"),
    groups=("S1",),
    answers="alone",
    language="en",
    hosts=Hosts(("a.example", "b.example"), ("c.a.example",)),
    workflows=True,
)
GROUPS = {f"S{number}": f"group {number}" for number in range(150)}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("rules", [Rules(), RULES])
def test_what_is_not_changed_in_the_form_stays(language: Language, rules: Rules) -> None:
    view = check_view(rules_view(rules, GROUPS, "C1", language))
    view["state"] = {"values": filled_in(view, {})}
    assert read_rules(view) == rules
    assert view["private_metadata"] == "C1"
    check_view(rules_shown(rules, language))


@pytest.mark.parametrize(
    ("filled", "field", "reason"),
    [
        ({"allowed": "not a site!"}, "allowed", "no-site"),
        ({"refused": "a..b"}, "refused", "no-site"),
        ({"askers": "chosen"}, "people", "nobody"),
    ],
)
def test_what_is_no_good_is_told_with_its_field(
    filled: dict[str, str], field: str, reason: str
) -> None:
    view = check_view(rules_view(Rules(), {}, "C1", "ko"))
    view["state"] = {"values": filled_in(view, filled)}
    with pytest.raises(WrongFieldError) as raised:
        read_rules(view)
    assert (raised.value.field, raised.value.reason) == (field, reason)
