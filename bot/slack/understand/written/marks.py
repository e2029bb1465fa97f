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
_LABELLED = regex.compile(r"<(?:@|(#)|!|mailto:|tel:)[^<>|]*\|([^<>]*)>")
_ADDRESS = regex.compile(r"<(?:mailto:|tel:)([^<>|]*)>")
# ":감사합니다:" and "좋아요:thumbsup:" hold one, "10:30:45", "a:b:c" and "제목:부제:끝" hold none.
_EMOJI_CODE = regex.compile(
    r"(?<![A-Za-z0-9]):(?=[^:\s]{0,100}[A-Za-z])[A-Za-z0-9_+'-]{1,100}:(?:skin-tone-\d:)?"
    r"|(?<![\w:]):[\p{L}\p{N}_+'-]{1,100}:(?!\w)"
)
_EMOJI = regex.compile(r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F\u200D]+")
_EMOJI_THAT_ASKS = regex.compile(r":(?:(?:grey_)?question|interrobang|thinking_face):|[❓❔⁉🤔]")
_EMOJI_IN_PROSE = regex.compile(rf"[ ]?(?:{_EMOJI_CODE.pattern})")
# Bold, italics and the like, as marked in Slack's text: at the edges of words.
_STYLE = regex.compile(
    r"(?<as_is><[^<>]*>|```[^`]*```)|`(?<code>[^`\n]+)`"
    r"|(?<![\w*_~])[*_~]{1,3}(?=[^\s*_~])(?<styled>(?:<[^<>]*>|[^\n*_~<]){1,500})(?<=\S)"
    r"[*_~]{1,3}(?![A-Za-z0-9*_~])"
)
_BULLET = regex.compile(r"^[ \t]*+(?:[•◦▪‣⁃][ \t]*+|[-*–][ \t]++)", regex.MULTILINE)
_CODE = regex.compile(r"```(?:\s*\n)?(.*?)```", regex.DOTALL)
_LONG_QUOTE = regex.compile(r"^&gt;&gt;&gt;\s?(.*)\Z", regex.DOTALL | regex.MULTILINE)
_QUOTED_LINES = regex.compile(r"(?:^&gt; ?.*(?:\n|\Z))+", regex.MULTILINE)
_QUOTE_MARK = regex.compile(r"^&gt; ?", regex.MULTILINE)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def mentioned(text: str) -> list[str]:
    """Return the ids of the people whom the text mentions, in their order."""
    return [match[1] for match in _MENTION.finditer(text)]


def without_mentions(text: str, user: str) -> str:
    """Return the text with a space in place of each mention of a user."""
    return _MENTION.sub(lambda match: " " if match[1] == user else match[0], text)


def with_mentions(text: str, name: str, user: str) -> str:
    """Return the text with a user's mention where their name is only typed: "@mrc-bot"."""
    if not name:
        return text
    typed = rf"(?<![\w.@/])@{regex.escape(name)}(?![A-Za-z0-9_-])"
    return regex.sub(typed, f"<@{user}>", text, flags=regex.IGNORECASE)


def without_style(text: str) -> str:
    """Return the text without the marks of bold, italics, strikes and bullets."""
    text = _STYLE.sub(lambda match: match["as_is"] or match["code"] or match["styled"], text)
    return without_bullets(text)


def without_bullets(text: str) -> str:
    """Return the text without bullets at the beginning of lines, as people type them."""
    return _BULLET.sub("", text)


def without_broadcasts(text: str) -> str:
    """Return the text with a space in place of each `@here`, `@channel` and `@everyone`."""
    return _BROADCAST.sub(" ", text)


def without_emoji(text: str, instead: str = " ") -> str:
    """Return the text with `instead` in place of each emoji, drawn or written as `:name:`."""
    return _EMOJI.sub(instead, _EMOJI_CODE.sub(instead, text))


def only_waves(text: str) -> bool:
    """Tell whether the emoji of a text, if there are any, say something else than a question."""
    waves = bool(_EMOJI.search(text) or _EMOJI_CODE.search(text))
    return waves and not _EMOJI_THAT_ASKS.search(text)


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
    """Return the text as a person sees it: links as their labels, entities as characters.

    People, channels and groups without a label stay as they are, until they have names.
    """
    text = LINK.sub(lambda match: match[2] or match[1], text)
    text = _ADDRESS.sub(r"\1", _LABELLED.sub(_label, text))
    return unescaped(_EMOJI_IN_PROSE.sub("", without_broadcasts(text))).strip()


def _label(match: regex.Match[str]) -> str:
    return (match[1] or "") + match[2]


def escaped(text: str) -> str:
    """Return the text with Slack's three characters as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    """Return the text with Slack's three entities as characters."""
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text
