"""Which addresses the bot may fetch from. Pure: names are resolved elsewhere.

A page is fetched at an asker's wish by a server inside someone's network, so nothing that is not
plainly public is asked (server-side request forgery, CWE-918).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Self

import httpx

from bot.errors import BadUrlError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]+")

# What `is_global` of Python 3.11 lets through, though it is not, or need not be, public:
# addresses that embed an IPv4 address, protocol assignments, multicast, a cloud's metadata.
_NOT_PUBLIC = tuple(
    map(
        ip_network,
        (
            "100.64.0.0/10",
            "168.63.129.16/32",
            "192.0.0.0/24",
            "192.88.99.0/24",
            "224.0.0.0/4",
            "::/96",
            "::ffff:0:0/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "2001::/23",
            "2002::/16",
            "fec0::/10",
            "ff00::/8",
        ),
    )
)


def is_public(address: Address) -> bool:
    """Whether everyone on the internet could reach this address."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return is_public(address.ipv4_mapped)
    return address.is_global and not any(address in network for network in _NOT_PUBLIC)


def parse_url(text: str) -> httpx.URL:
    """An absolute http or https URL without user information.

    Raises:
        BadUrlError: It is not one.
    """
    try:
        url = httpx.URL(text.strip())
        port = url.port or _PORTS.get(url.scheme, 0)
        host = url.raw_host.decode("ascii")
        named = bool(url.host)  # httpx decodes it, and may fail, only now
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        raise BadUrlError from error
    if url.scheme not in _PORTS or not named or url.userinfo or not 0 < port < 65536:
        raise BadUrlError
    # A browser reads a backslash as a slash, httpx does not: the two would disagree on the host.
    if "\\" in text or not _HOST.fullmatch(host):
        raise BadUrlError
    return url


@dataclass(frozen=True, slots=True)
class Guard:
    """Says which of a host's addresses may be connected to.

    Attributes:
        names: Host names that may be fetched although they are private, on any port.
        networks: The same for addresses.
    """

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, allowed: str) -> Self:
        """From MRC_FETCH_ALLOW_PRIVATE: CIDRs and host names, separated by commas.

        Raises:
            ValueError: An entry is neither.
        """
        names: set[str] = set()
        networks: list[Network] = []
        for entry in filter(None, (part.strip() for part in allowed.split(","))):
            if entry.lower() == "false":
                continue
            try:
                networks.append(ip_network(entry, strict=False))
            except ValueError:
                if "/" in entry or ":" in entry or entry.lower() == "true":
                    raise ValueError(
                        f"'{entry}' is neither a CIDR (10.0.0.0/8) nor a host name"
                    ) from None
                names.add(entry.lower().rstrip("."))
        return cls(frozenset(names), tuple(networks))

    def permits(self, url: httpx.URL, addresses: list[str]) -> bool:
        """Whether `url` may be fetched from its host's `addresses`: all of them must pass."""
        if not addresses:
            return False
        if url.host.lower().rstrip(".") in self.names:
            return True
        parsed = [ip_address(address.partition("%")[0]) for address in addresses]
        if all(any(address in network for network in self.networks) for address in parsed):
            return True
        usual_port = url.port is None or url.port in _PORTS.values()
        return usual_port and all(
            is_public(address) or any(address in network for network in self.networks)
            for address in parsed
        )
