from __future__ import annotations

import pytest

from bot.domain.hosts import Hosts, parse_hosts


@pytest.mark.parametrize(
    ("hosts", "url", "admitted"),
    [
        (Hosts(), "https://a.example/x", True),
        (Hosts(allowed=("a.example",)), "https://a.example:8443/x", True),
        (Hosts(allowed=("a.example",)), "https://www.A.example/x", True),
        (Hosts(allowed=("a.example",)), "https://nota.example/x", False),
        (Hosts(refused=("a.example",)), "https://www.a.example/x", False),
        (Hosts(refused=("a.example",)), "https://b.example/a.example", True),
        (Hosts(("a.example",), ("private.a.example",)), "https://private.a.example", False),
        (Hosts(allowed=parse_hosts("한국.kr")), "https://www.한국.kr/", True),
        (Hosts(allowed=parse_hosts("한국.kr")), "https://xn--3e0b707e.kr/", True),
        (Hosts(allowed=("a.example",)), "https://[::1", False),
    ],
)
def test_a_site_is_meant_with_all_below_it(hosts: Hosts, url: str, admitted: bool) -> None:
    assert hosts.admits(url) is admitted


def test_sites_are_listed_as_people_write_them() -> None:
    text = "a.example, *.B.example;https://c.example:80/x\nd.example/path  a.example"
    assert parse_hosts(text) == ("a.example", "b.example", "c.example", "d.example")
    assert parse_hosts(" ") == ()


@pytest.mark.parametrize("text", ["a b@c", "https://", "a..b", "x" * 64, " ".join(["a.b"] * 101)])
def test_what_is_no_site_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="site"):
        parse_hosts(text)
