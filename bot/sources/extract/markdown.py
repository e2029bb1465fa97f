"""Markdown as GitHub shows it -> blocks, by way of HTML. Pure."""

from __future__ import annotations

from dataclasses import replace

import regex
from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from bot.domain.source.blocks import Extracted
from bot.sources.extract.html.page import extract_content
from bot.sources.extract.lines import tidy

# Settings of site generators: YAML (Jekyll, Hugo) or TOML (Hugo, Zola).
_FENCES = ("---", "+++")
_SETTING = regex.compile(r"(title|date)\s{0,9}[:=](.*)", regex.IGNORECASE)
_TASK = regex.compile(r'<input class="task-list-item-checkbox"([^>]{0,200})>')
_ALERT = regex.compile(r"\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]")
_NOT_SHOWN = ("footnote_ref", "footnote_anchor")


def extract_markdown(text: str) -> Extracted:
    """Read CommonMark with GitHub's additions, and HTML in it.

    Its title is what its settings say, or its first heading.
    """
    settings, body = _settings(text)
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False).use(tasklists_plugin).use(deflist_plugin)
    for name in _NOT_SHOWN:
        parser.add_render_rule(name, lambda *_: "")
    made = _TASK.sub(lambda box: "☑" if "checked=" in box[1] else "☐", parser.render(body))
    page = extract_content(_ALERT.sub("", made))
    heading = next((block for block in page.blocks if block.kind == "heading"), None)
    title = settings.get("title") or (page.text[heading.start : heading.end] if heading else None)
    return replace(page, title=title, date=settings.get("date"))


def _settings(text: str) -> tuple[dict[str, str], str]:
    """Return title and date of the settings at the top, and what comes after them."""
    lines = text.lstrip("\ufeff").splitlines(keepends=True)
    fence = lines[0].rstrip() if lines else ""
    if fence not in _FENCES:
        return {}, text
    ends = (number for number, line in enumerate(lines[1:], 1) if line.rstrip() in (fence, "..."))
    end = next(ends, 0)
    # A rule, and not settings, which have no empty line at first.
    if not end or not lines[1].strip():
        return {}, text
    found = filter(None, map(_SETTING.match, lines[1:end]))
    values = {setting[1].lower(): tidy(setting[2]).strip("\"'") for setting in found}
    return {name: value for name, value in values.items() if value}, "".join(lines[end + 1 :])
