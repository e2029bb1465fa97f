"""Block Kit as HTML, about as Slack shows it: for pictures, not for reading Slack.

What Slack itself says, in the language of whoever looks, is marked: ⟦date⟧. See `said_by_slack`.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

Json = dict[str, Any]

_PEOPLE = {"U0ASKER": "민지", "U0BOT": "mrc-bot"}
_SLACK = {
    "ko": {
        "when": "오후 3:20",
        "date": "오늘 오후 3:20",
        "optional": "선택 사항",
        "add a file": "파일 추가",
    },
    "en": {
        "when": "3:20 PM",
        "date": "today 3:20 PM",
        "optional": "optional",
        "add a file": "Add a file",
    },
    "ja": {
        "when": "15:20",
        "date": "今日 15:20",
        "optional": "任意",
        "add a file": "ファイルを追加",
    },
}
_ICONS = {
    "up": "M7 21H3V10h4zm0-11 4-8c2 0 3 1 2.5 3L13 9h6c1.5 0 2.5 1 2 3l-2 7c-.5 1.5-1 2-2.5 2H7",
    "down": "M17 3h4v11h-4zm0 11-4 8c-2 0-3-1-2.5-3l.5-4H5c-1.5 0-2.5-1-2-3l2-7c.5-1.5 1-2 2.5-2"
    "H17",
    "trash": "M9 3h6l1 2h5v2H3V5h5zM5 9h14l-1 12H6z",
}


def said_by_slack(page: str, language: str) -> str:
    """A page with what Slack itself says in a language."""
    for name, words in _SLACK[language].items():
        page = page.replace(f"⟦{name}⟧", words)
    return page


def message(author: str, said: Json, *, is_app: bool = True) -> str:
    """A message with its author, from blocks, or from its text where there are none."""
    badge = '<span class="badge">APP</span>' if is_app else ""
    body = blocks(said["blocks"]) if said.get("blocks") else f"<p>{_mrkdwn(said['text'])}</p>"
    face = '<span class="face app">한</span>' if is_app else '<span class="face">민</span>'
    return (
        f'<article class="message">{face}<div class="body"><header><b>{escape(author)}</b> '
        f"{badge}<time>⟦when⟧</time></header>{body}</div></article>"
    )


def view(shown: Json) -> str:
    """A modal, or the Home tab."""
    inside = blocks(shown["blocks"])
    if shown["type"] == "home":
        return f'<section class="home">{inside}</section>'
    title = escape(shown["title"]["text"])
    close, submit = escape(shown["close"]["text"]), escape(shown["submit"]["text"])
    return (
        f'<section class="modal"><header><b>{title}</b><span>✕</span></header>{inside}'
        f"<footer><button>{close}</button>"
        f'<button class="primary">{submit}</button></footer></section>'
    )


def blocks(given: list[Json]) -> str:
    """Blocks, one below the other."""
    return "".join(_BLOCKS[block["type"]](block) for block in given)


def _rich_text(block: Json) -> str:
    return "".join(_RICH[element["type"]](element) for element in block["elements"])


def _section(element: Json) -> str:
    return f"<p>{_parts(element)}</p>"


def _quote(element: Json) -> str:
    return f"<blockquote>{_parts(element)}</blockquote>"


def _list(element: Json) -> str:
    lines = "".join(f"<li>{_parts(line)}</li>" for line in element["elements"])
    return f"<ul>{lines}</ul>"


def _parts(element: Json) -> str:
    return "".join(map(_part, element["elements"]))


def _part(part: Json) -> str:
    kind = part["type"]
    if kind == "user":
        return _person(part["user_id"])
    if kind == "date":
        return "⟦date⟧"
    if kind == "link":
        return f"<a>{escape(part.get('text') or part['url'])}</a>"
    words = escape(part["text"]).replace("\n", "<br>")
    for style, tag in (("bold", "b"), ("italic", "i"), ("code", "code")):
        if part.get("style", {}).get(style):
            words = f"<{tag}>{words}</{tag}>"
    return words


def _actions(block: Json) -> str:
    inside = "".join(
        f"<button>{escape(each['text']['text'])}</button>" if "text" in each else _field(each)
        for each in block["elements"]
    )
    return f'<div class="actions">{inside}</div>'


def _context_actions(block: Json) -> str:
    icons: list[str] = []
    for element in block["elements"]:
        names = ["up", "down"] if element["type"] == "feedback_buttons" else [element["icon"]]
        icons += [
            f'<span class="icon"><svg viewBox="0 0 24 24"><path d="{_ICONS[name]}"/></svg></span>'
            for name in names
        ]
    return f'<div class="icons">{"".join(icons)}</div>'


def _context(block: Json) -> str:
    return f'<p class="context">{" ".join(map(_text, block["elements"]))}</p>'


def _header(block: Json) -> str:
    return f"<h2>{escape(block['text']['text'])}</h2>"


def _text_section(block: Json) -> str:
    words = f"<p>{_text(block['text'])}</p>" if "text" in block else ""
    accessory = block.get("accessory")
    return words + (_actions({"elements": [accessory]}) if accessory else "")


def _divider(_block: Json) -> str:
    return "<hr>"


def _input(block: Json) -> str:
    optional = ' <span class="quiet">(⟦optional⟧)</span>' if block.get("optional") else ""
    label = f"<label>{escape(block['label']['text'])}{optional}</label>"
    return f'<div class="input">{label}{_field(block["element"])}</div>'


def _field(element: Json) -> str:
    kind = element["type"]
    if kind in ("radio_buttons", "checkboxes"):
        chosen = element.get("initial_option", {}).get("value")
        return "".join(_option(each, chosen, kind) for each in element["options"])
    if kind == "file_input":
        return '<div class="field file">⟦add a file⟧</div>'
    if kind == "multi_users_select":
        return (
            f'<div class="field">{" ".join(map(_person, element.get("initial_users", [])))}</div>'
        )
    if kind == "static_select":
        return f'<div class="field">{escape(element["initial_option"]["text"]["text"])} ▾</div>'
    typed = element.get("initial_value")
    hint = element.get("placeholder", {}).get("text", "")
    words = escape(typed) if typed else f'<span class="quiet">{escape(hint)}</span>'
    kind = "field tall" if element.get("multiline") else "field"
    return f'<div class="{kind}">{words}</div>'


def _person(user: str) -> str:
    return f'<span class="mention">@{_PEOPLE.get(user, user)}</span>'


def _option(option: Json, chosen: str | None, kind: str) -> str:
    mark = "on" if option["value"] == chosen else ""
    note = option.get("description", {}).get("text")
    below = f'<br><span class="quiet">{escape(note)}</span>' if note else ""
    words = escape(option["text"]["text"])
    return f'<div class="option"><i class="{kind} {mark}"></i><span>{words}{below}</span></div>'


def _text(words: Json) -> str:
    return _mrkdwn(words["text"]) if words["type"] == "mrkdwn" else escape(words["text"])


def _mrkdwn(words: str) -> str:
    return escape(words).replace("\n", "<br>")


_RICH: dict[str, Callable[[Json], str]] = {
    "rich_text_section": _section,
    "rich_text_quote": _quote,
    "rich_text_list": _list,
}
_BLOCKS: dict[str, Callable[[Json], str]] = {
    "actions": _actions,
    "context": _context,
    "context_actions": _context_actions,
    "divider": _divider,
    "header": _header,
    "input": _input,
    "rich_text": _rich_text,
    "section": _text_section,
}
