"""Markup whose containers end where browsers end them. Pure.

lxml ends a section or a list only where nothing else is open in it, so that a menu in which a `div`
stays open would go on to the end of the page; and it loses what follows a template that holds a
table's row. Both are mended in the text, of the pages that need it.
"""

from __future__ import annotations

import re

_CONTAINERS = "div section nav ul ol article aside header footer main dl".split()
# An end tag does not reach out of these.
_LIMITS = frozenset(("table", "td", "th", "template"))
_TAG = re.compile(
    rf"<(?:(/?)({'|'.join([*_CONTAINERS, *_LIMITS])})(?=[\s/>])|(!--|script|style|textarea|title))",
    re.IGNORECASE,
)
_SHADOW = re.compile(r"[^<>]*\bshadowroot", re.IGNORECASE)
_DEEPEST = 256


def balanced(html: str) -> str:
    """Return a page with the end tags that are missing in it, and without its templates."""
    # What stays open in others is a `div`, as a rule: to count them all takes too long.
    if "<template" not in html and html.count("<div") == html.count("</div"):
        return html
    parts: list[str] = []
    opened: list[str] = []
    written = at = 0
    while match := _TAG.search(html, at):
        at = match.end()
        if raw := match[3]:
            at = _after(html, raw.lower(), at)
            continue
        name = match[2].lower()
        if name == "template" and not match[1] and not _SHADOW.match(html, at):
            parts.append(html[written : match.start()])
            written = at = _after_template(html, at)
        elif not match[1]:
            opened.append(name)
        elif name in (reachable := _reachable(opened, name)):
            missing = reachable[reachable.index(name) + 1 :]
            if missing:
                parts += [html[written : match.start()], *(f"</{m}>" for m in reversed(missing))]
                written = match.start()
            del opened[len(opened) - len(missing) - 1 :]
    return "".join([*parts, html[written:]])


def _reachable(opened: list[str], name: str) -> list[str]:
    """Return what is open since the last limit, from an element of this name on."""
    low = max(len(opened) - _DEEPEST, 0)
    for place in range(len(opened) - 1, low - 1, -1):
        if opened[place] == name:
            return opened[place:]
        if opened[place] in _LIMITS and name not in _LIMITS:
            break
    return []


def _after(html: str, name: str, at: int) -> int:
    """Return the end of what is no markup: a comment, a script; the page's, if it never ends."""
    end = html.find("-->" if name == "!--" else "</", at)
    while end >= 0 and name != "!--" and html[end + 2 : end + 2 + len(name)].lower() != name:
        end = html.find("</", end + 2)
    return len(html) if end < 0 else end


def _after_template(html: str, at: int) -> int:
    """Return where a template ends, with those in it; the page's end, if it never does."""
    depth = 1
    while depth:
        end = html.find("template", at)
        if end < 0:
            return len(html)
        at = end + len("template")
        if html[end - 1 : end] == "<":
            depth += 1
        elif html[end - 2 : end] == "</":
            depth -= 1
    close = html.find(">", at)
    return len(html) if close < 0 else close + 1
