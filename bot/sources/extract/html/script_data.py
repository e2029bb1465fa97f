"""The text of pages that bring it as data for scripts, not as HTML. Pure; no script is run.

JSON-LD (schema.org), Next.js (`__NEXT_DATA__`, and React's flight data in `self.__next_f.push`),
and the state that other frameworks write into a script.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Sequence
from typing import Any

import regex
from bs4 import Tag

from bot.sources.extract.html.metadata import Metadata
from bot.sources.extract.html.tree.nodes import attribute

_LEAST_PROSE = 25
_RUN = 4
_LEAST_KNOWN, _MOST_KNOWN, _ALL_KNOWN = 0.1, 0.5, 0.9
_MOST_STRINGS = 100_000
# JSON can write characters that no encoding has.
_UNUSABLE = regex.compile(r"[\x00\ud800-\udfff]")
_WORD = regex.compile(r"\w+")
_THREE_WORDS = regex.compile(r"\S\s+\S+\s+\S")
_MARKUP = regex.compile(r"</?[a-zA-Z][^<>]*>")
_SENTENCE_END = regex.compile(r"(?<=[.!?。])\s+|\n+")
_TOLD = regex.compile(r'"(?:author|shortDescription)":\s*"((?:[^"\\]|\\.)*+)"')
_LEADS = regex.compile(
    r"""\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\()\s*(["'])(?P<to>[^"'\s]{1,2000})\1"""
)
_MOST_LEADING = 2_000
_PUSH = regex.compile(r"self\.__next_f\.push\(\s*(?=\[)")
_STATE = regex.compile(r"(?:window|self|globalThis)\.[\w$]{2,40}\s*=\s*(?=[\[{])")
_ROW = regex.compile(rb"[0-9a-f]*:(?:T(?P<bytes>[0-9a-f]{1,8}),)?")
_QUESTION = "Question"
_BODIES = frozenset(("articleBody", "reviewBody", "text", _QUESTION))
_LEAST_SAID = 8
_NO_PROSE = frozenset(
    "class className style href src srcSet id key url image d viewBox description keywords".split()
)


def embedded_text(scripts: Sequence[Tag], shown: str, *, is_sparse: bool) -> list[str]:
    """Return paragraphs, some of them HTML, that a page holds as data and does not show itself.

    Args:
        scripts: Of the page.
        shown: The text of its HTML.
        is_sparse: There is so little prose in it that a script is taken to show more.
    """
    found: list[str] = []
    for script in scripts:
        is_linked = attribute(script, "type") == "application/ld+json"
        for key, text in _strings(_parsed(script.get_text())) if is_linked else ():
            if key in _BODIES and (_is_prose(text) or _is_said(text)):
                found.append(html.unescape(html.unescape(text)))
    if not found and is_sparse:
        written = [(s.get_text(), attribute(s, "type")) for s in scripts if "src" not in s.attrs]
        found += _flight("".join(_pushed(text) for text, _ in written))
        for text, kind in written:
            for value in [_parsed(text)] if "json" in kind else _states(text):
                found += [t for key, t in _strings(value) if key not in _NO_PROSE and _is_prose(t)]
    texts = dict.fromkeys(_UNUSABLE.sub("", text) for text in found)
    if not texts:
        return []
    known = _Known(shown)
    return [news for text in texts if (news := known.news(text))]


class _Known:
    """What a page shows, as the runs of words in it: single ones are in any text."""

    def __init__(self, shown: str) -> None:
        words = _WORD.findall(shown)
        self._words = frozenset(words)
        self._runs = frozenset(zip(*(words[start:] for start in range(_RUN)), strict=False))

    def news(self, text: str) -> str:
        """Return what of a text is not shown: all, some of its sentences, or nothing."""
        share = self._share(text)
        if share <= _MOST_KNOWN:
            return text
        if share > _ALL_KNOWN or "<" in text:
            return ""
        sentences = _SENTENCE_END.split(text)
        return "\n".join(s for s in sentences if _is_prose(s) and self._share(s) <= _LEAST_KNOWN)

    def _share(self, text: str) -> float:
        words = _WORD.findall(_MARKUP.sub(" ", text))
        runs = list(zip(*(words[start:] for start in range(_RUN)), strict=False))
        if not runs:
            return float(self._words.issuperset(words))
        return sum(run in self._runs for run in runs) / len(runs)


def script_target(scripts: Sequence[Tag]) -> str | None:
    """Return where the few words of script on an empty page send its reader on; None if nowhere."""
    text = "\n".join(script.get_text() for script in scripts if "src" not in script.attrs)
    leads = _LEADS.search(text) if len(text) <= _MOST_LEADING else None
    return leads["to"] if leads else None


def video_text(scripts: Sequence[Tag], about: Metadata) -> list[str]:
    """Return a film's title, who made it and what is said of it, as YouTube's player is told.

    Args:
        scripts: Of the film's page.
        about: What the page says of itself: all there is where its player is told nothing.
    """
    title = [about.title] if about.title else []
    for script in scripts:
        text = script.get_text()
        at = text.find('"videoDetails"')
        if at < 0:
            continue
        found = [_json_string(match[1]) for match in _TOLD.finditer(text, at)]
        if told := list(dict.fromkeys(filter(None, found))):
            return title + [_UNUSABLE.sub("", part) for part in told]
    return [*title, about.description] if about.description else []


def _json_string(written: str) -> str:
    value = _parsed(f'"{written}"')
    return value if isinstance(value, str) else ""


def _is_prose(text: str) -> bool:
    if len(text) < _LEAST_PROSE or not _THREE_WORDS.search(text):
        return False
    plain = _MARKUP.sub("", text)
    return sum(c.isalpha() or c.isspace() for c in plain) > 0.6 * len(plain) > 0


def _is_said(text: str) -> bool:
    """Tell whether a text that is declared to be one is more than a word."""
    return len(text) >= _LEAST_SAID and " " in text


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _states(script: str) -> Iterator[Any]:
    """Yield the objects and arrays that a script assigns to its window."""
    decoder = json.JSONDecoder(strict=False)
    for match in _STATE.finditer(script):
        try:
            yield decoder.raw_decode(script, match.end())[0]
        except (ValueError, RecursionError):
            continue


def _strings(value: Any) -> Iterator[tuple[str, str]]:
    """Every string of a JSON value, with the key that it stands under, in order."""
    stack = [("", value)]
    for _ in range(_MOST_STRINGS):
        if not stack:
            return
        key, one = stack.pop()
        if isinstance(one, str):
            yield key, one
        elif isinstance(one, dict):
            # What a question asks is its name.
            names = {"name": _QUESTION} if one.get("@type") == _QUESTION else {}
            stack.extend((names.get(k, str(k)), v) for k, v in reversed(one.items()))
        elif isinstance(one, list):
            stack.extend((key, v) for v in reversed(one))


def _pushed(script: str) -> str:
    """Return what a script adds to React's flight data."""
    decoder = json.JSONDecoder(strict=False)
    parts = []
    for match in _PUSH.finditer(script):
        try:
            value, _ = decoder.raw_decode(script, match.end())
        except (ValueError, RecursionError):
            continue
        parts += [part for part in value[1:2] if isinstance(part, str)]
    return "".join(parts)


def _flight(data: str) -> Iterator[str]:
    """Yield the texts of flight data: rows of text, and trees of elements as HTML."""
    encoded, at = data.encode("utf-8", "replace"), 0
    while match := _ROW.match(encoded, at):
        if size := match["bytes"]:
            end = match.end() + int(size, 16)
            text = encoded[match.end() : end].decode("utf-8", "replace")
            at = end
        else:
            end = encoded.find(b"\n", match.end())
            end = len(encoded) if end < 0 else end
            text = _element(encoded[match.end() : end])
            at = end + 1
        if _is_prose(text):
            yield text


def _element(row: bytes) -> str:
    value = _parsed(row.decode("utf-8", "replace")) if row[:1] in b"[{" else None
    try:
        return "".join(_markup(value))
    except RecursionError:
        return ""


def _markup(value: Any) -> Iterator[str]:
    """Yield a tree of React elements, `["$", type, key, {..., "children": ...}]`, as HTML."""
    if isinstance(value, str) and not value.startswith("$"):
        yield html.escape(value)
    elif isinstance(value, list):
        match value:
            case ["$", str(kind), _, dict(properties), *_]:
                is_tag = kind.isalnum()
                yield f"<{kind}>" if is_tag else " "
                inner = properties.get("dangerouslySetInnerHTML")
                if isinstance(inner, dict) and isinstance(raw := inner.get("__html"), str):
                    yield "" if raw.startswith("$") else raw
                yield from _markup(properties.get("children"))
                yield f"</{kind}>" if is_tag else " "
            case _:
                for one in value:
                    yield from _markup(one)
