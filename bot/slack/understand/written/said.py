"""What a message of Slack says, wherever it says it: text, blocks or attachments. Pure.

All of it becomes one form, Slack's own text: escaped, with links, mentions, quotes and code marked
as Slack marks them. Bold and the like are left out, as they are no part of what is said.
https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bot.slack.understand.written.marks import (
    escaped,
    mentioned,
    unescaped,
    without_bullets,
    without_style,
)

Json = Mapping[str, Any]

# Blocks and lists stand in each other; Slack allows a few levels.
_MOST_DEPTH = 8


def said(message: Json) -> str:
    """Return what a message itself says: its blocks or, where these are not all of it, its text."""
    text, words = message.get("text") or "", _known(of_blocks, message.get("blocks"))
    if words and set(mentioned(text)) <= set(mentioned(words)):
        return without_bullets(words)
    return without_style(text).strip()


def of_attachment(attachment: Json) -> str:
    """Return what an attachment says: a forwarded message, or what an app has put into one."""
    forwarded = [said(each.get("message") or {}) for each in attachment.get("message_blocks") or ()]
    if words := _lines(forwarded) or of_blocks(attachment.get("blocks")):
        return words
    title, link = attachment.get("title") or "", attachment.get("title_link") or ""
    fields = (
        f"{_plain(field.get('title'))}: {_mrkdwn(field.get('value'))}"
        for field in attachment.get("fields") or ()
    )
    words = _lines(
        [
            _mrkdwn(attachment.get("pretext")),
            _link(link, title) if link else _plain(title),
            _mrkdwn(attachment.get("text")),
            *fields,
        ]
    )
    return words or _mrkdwn(attachment.get("fallback"))


def shared_in(message: Json) -> tuple[str, ...]:
    """Return the texts of the messages of Slack that are forwarded with a person's message."""
    shared = (each for each in _attachments(message) if _is_shared(message, each))
    words = (_known(of_attachment, each) for each in shared)
    return tuple(filter(None, words))


def added_to(message: Json) -> tuple[str, ...]:
    """Return what an app has attached to its own message, beside what it says itself."""
    words = (
        _known(of_attachment, each)
        for each in _attachments(message)
        if not (_is_shared(message, each) or _is_preview(each))
    )
    return tuple(filter(None, words))


def _attachments(message: Json) -> Sequence[Json]:
    return [each for each in message.get("attachments") or () if isinstance(each, Mapping)]


def _known(words_of: Callable[[Any], str], part: Any) -> str:
    """Return the words of a part; "" where it is of a form that Slack has not had so far."""
    try:
        return words_of(part)
    except (AttributeError, LookupError, TypeError, ValueError, OverflowError):
        return ""


def _is_message(attachment: Json) -> bool:
    """Tell whether an attachment is a message of Slack: forwarded, or what a permalink shows."""
    marks = ("message_blocks", "is_msg_unfurl", "is_share")
    return any(map(attachment.get, marks)) or "/archives/" in (attachment.get("from_url") or "")


def _is_preview(attachment: Json) -> bool:
    """Tell whether an attachment only shows what a link leads to."""
    url = attachment.get("from_url") or attachment.get("original_url")
    return bool(url) and not _is_message(attachment)


def _is_shared(message: Json, attachment: Json) -> bool:
    """Tell whether an attachment is forwarded; what people attach otherwise is a preview."""
    by_app = bool(message.get("bot_id"))
    return _is_message(attachment) or not (by_app or _is_preview(attachment))


def of_blocks(blocks: Iterable[Json] | None, depth: int = 0) -> str:
    """Return the words of blocks, a line or more each; "" where they have none."""
    if depth > _MOST_DEPTH:
        return ""
    return _lines(_of_block(block, depth) for block in blocks or ())


