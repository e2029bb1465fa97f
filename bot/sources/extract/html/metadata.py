"""What a page says about itself: title, canonical address, language, date. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import regex
from bs4 import Tag

from bot.sources.extract.html.tree.nodes import attribute
from bot.sources.refresh import refresh_target

_MOST_TITLE = 300
_MOST_URL = 2_000
_TITLES = (("property", "og:title"), ("name", "twitter:title"))
_DESCRIPTIONS = (("property", "og:description"), ("name", "description"))
_MOST_DESCRIPTION = 2_000
_PUBLISHED = "datePublished"
_DATES = (
    ("property", "article:published_time"),
    ("property", "og:article:published_time"),
    ("itemprop", _PUBLISHED),
    ("name", "date"),
    ("name", "pubdate"),
    ("name", "DC.date.issued"),
)
_JSON_DATE = regex.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_ISO_DATE = regex.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]\d{2}:?\d{2}(?::?\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_LANGUAGE = regex.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


DECLARING = ("html", "title", "meta", "link", "h1", "time", "script")
"""Names of the elements that say something about their page."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """See `bot.domain.source.blocks.Extracted`."""

    title: str | None
    url: str | None
    language: str | None
    date: str | None
    refresh: str | None
    description: str | None
    is_video: bool


def metadata(page: Mapping[str, Sequence[Tag]]) -> Metadata:
    """Return what is declared in head and markup; nothing is guessed from the text.

    Args:
        page: Its elements by name, of the names in `DECLARING` at least.
    """
    return Metadata(
        _title(page),
        _canonical(page),
        _language(page),
        _date(page),
        _refresh(page),
        _description(page),
        any(kind.startswith("video") for kind in _contents(page["meta"], "property", "og:type")),
    )


def _title(page: Mapping[str, Sequence[Tag]]) -> str | None:
    declared = (content for key in _TITLES for content in _contents(page["meta"], *key))
    written = (element.get_text() for element in (*page["title"], *page["h1"]))
    for title in chain(declared, written):
        if words := " ".join(title.split()):
            return words[:_MOST_TITLE]
    return None


def _description(page: Mapping[str, Sequence[Tag]]) -> str | None:
    for key in _DESCRIPTIONS:
        for content in _contents(page["meta"], *key):
            if words := " ".join(content.split()):
                return words[:_MOST_DESCRIPTION]
    return None


def _canonical(page: Mapping[str, Sequence[Tag]]) -> str | None:
    for link in page["link"]:
        url = attribute(link, "href").strip()
        is_address = url.startswith(("http://", "https://")) and len(url) <= _MOST_URL
        if attribute(link, "rel") == "canonical" and is_address:
            return url
    return None


def _language(page: Mapping[str, Sequence[Tag]]) -> str | None:
    languages = (attribute(root, "lang") for root in page["html"])
    return next(filter(_LANGUAGE.fullmatch, languages), None)


def _refresh(page: Mapping[str, Sequence[Tag]]) -> str | None:
    for meta in page["meta"]:
        if attribute(meta, "http-equiv").strip().lower() == "refresh":
            return refresh_target(attribute(meta, "content"))
    return None


def _date(page: Mapping[str, Sequence[Tag]]) -> str | None:
    declared = (content for key in _DATES for content in _contents(page["meta"], *key))
    for date in chain(declared, _times(page["time"]), _linked_dates(page["script"])):
        if match := _ISO_DATE.fullmatch(date.strip()):
            return match[0]
    return None


def _contents(metas: Sequence[Tag], key: str, value: str) -> Iterator[str]:
    return (attribute(meta, "content") for meta in metas if attribute(meta, key) == value)


def _times(times: Sequence[Tag]) -> Iterator[str]:
    """Yield the dates of `time` elements, first of those that say that it is the page's."""
    yield from (attribute(t, "datetime") for t in times if attribute(t, "itemprop") == _PUBLISHED)
    yield from (attribute(t, "datetime") for t in times if "pubdate" in t.attrs)
    yield from (attribute(t, "datetime") for t in times if t.find_parent("article"))


def _linked_dates(scripts: Sequence[Tag]) -> Iterator[str]:
    for script in scripts:
        if attribute(script, "type") == "application/ld+json":
            yield from _JSON_DATE.findall(script.get_text())
