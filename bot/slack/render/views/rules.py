"""The form in which a channel's rules are settled, and the same to look at only. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    RichTextBlock,
    RichTextElement,
    StaticMultiSelectElement,
    StaticSelectElement,
    UserMultiSelectElement,
)

from bot.domain.language import AUTO, Language, languages, say
from bot.slack.render.message import cut
from bot.slack.render.rich_text import bullets, person, section, text
from bot.slack.render.views.modal import modal, plain
from bot.slack.understand.rules.form import (
    ALLOWED,
    ANSWERS,
    ASKERS,
    GROUPS,
    LANGUAGE,
    OFF,
    ON,
    PEOPLE,
    REFUSED,
    UNADDRESSED,
    WORKFLOWS,
)
from bot.slack.understand.rules.rules import Rules

CALLBACK_ID = "mrc_rules"

_MOST_CHARACTERS = 3_000
_MOST_GROUPS = 100
_MOST_NAME = 75
_CHOICES = {
    UNADDRESSED: ("found", "never"),
    ASKERS: ("everybody", "members", "chosen"),
    ANSWERS: ("thread", "alone"),
    WORKFLOWS: (OFF, ON),
}


def rules_view(
    rules: Rules, groups: Mapping[str, str], channel: str, language: Language
) -> dict[str, Any]:
    """Return the modal to settle a channel's rules as JSON.

    Args:
        rules: What holds now.
        groups: Names of the workspace's groups of people, by id.
        channel: The channel; it travels with the form.
        language: Of whoever opened it.

    Raises:
        SlackObjectFormationError: Slack would refuse it.
    """
    named = {each: groups.get(each, each) for each in rules.groups} | dict(groups)
    blocks: list[Block] = [
        _radio(language, UNADDRESSED, rules.unaddressed),
        _radio(language, ASKERS, rules.askers),
        _people(language, rules.people),
        *_groups(language, dict(list(named.items())[:_MOST_GROUPS]), rules.groups),
        _radio(language, ANSWERS, rules.answers),
        _language(language, rules.language),
        _sites(language, ALLOWED, rules.hosts.allowed),
        _sites(language, REFUSED, rules.hosts.refused),
        _radio(language, WORKFLOWS, ON if rules.workflows else OFF),
    ]
    return modal(language, "rules", blocks, callback_id=CALLBACK_ID, metadata=channel)


def rules_shown(rules: Rules, language: Language) -> dict[str, Any]:
    """Return the modal that shows a channel's rules to who may not settle them, as JSON.

    Raises:
        SlackObjectFormationError: Slack would refuse it.
    """
    lines = [
        _line(language, UNADDRESSED, say(language, f"rules.{UNADDRESSED}-{rules.unaddressed}")),
        _line(language, ASKERS, say(language, f"rules.{ASKERS}-{rules.askers}")),
        _line(language, ANSWERS, say(language, f"rules.{ANSWERS}-{rules.answers}")),
        _line(language, LANGUAGE, _language_name(language, rules.language)),
        _line(language, WORKFLOWS, say(language, f"rules.{WORKFLOWS}-{_switch(rules)}")),
    ]
    for field, sites in ((ALLOWED, rules.hosts.allowed), (REFUSED, rules.hosts.refused)):
        if sites:
            lines.append(_line(language, field, cut(", ".join(sites), _MOST_CHARACTERS // 3)))
    if rules.askers == "chosen" and rules.people:
        label = text(f"{say(language, 'rules.people')}: ")
        lines.append(section(label, *map(person, rules.people)))
    elements = [bullets(lines), section(text(say(language, "rules.who-may"), italic=True))]
    return modal(language, "rules", [RichTextBlock(elements=elements)])


def _line(language: Language, field: str, value: str) -> RichTextElement:
    return section(text(f"{say(language, f'rules.{field}')}: "), text(value, bold=True))


def _switch(rules: Rules) -> str:
    return ON if rules.workflows else OFF


def _radio(language: Language, field: str, now: str) -> InputBlock:
    options = {
        value: Option(value=value, text=plain(language, f"rules.{field}-{value}"))
        for value in _CHOICES[field]
    }
    element = RadioButtonsElement(
        action_id=field, options=list(options.values()), initial_option=options[now]
    )
    return _input(language, field, element)


def _people(language: Language, people: Sequence[str]) -> InputBlock:
    element = UserMultiSelectElement(action_id=PEOPLE, initial_users=list(people) or None)
    return _input(language, PEOPLE, element, optional=True)


def _groups(
    language: Language, groups: Mapping[str, str], chosen: Sequence[str]
) -> list[InputBlock]:
    """Return the choice of groups; nothing where the workspace has none."""
    if not groups:
        return []
    options = {
        each: Option(value=each, text=PlainTextObject(text=cut(name, _MOST_NAME)))
        for each, name in groups.items()
    }
    element = StaticMultiSelectElement(
        action_id=GROUPS,
        options=list(options.values()),
        initial_options=[options[each] for each in chosen if each in options] or None,
    )
    return [_input(language, GROUPS, element, optional=True)]


def _language(language: Language, now: str) -> InputBlock:
    options = {
        name: Option(value=name, text=PlainTextObject(text=_language_name(language, name)))
        for name in (AUTO, *languages())
    }
    element = StaticSelectElement(
        action_id=LANGUAGE, options=list(options.values()), initial_option=options[now]
    )
    return _input(language, LANGUAGE, element)


def _language_name(language: Language, name: str) -> str:
    return say(language, "rules.language-auto") if name == AUTO else languages()[name].name


def _sites(language: Language, field: str, now: Sequence[str]) -> InputBlock:
    element = PlainTextInputElement(
        action_id=field,
        multiline=True,
        max_length=_MOST_CHARACTERS,
        initial_value="\n".join(now) or None,
        placeholder=plain(language, "rules.sites-hint"),
    )
    return _input(language, field, element, optional=True)


def _input(
    language: Language, field: str, element: InputInteractiveElement, *, optional: bool = False
) -> InputBlock:
    label = plain(language, f"rules.{field}")
    return InputBlock(block_id=field, label=label, element=element, optional=optional)
