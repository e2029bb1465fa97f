from __future__ import annotations

from ipaddress import ip_address

import httpx
import pytest

from bot.errors import BadUrlError
from bot.sources.address import Guard, is_public, parse_url


@pytest.mark.parametrize(
    "address",
    """
    127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1
    168.63.129.16 192.0.0.192 255.255.255.255 198.18.0.1 192.0.2.1
    ::1 :: fe80::1 fc00::1 ff02::1 fec0::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1
    64:ff9b::7f00:1 2002:7f00:1:: 2001:0:1::1 2001:db8::1
    """.split(),
)
def test_private_addresses(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1"])
def test_public_addresses(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://a.example/",
        "ftp://a.example/",
        "javascript:alert(1)",
        "https://",
        "http://user:secret@a.example/",
        "http://127.0.0.1\\@a.example/",
        "http://a.example:99999/",
        "a.example",
        "http://[::1",
        "http://xn--/",
        "http://exa mple.com/",
        "",
    ],
)
def test_what_is_no_web_address(url: str) -> None:
    with pytest.raises(BadUrlError):
        parse_url(url)


def _permits(guard: Guard, url: str, *addresses: str) -> bool:
    return guard.permits(httpx.URL(url), list(addresses))


def test_every_address_of_a_host_must_be_public() -> None:
    guard = Guard()
    assert _permits(guard, "https://a.example/", "93.184.216.34")
    assert not _permits(guard, "https://a.example/", "93.184.216.34", "10.0.0.1")
    assert not _permits(guard, "https://a.example/")
    assert not _permits(guard, "https://a.example:8443/", "93.184.216.34")


def test_the_allow_list_opens_names_and_networks_on_any_port() -> None:
    guard = Guard.parse("10.1.0.0/16, wiki.intra.example,fd00::/8")
    assert _permits(guard, "http://10.1.2.3:8080/", "10.1.2.3")
    assert _permits(guard, "http://wiki.intra.example:8080/", "192.168.0.9")
    assert _permits(guard, "http://six.example/", "fd00::1")
    assert not _permits(guard, "http://10.2.2.3/", "10.2.2.3")
    assert not _permits(guard, "http://other.example/", "192.168.0.9")
    assert not _permits(guard, "http://mixed.example:8080/", "10.1.2.3", "93.184.216.34")


@pytest.mark.parametrize("entry", ["10.0.0.0/99", "true", "::x"])
def test_a_wrong_entry_is_an_error(entry: str) -> None:
    with pytest.raises(ValueError, match="neither"):
        Guard.parse(entry)


def test_false_allows_nothing() -> None:
    assert Guard.parse("false") == Guard.parse("") == Guard()
