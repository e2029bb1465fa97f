"""Slack's marks in a message's text: mentions, links, emoji, code, quotes, entities. Pure.

Slack's text has `&`, `<` and `>` escaped, and links, mentions and channels in angle brackets:
https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import regex

# None of these reads over a "<": Slack escapes those of a text, and a run of them that nothing
# closes would be read again from each.
LINK = regex.compile(r"<((?:https?)://[^<>|\s]+)(?:\|([^<>]*))?>", regex.IGNORECASE)
"""A link as Slack marks it: address and label, both escaped."""

_MENTION = regex.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_BROADCAST = regex.compile(r"<!(?:here|channel|everyone)(?:\|[^<>]*)?>")
_OTHER_BRACKETS = regex.compile(r"<(?:[@#!]|mailto:|tel:)([^<>|]*)(?:\|([^<>]*))?>")
_EMOJI_CODE = regex.compile(r":[a-z0-9_+'-]+:", regex.IGNORECASE)
_CODE = regex.compile(r"```(?:\s*\n)?(.*?)```", regex.DOTALL)
_LONG_QUOTE = regex.compile(r"^&gt;&gt;&gt;\s?(.*)\Z", regex.DOTALL | regex.MULTILINE)
_QUOTED_LINES = regex.compile(r"(?:^&gt; ?.*(?:\n|\Z))+", regex.MULTILINE)
_QUOTE_MARK = regex.compile(r"^&gt; ?", regex.MULTILINE)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def mentioned(text: str) -> list[str]:
    """Return the ids of the people whom the text mentions, in their order."""
    return [match[1] for match in _MENTION.finditer(text)]


def without_mentions(text: str) -> str:
    """Return the text with a space in place of each mention of a person."""
    return _MENTION.sub(" ", text)


def without_broadcasts(text: str) -> str:
    """Return the text with a space in place of each `@here`, `@channel` and `@everyone`."""
    return _BROADCAST.sub(" ", text)


def without_emoji(text: str, instead: str = " ") -> str:
    """Return the text with `instead` in place of each emoji that is written as `:name:`."""
    return _EMOJI_CODE.sub(instead, text)


def without_marks(text: str) -> str:
    """Return the text without the marks of quotes and code blocks, but with what they mark."""
    return _QUOTE_MARK.sub("", text.replace("```", ""))


def marked_passage(text: str) -> tuple[str, str]:
    """Return the text of code blocks or else of quotes ("" without any), and the rest."""
    for pattern in (_CODE, _LONG_QUOTE, _QUOTED_LINES):
        inside = [
            _QUOTE_MARK.sub("", match[0]) if pattern is _QUOTED_LINES else match[1]
            for match in pattern.finditer(text)
        ]
        if inside:
            return "\n".join(map(str.strip, inside)), pattern.sub("\n", text).strip()
    return "", text


def plain(text: str) -> str:
    """Return the text as a person sees it: links as their labels, entities as characters."""
    text = LINK.sub(lambda match: match[2] or match[1], text)
    text = _OTHER_BRACKETS.sub(lambda match: match[2] or match[1], text)
    return unescaped(text).strip()


def unescaped(text: str) -> str:
    """Return the text with Slack's three entities as characters."""
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text