def _of_block(block: Json, depth: int) -> str:
    match block.get("type"):
        case "rich_text":
            return _rich_text(block.get("elements") or (), depth)
        case "section":
            parts = [block.get("text"), *(block.get("fields") or ())]
            return _lines(_text_object(part) for part in parts if part)
        case "header" | "markdown" | "card":
            parts = [block.get("title"), block.get("text"), block.get("body")]
            return _lines(_text_object(part) for part in parts if part)
        case "context":
            elements = block.get("elements") or ()
            return " ".join(filter(None, (_text_object(each) for each in elements)))
        case "image" | "video":
            parts = [block.get("title"), block.get("description")]
            return _lines(_text_object(part) for part in parts if part)
        case "table":
            return _table(block.get("rows") or (), depth)
        case "container":
            title = _text_object(block.get("title") or "")
            return _lines([title, of_blocks(block.get("child_blocks"), depth + 1)])
    return ""


def _text_object(part: Any) -> str:
    if isinstance(part, str):
        return _mrkdwn(part)
    if not isinstance(part, Mapping):
        return ""
    words = part.get("text") or ""
    return _mrkdwn(words) if part.get("type") == "mrkdwn" else _plain(words)


def _mrkdwn(words: Any) -> str:
    return without_style(words).strip() if isinstance(words, str) else ""


def _plain(words: Any) -> str:
    return escaped(unescaped(words)).strip() if isinstance(words, str) else ""


def _table(rows: Iterable[Iterable[Json]], depth: int) -> str:
    """Return a table's rows, a line each: every value with the name of its column."""
    cells = [[_cell(cell, depth) for cell in row] for row in rows]
    if len(cells) < 2:
        return _lines(" ".join(row) for row in cells)
    names, *values = cells
    return _lines(
        ", ".join(
            f"{name}: {value}" if name else value
            for name, value in zip(names, row, strict=False)
            if value
        )
        for row in values
    )


def _cell(cell: Json, depth: int) -> str:
    if cell.get("type") == "rich_text":
        return " ".join(_rich_text(cell.get("elements") or (), depth).split())
    return _plain(str(cell.get("text") or cell.get("value") or ""))


def _rich_text(elements: Iterable[Json], depth: int) -> str:
    return _lines(_rich_text_part(element, depth) for element in elements)


def _rich_text_part(element: Json, depth: int) -> str:
    inside = element.get("elements") or ()
    match element.get("type"):
        case "rich_text_list" if depth <= _MOST_DEPTH:
            start = (element.get("offset") or 0) + 1
            ordered = element.get("style") == "ordered"
            items = (_rich_text_part(item, depth + 1) for item in inside)
            return _lines(
                f"{number}. {item}" if ordered else item for number, item in enumerate(items, start)
            )
        case "rich_text_quote":
            quoted = without_style(_inline(inside)).splitlines()
            return _lines(f"&gt; {line}" for line in quoted)
        case "rich_text_preformatted":
            return f"```\n{_inline(inside)}\n```"
        case "rich_text_section":
            # What people paste has marks that Slack takes for words.
            return without_style(_inline(inside)).strip("\n")
    return ""


def _inline(elements: Iterable[Json]) -> str:
    return "".join(
        _INLINE[kind](element)
        for element in elements
        if (kind := str(element.get("type"))) in _INLINE
    )


def _emoji(element: Json) -> str:
    """Return an emoji as the character that it is, or by its name where it is the workspace's."""
    try:
        points = [int(point, 16) for point in (element.get("unicode") or "").split("-")]
        return "".join(map(chr, points))
    except ValueError:
        return f":{element.get('name')}:"


def _text(element: Json) -> str:
    """Return words; what is code is marked, so that nothing in it is taken for a mark."""
    words = escaped(element.get("text") or "")
    is_code = (element.get("style") or {}).get("code")
    return f"`{words}`" if is_code and "`" not in words else words


def _link(url: str, label: str | None) -> str:
    url = escaped(url).replace("|", "%7C")
    return f"<{url}|{escaped(label)}>" if label and label != url else f"<{url}>"


_INLINE: Mapping[str, Callable[[Json], str]] = {
    "text": _text,
    "link": lambda each: _link(each.get("url") or "", each.get("text")),
    "user": lambda each: f"<@{each.get('user_id')}>",
    "channel": lambda each: f"<#{each.get('channel_id')}>",
    "usergroup": lambda each: f"<!subteam^{each.get('usergroup_id')}>",
    "broadcast": lambda each: f"<!{each.get('range')}>",
    "date": lambda each: escaped(each.get("fallback") or ""),
    "emoji": _emoji,
}


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(filter(str.strip, parts))
