from __future__ import annotations

import socket
from ipaddress import ip_address

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadUrlError
from bot.sources.fetch.guard import Guard, host_of, is_public, literal, parse_url


@pytest.mark.parametrize(
    "address",
    """
    127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1
    168.63.129.16 192.0.0.192 255.255.255.255 198.18.0.1 192.0.2.1
    ::1 :: fe80::1 fc00::1 ff02::1 fec0::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1
    64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 2002:7f00:1:: 2001:0:1::1 2001:db8::1
    3fff::1 100::1 5f00::1 4000::1
    """.split(),
)
def test_private_addresses(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "64:ff9b::808:808"]
)
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
        "http://a.example/" + "a" * 9_000,
        "",
    ],
)
def test_what_is_no_web_address(url: str) -> None:
    with pytest.raises(BadUrlError):
        parse_url(url)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (" https://A.example ", "https://a.example"),
        ("HTTP://a.example:80/", "http://a.example/"),
        ("https://a.example.:443/x", "https://a.example/x"),
        (
            "http://한국.kr/길?질문=답#절",
            "http://xn--3e0b707e.kr/%EA%B8%B8?%EC%A7%88%EB%AC%B8=%EB%8B%B5#%EC%A0%88",
        ),
        ("http://xn--3e0b707e.kr:80/", "http://xn--3e0b707e.kr/"),
        ("http://under_score.example/", "http://under_score.example/"),
        ("http://[2606:2800:220:1::1]:8080/", "http://[2606:2800:220:1::1]:8080/"),
        ("https://a.example/b%20c?d=%2F&e=a@b:c", "https://a.example/b%20c?d=%2F&e=a@b:c"),
    ],
)
def test_web_addresses_are_read(text: str, url: str) -> None:
    assert str(parse_url(text)) == url


_PIECES = """
http:// HTTP:// https:// / \\ @ : :80 ? # [ ] [::1] % %25 127.0.0.1 0x7f.1 0 . a.example 한국
xn-- 。 １
"""


@given(st.lists(st.one_of(st.sampled_from(_PIECES.split()), st.text(max_size=5)), max_size=9))
def test_any_text_is_a_web_address_or_refused(pieces: list[str]) -> None:
    text = "".join(pieces)
    for candidate in (text, f"http://{text}"):
        try:
            url = parse_url(candidate)
        except BadUrlError:
            continue
        assert url.scheme in ("http", "https")
        assert host_of(url).isascii()
        assert str(parse_url(str(url))) == str(url)
        try:
            socket.inet_aton(host_of(url))
        except OSError:
            continue
        # What the C library takes for an address is refused, or seen as that address.
        assert literal(host_of(url)) or not Guard().admits(url)


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
    assert _permits(guard, "http://mixed.example/", "10.1.2.3", "93.184.216.34")
    assert _permits(guard, "http://WIKI.intra.example./", "192.168.0.9")
    assert not _permits(guard, "http://x.wiki.intra.example/", "192.168.0.9")


def test_allowed_names_may_be_written_in_hangul() -> None:
    for entry in ("위키.회사", "xn--9q5b29o.xn--vf4b131b"):
        guard = Guard.parse(entry)
        for url in ("http://위키.회사:8080/", "http://xn--9q5b29o.xn--vf4b131b:8080/"):
            assert guard.permits(parse_url(url), ["10.0.0.1"])


def test_names_that_only_a_local_network_knows_are_not_resolved() -> None:
    guard = Guard.parse("wiki, db.internal")
    for host in ("nas", "localhost", "printer.local", "git.corp", "a.home.arpa", "127.1"):
        assert not guard.admits(httpx.URL(f"http://{host}/"))
    for host in ("wiki", "db.internal", "a.example", "local.example"):
        assert guard.admits(httpx.URL(f"http://{host}/"))
    assert Guard.parse("10.0.0.0/8").admits(httpx.URL("http://nas:8080/"))  # its address decides


@pytest.mark.parametrize(
    "entry",
    ["10.0.0.0/99", "true", "::x", "http://a/", "a:80", "a/b", "a b", "u@a", "a?b", "*.a.example"],
)
def test_a_wrong_entry_is_an_error(entry: str) -> None:
    with pytest.raises(ValueError, match="neither"):
        Guard.parse(entry)


def test_false_allows_nothing() -> None:
    assert Guard.parse("false") == Guard.parse("") == Guard()
