"""Which sites a question's pages may be of. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import regex

MOST_HOSTS = 100

_HOST = regex.compile(r"(?:[\p{L}\p{N}_-]{1,63}\.){0,10}[\p{L}\p{N}_-]{1,63}")
_SEPARATORS = regex.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Hosts:
    """Sites by name, each with all below it.

    Attributes:
        allowed: Only these; none: all.
        refused: Not these, whatever is allowed.
    """

    allowed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    def admits(self, url: str) -> bool:
        """Tell whether a page may be read, by its address."""
        host = host_of(url)
        if any(_is_of(host, site) for site in self.refused):
            return False
        return not self.allowed or any(_is_of(host, site) for site in self.allowed)


def host_of(url: str) -> str:
    """Return the host of an address, as sites are named here; "" where it has none."""
    try:
        return _canonical(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def parse_hosts(text: str) -> tuple[str, ...]:
    """Return the sites that somebody has listed, by comma, space or line.

    A site may be given as an address, or with `*.` before it.

    Raises:
        ValueError: There is something else in it, or too much.
    """
    words = list(filter(None, _SEPARATORS.split(text.strip())))
    if len(words) > MOST_HOSTS:
        raise ValueError(f"at most {MOST_HOSTS} sites")
    return tuple(dict.fromkeys(map(_site, words)))


def _site(word: str) -> str:
    host = host_of(word) if "://" in word else word.partition("/")[0]
    host = host.removeprefix("*.").rstrip(".")
    if not _HOST.fullmatch(host):
        raise ValueError("give names of sites, like example.com")
    return _canonical(host)


def _canonical(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()


def _is_of(host: str, site: str) -> bool:
    return host == site or host.endswith(f".{site}")
