"""Markdown -> blocks, by way of HTML. Pure."""

from __future__ import annotations

from dataclasses import replace

from markdown_it import MarkdownIt

from bot.domain.blocks import Extracted
from bot.sources.extract.html.page import extract_content


def extract_markdown(text: str) -> Extracted:
    """Read CommonMark with GitHub's tables; its first heading is its title."""
    parser = MarkdownIt("commonmark").enable("table")
    page = extract_content(parser.render(_without_front_matter(text)))
    heading = next((block for block in page.blocks if block.kind == "heading"), None)
    return replace(page, title=page.text[heading.start : heading.end] if heading else None)


def _without_front_matter(text: str) -> str:
    """Drop the settings that site generators keep at the top, between lines of dashes."""
    if text.startswith("---\n") and (end := text.find("\n---\n", 3)) > 0:
        return text[end + 5 :]
    return text
