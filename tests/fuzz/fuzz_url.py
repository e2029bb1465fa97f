"""Fuzz URL parsing and the guard: `python -m tests.fuzz.fuzz_url -max_total_time=300`.

Needs atheris, see `fuzz_charset`. Looks for exceptions, for hangs (-timeout=5), for a URL that
reads differently the second time, for a host that could mean another one to a resolver, and for a
private address that is admitted.
"""

from __future__ import annotations

import socket
import sys
from ipaddress import ip_address

import atheris

with atheris.instrument_imports(include=["bot", "httpx", "idna", "ipaddress"]):
    from bot.domain.errors import BadUrlError
    from bot.sources.fetch.fetcher import _target
    from bot.sources.fetch.guard import Guard, host_of, is_public, literal, parse_url, port_of

_PIECES = """
http:// https:// HTTP:// // / \\ @ : :80 :443 :99999 ? # [ ] [::1] [::ffff:7f00:1] % %25 %00 %2f
127.0.0.1 127.1 0x7f.1 2130706433 017700000001 0 . .. localhost a.example 한국.kr xn-- xn--3e0b707e
。 ． １２７ ① ß ſ K \u200d \u00ad \ufeff user:secret@ .local .internal
""".split()
_GUARD = Guard()


def fuzz(data: bytes) -> None:
    """One input: pieces and free text, put together; then the same as a redirect's target."""
    provider = atheris.FuzzedDataProvider(data)
    text = "".join(
        provider.PickValueInList(_PIECES)
        if provider.ConsumeBool()
        else provider.ConsumeUnicodeNoSurrogates(6)
        for _ in range(provider.ConsumeIntInRange(1, 12))
    )
    for candidate in (text, f"http://{text}", f"http://{text}/"):
        _check(candidate)
    try:
        _target(parse_url("https://a.example/b"), text)
    except BadUrlError:
        return


def _check(text: str) -> None:
    try:
        url = parse_url(text)
    except BadUrlError:
        return
    host = host_of(url)
    assert host.isascii()
    assert url.scheme in ("http", "https")
    assert not url.userinfo
    assert 0 < port_of(url) < 65536
    assert str(parse_url(str(url))) == str(url)
    if not _GUARD.admits(url):
        return
    spelled = literal(host)
    if spelled:
        assert _GUARD.permits(url, [host]) <= is_public(spelled)
        return
    try:
        packed = socket.inet_aton(host)  # what a C library takes for an address
    except OSError:
        return
    raise AssertionError(f"{text!r} means {ip_address(packed)} to a resolver")


if __name__ == "__main__":
    atheris.Setup(sys.argv, fuzz)
    atheris.Fuzz()
