"""Which addresses the bot may fetch from. Pure: names are resolved elsewhere.

A page is fetched at an asker's wish by a server inside someone's network, so nothing that is not
plainly public is asked (server-side request forgery, CWE-918).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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

from bot.domain.errors import BadUrlError

IpAddress = IPv4Address | IPv6Address
IpNetwork = IPv4Network | IPv6Network

_PORTS = {"http": 80, "https": 443}
_LONGEST = 8_192
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
# What programs that know more than dotted quads take for an IPv4 address: 127.1, 0x7f000001.
# https://url.spec.whatwg.org/#ends-in-a-number-checker
_ENDS_IN_A_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
# Names that only a local network answers: RFC 6761, RFC 6762, RFC 8375, and what ICANN keeps
# from being delegated.
_LOCAL_NAME = re.compile(
    r"[^.]+|.*\.(?:localhost|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa)"
)

# What `is_global` of some Python versions lets through, though it is not, or need not be, public:
# https://www.iana.org/assignments/iana-ipv4-special-registry, and a cloud's metadata service.
_NOT_PUBLIC_4 = tuple(
    map(
        IPv4Network,
        (
            "100.64.0.0/10",
            "168.63.129.16/32",
            "192.0.0.0/24",
            "192.88.99.0/24",
            "224.0.0.0/3",
        ),
    )
)
# Everyone's addresses, and in them what is not everyone's or embeds an IPv4 address:
# https://www.iana.org/assignments/iana-ipv6-special-registry
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: IpAddress) -> bool:
    """Tell whether everyone on the internet could reach an address."""
    address = _carried(address)
    if isinstance(address, IPv6Address):
        networks: Iterable[IpNetwork] = _NOT_PUBLIC_6
        if address not in _PUBLIC_6:
            return False
    else:
        networks = _NOT_PUBLIC_4
    return address.is_global and not any(address in network for network in networks)


def _carried(address: IpAddress) -> IpAddress:
    """Return the IPv4 address that an IPv6 one stands for: mapped, or behind NAT64 (RFC 6052)."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def parse_url(text: str) -> httpx.URL:
    """Parse an absolute http or https URL without user information; its host ends in no dot.

    Raises:
        BadUrlError: It is not one.
    """
    text = text.strip()
    # A browser reads a backslash as a slash, httpx does not: the two would disagree on the host.
    if len(text) > _LONGEST or "\\" in text:
        raise BadUrlError
    try:
        url = httpx.URL(str(httpx.URL(text)))  # again: it leaves HTTP://a:80 half normalised
        host = host_of(url)
        url.host  # noqa: B018 - decodes punycode, and may fail, only now
        if url.raw_host.endswith(b"."):
            url = url.copy_with(host=host)
    except (httpx.InvalidURL, ValueError) as error:
        raise BadUrlError from error
    if (
        url.scheme not in _PORTS
        or url.userinfo
        or not (_NAME.fullmatch(host) or literal(host))
        or not 0 < port_of(url) < 65536
        or len(str(url)) > _LONGEST
    ):
        raise BadUrlError
    return url


def host_of(url: httpx.URL) -> str:
    """Return the host in ASCII: an address, or a name in lower case without a dot at its end."""
    return url.raw_host.decode("ascii").lower().removesuffix(".")


def port_of(url: httpx.URL) -> int:
    """Return the port, the scheme's where none is named; 0 for neither http nor https."""
    return _PORTS.get(url.scheme, 0) if url.port is None else url.port


def literal(host: str) -> IpAddress | None:
    """Return the address that `host` spells out; None for a name. A URL has no zones."""
    try:
        return None if "%" in host else ip_address(host)
    except ValueError:
        return None


def is_local_name(host: str) -> bool:
    """Tell whether only a local network could know a name."""
    return literal(host) is None and bool(_LOCAL_NAME.fullmatch(host))


@dataclass(frozen=True, slots=True)
class Guard:
    """Says which of a host's addresses may be connected to.

    Attributes:
        names: Host names that may be fetched although they are private, on any port.
        networks: The same for addresses.
        ports: Where everything else may be fetched.
    """

    names: frozenset[str] = frozenset()
    networks: tuple[IpNetwork, ...] = ()
    ports: frozenset[int] = frozenset(_PORTS.values())

    @classmethod
    def parse(cls, allowed: str) -> Self:
        """Parse MRC_FETCH_ALLOW_PRIVATE: CIDRs and host names, separated by commas.

        Raises:
            ValueError: An entry is neither.
        """
        names: set[str] = set()
        networks: list[IpNetwork] = []
        for entry in filter(None, (part.strip() for part in allowed.split(","))):
            if entry.lower() == "false":
                continue
            try:
                networks.append(ip_network(entry, strict=False))
            except ValueError:
                names.add(_host_name(entry))
        return cls(frozenset(names), tuple(networks))

    def admits(self, url: httpx.URL) -> bool:
        """Tell whether any answer to its host's name could make `url` fetchable.

        What is refused here is refused before a name server is asked: neither the refusal nor its
        time tells which names exist inside.
        """
        host = host_of(url)
        if host in self.names:
            return True
        if literal(host) is None and _ENDS_IN_A_NUMBER.fullmatch(host):
            return False
        return bool(self.networks) or (port_of(url) in self.ports and not is_local_name(host))

    def permits(self, url: httpx.URL, addresses: Iterable[str]) -> bool:
        """Tell whether `url` may be fetched from its host's `addresses`: all of them must pass."""
        parsed = [ip_address(address.partition("%")[0]) for address in addresses]
        if not parsed or not self.admits(url):
            return False
        if host_of(url) in self.names or all(map(self._opened, parsed)):
            return True
        return port_of(url) in self.ports and all(
            is_public(address) or self._opened(address) for address in parsed
        )

    def _opened(self, address: IpAddress) -> bool:
        return any(address in network or _carried(address) in network for network in self.networks)


def _host_name(entry: str) -> str:
    try:
        url = parse_url(f"http://{entry}/")
    except BadUrlError:
        url = None
    named = url is not None and url.raw_path == b"/" and url.port is None and ":" not in entry
    if url is None or not named or entry.lower() == "true":
        raise ValueError(f"'{entry}' is neither a CIDR (10.0.0.0/8) nor a host name")
    return host_of(url)
