"""What people type, as Slack hands it on, and what they see of a message."""

import re
import secrets
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

_TOKEN = re.compile(
    r"""
    (?P<wire> <(?:[@\#!][^<>]+|(?:https?|mailto):[^<>|\s]+(?:\|[^<>]*)?)> )
  | (?P<url> https?://[^\s<>|]+ )
  | (?P<email> [\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,} )
  | (?P<domain> (?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|kr)\b(?:/[^\s<>|]*)? )
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_CLOSING = ".,!?;:'\""


def escape(text: str) -> str:
    """Replace the three characters that Slack's markup keeps for itself."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(text: str) -> tuple[str, list[Json]]:
    """The `text` and `blocks` of a message that somebody typed.

    Web and mail addresses become links, `&`, `<` and `>` are escaped. Mentions and labelled links
    are written as they look on the wire, `<@U…>` and `<https://…|label>`, and stay so.
    The blocks hold one section: code and quotes are not told apart.
    """
    wire, parts = [], []
    for written, element in _parts(text):
        wire.append(written)
        parts.append(element)
    section = {"type": "rich_text_section", "elements": parts}
    block = {"type": "rich_text", "block_id": secrets.token_hex(3), "elements": [section]}
    return "".join(wire), [block] if parts else []


def _parts(text: str) -> Iterator[tuple[str, Json]]:
    """Pairs of a piece of the text on the wire and the same piece in rich text."""
    end = 0
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup, match.group()
        if kind in ("url", "domain"):
            token = _without_closing_marks(token)
        if match.start() > end:
            yield _plain(text[end : match.start()])
        end = match.start() + len(token)
        yield _plain(token) if not kind else _special(kind, token)
    if end < len(text):
        yield _plain(text[end:])


def _plain(text: str) -> tuple[str, Json]:
    return escape(text), {"type": "text", "text": text}


def _special(kind: str, token: str) -> tuple[str, Json]:
    match kind:
        case "wire":
            return token, _wire_element(token[1:-1])
        case "url":
            return f"<{escape(token)}>", {"type": "link", "url": token}
        case "email":
            return f"<mailto:{token}|{token}>", _link(f"mailto:{token}", token)
        case _:
            return f"<http://{escape(token)}|{escape(token)}>", _link(f"http://{token}", token)


def _wire_element(inside: str) -> Json:
    target, _, label = inside.partition("|")
    match target[0]:
        case "@":
            return {"type": "user", "user_id": target[1:]}
        case "#":
            return {"type": "channel", "channel_id": target[1:]}
        case "!":
            return {"type": "broadcast", "range": target[1:]}
        case _:
            return _link(target.replace("&amp;", "&"), label)


def _link(url: str, label: str) -> Json:
    return {"type": "link", "url": url} | ({"text": label} if label else {})


def _without_closing_marks(url: str) -> str:
    while url[-1] in _CLOSING or (url[-1] == ")" and url.count(")") > url.count("(")):
        url = url[:-1]
    return url


def shown(message: Json) -> str:
    """What a reader sees: the words of the blocks, a line each, or else the message's text."""
    return _words(message.get("blocks"), "\n") or str(message.get("text", ""))


_INLINE = {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}


def _words(node: Any, separator: str) -> str:
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return separator.join(words for each in node if (words := _words(each, separator)))
    if not isinstance(node, dict):
        return ""
    match node.get("type"):
        case "emoji":
            return f":{node['name']}:"
        case "user":
            return f"<@{node['user_id']}>"
        case "link":
            return str(node.get("text", node["url"]))
        case kind:
            inner = "" if kind in _INLINE else "\n"
            parts = [node.get(name) for name in ("label", "text", "fields", "elements")]
            return _words(parts, inner)
