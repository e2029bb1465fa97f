"""Which link of a message is a source, and where its address ends. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from bot.slack.understand.markup import LINK, unescaped

_BARE_LINK = regex.compile(r"(?<![\w<|])https?://[^\s<>|]+", regex.IGNORECASE)
_AFTER_LINK = frozenset(".,;:!?…'\"“”‘’`*_~»」』)]}>")
# Korean particles that people type right after an address, as in ".../1의 저자는?".
_PARTICLE = regex.compile(
    r"(?<=[A-Za-z0-9/])(?:에서는|에서|으로|의|은|는|이|가|을|를|에|로|와|과|도)$"
)
_SHORT_MESSAGE = 80


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a message.

    Attributes:
        url: Its address, unescaped, without what was typed right after it.
        rest: The message's text without it.
    """

    url: str
    rest: str


def first_link(text: str) -> Link | None:
    """Return the first link that is a source; None where there is none.

    Args:
        text: As Slack sends it.
    """
    for match in LINK.finditer(text):
        url, label = unescaped(match[1]), unescaped(match[2] or "")
        before, after = text[: match.start()], text[match.end() :]
        if label and _is_word_of_prose(url, label, before, after):
            continue
        kept = url if label and label != url else _without_tail(url)
        return Link(kept, f"{before} {url[len(kept) :]}{after}")
    if bare := _BARE_LINK.search(text):
        kept = _without_tail(bare[0])
        rest = f"{text[: bare.start()]} {text[bare.start() + len(kept) :]}"
        return Link(unescaped(kept), rest)
    return None


def _is_word_of_prose(url: str, label: str, before: str, after: str) -> bool:
    """Tell whether a link is only a word: Slack makes one of every "Node.js" that is written.

    A host without a scheme or a path is a source where it has a line of its own or the message
    is short, and a word elsewhere.
    """
    if url.partition("://")[2].rstrip("/") != label.rstrip("/") or "/" in label.rstrip("/"):
        return False
    own_line = not before.rpartition("\n")[2].strip() and not after.partition("\n")[0].strip()
    prose = (before + after).strip()
    return not own_line and ("\n" in prose or len(prose) >= _SHORT_MESSAGE)


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
