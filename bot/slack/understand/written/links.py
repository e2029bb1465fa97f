"""Which links of a message are sources, and where their addresses end. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import regex

from bot.domain.question import WebPage
from bot.slack.understand.meaning import MOST_SOURCES, SlackFile, SlackMessage
from bot.slack.understand.written.marks import LINK, unescaped

_LINKS = regex.compile(LINK.pattern + r"|(?<![\w<|])(?P<bare>https?://[^\s<>|]+)", regex.IGNORECASE)
_AFTER_LINK = frozenset(".,;:!?…'\"“”‘’`*_~»」』)]}>")
# Korean particles that people type right after an address, as in ".../1의 저자는?".
_PARTICLE = regex.compile(
    r"(?<=[A-Za-z0-9/'\"”’)\]」』])(?:에서는|에서|으로|의|은|는|이|가|을|를|에|로|와|과|도)$"
)
_SHORT_MESSAGE = 80
_MOST_LOOKED_AT = 50
_SLACK_HOST = regex.compile(r"(?:[\w-]+\.)*slack(?:-gov)?\.com", regex.IGNORECASE)
_ARCHIVES = regex.compile(r"/archives/([CDG][A-Z0-9]+)/p(\d{6,})(\d{6})/?")
_FILES = regex.compile(r"/(?:files|docs)/[A-Z0-9-]+/(F[A-Z0-9]+)(?:/([^/]*))?/?")


Linked = WebPage | SlackMessage | SlackFile
"""What a link can lead to."""


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a message.

    Attributes:
        sources: What they lead to, each once, at most `MOST_SOURCES`.
        rest: The message's text without them and without what Slack made of "Node.js".
    """

    sources: tuple[Linked, ...]
    rest: str


def take_links(text: str) -> Links:
    """Take the links that are sources out of a message.

    Args:
        text: As Slack sends it.
    """
    sources: dict[Linked, None] = {}
    rest, end = [], 0
    for number, match in enumerate(_LINKS.finditer(text)):
        if number == _MOST_LOOKED_AT:
            break
        url, label = unescaped(match[1] or match["bare"]), unescaped(match[2] or "")
        if label and _is_word_of_prose(url, label, text, match):
            continue
        kept = url if label and label != url else _without_tail(url)
        sources[_source(kept)] = None
        rest += [text[end : match.start()], " ", url[len(kept) :]]
        end = match.end()
    rest.append(text[end:])
    return Links(tuple(sources)[:MOST_SOURCES], "".join(rest))


def _source(url: str) -> Linked:
    """Return what a link leads to: a page, or something in Slack."""
    try:
        address = urlsplit(url)
        in_slack = bool(_SLACK_HOST.fullmatch(address.hostname or ""))
    except ValueError:
        return WebPage(url)
    if in_slack and (match := _ARCHIVES.fullmatch(address.path)):
        thread_ts = parse_qs(address.query).get("thread_ts", [None])[0]
        ts = f"{match[2]}.{match[3]}"
        return SlackMessage(match[1], ts, thread_ts if thread_ts != ts else None, url)
    if in_slack and (match := _FILES.fullmatch(address.path)):
        return SlackFile(match[1], match[2] or "", "", 0, "", "", needs_info=True)
    return WebPage(url)


def _is_word_of_prose(url: str, label: str, text: str, link: regex.Match[str]) -> bool:
    """Tell whether a link is only a word: Slack makes one of every "Node.js" that is written.

    A host without a scheme or a path is a source where it has a line of its own or the message
    is short, and a word elsewhere.
    """
    if url.partition("://")[2].rstrip("/") != label.rstrip("/") or "/" in label.rstrip("/"):
        return False
    line_start, line_end = text.rfind("\n", 0, link.start()) + 1, text.find("\n", link.end())
    before = text[line_start : link.start()]
    after = text[link.end() : line_end if line_end >= 0 else len(text)]
    if not (before + after).strip():
        return False
    several_lines = "\n" in text[: link.start()].lstrip() or "\n" in text[link.end() :].rstrip()
    return several_lines or len(text) - len(link[0]) >= _SHORT_MESSAGE


def _without_tail(url: str) -> str:
    """Return an address without the punctuation and the particle that were typed after it."""
    return _stripped(_PARTICLE.sub("", _stripped(url)))


def _stripped(url: str) -> str:
    end = len(url)
    unopened = url.count(")") - url.count("(")
    while end and url[end - 1] in _AFTER_LINK:
        if url[end - 1] == ")":
            if unopened <= 0:
                break  # as in .../wiki/Reader_(machine)
            unopened -= 1
        end -= 1
    return url[:end]
