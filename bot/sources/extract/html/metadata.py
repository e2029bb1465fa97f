"""What a page says about itself: title, canonical address, language, date. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex
from selectolax.lexbor import LexborHTMLParser, LexborNode

_MOST_TITLE = 300
_MOST_URL = 2_000
_TITLES = ('meta[property="og:title"]', 'meta[name="twitter:title"]')
_DATES = (
    'meta[property="article:published_time"]',
    'meta[property="og:article:published_time"]',
    'meta[itemprop="datePublished"]',
    'meta[name="date"]',
    'meta[name="pubdate"]',
    'meta[name="DC.date.issued"]',
    "time[datetime][itemprop=datePublished]",
    "time[datetime][pubdate]",
    "article time[datetime]",
)
_JSON_DATE = regex.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_ISO_DATE = regex.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]\d{2}:?\d{2}(?::?\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_LANGUAGE = regex.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Metadata:
    """See `bot.domain.blocks.Extracted`."""

    title: str | None
    url: str | None
    language: str | None
    date: str | None


def metadata(tree: LexborHTMLParser) -> Metadata:
    """What is declared in head and markup; nothing is guessed from the text."""
    return Metadata(_title(tree), _canonical(tree), _language(tree), _date(tree))


def _title(tree: LexborHTMLParser) -> str | None:
    titles = [*_contents(tree, _TITLES), *(node.text() for node in tree.css("title, h1"))]
    for title in titles:
        if words := " ".join(title.split()):
            return words[:_MOST_TITLE]
    return None


def _canonical(tree: LexborHTMLParser) -> str | None:
    for link in tree.css('link[rel="canonical"][href]'):
        url = (link.attributes.get("href") or "").strip()
        if url.startswith(("http://", "https://")) and len(url) <= _MOST_URL:
            return url
    return None


def _language(tree: LexborHTMLParser) -> str | None:
    root = tree.css_first("html")
    language = root.attributes.get("lang") if root else None
    return language if language and _LANGUAGE.fullmatch(language) else None


def _date(tree: LexborHTMLParser) -> str | None:
    declared = list(_contents(tree, _DATES))
    for script in tree.css('script[type="application/ld+json"]'):
        declared += _JSON_DATE.findall(script.text())
    for date in declared:
        if match := _ISO_DATE.fullmatch(date.strip()):
            return match[0]
    return None


def _contents(tree: LexborHTMLParser, selectors: tuple[str, ...]) -> Iterator[str]:
    for selector in selectors:
        for node in tree.css(selector):
            yield _content(node)


def _content(node: LexborNode) -> str:
    return node.attributes.get("content") or node.attributes.get("datetime") or ""
