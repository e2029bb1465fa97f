"""Which hosts the page and the API answer to."""

from __future__ import annotations

from unittest.mock import Mock

import httpx
import pytest
from starlette.datastructures import Headers

from bot.metrics import Metrics
from bot.settings import Settings
from bot.web.access.origins import may_ask
from bot.web.app import make_web


async def _status(host: str, path: str = "/", hosts: str = "") -> httpx.Response:
    settings = Settings(mrc_host="10.1.2.3", mrc_trusted_hosts=hosts)
    web = make_web(Mock(), Metrics(), "en", (), settings.trusted_hosts)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(web), base_url="http://bot"
    ) as client:
        return await client.get(path, headers={"Host": host})


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1", "[::1]:8000", "10.1.2.3", "LOCALHOST."]
)
async def test_it_answers_to_its_own_names(host: str) -> None:
    assert (await _status(host)).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "[", "10.1.2.4"])
async def test_a_name_that_somebody_lets_point_here_is_refused(host: str) -> None:
    refused = await _status(host)
    assert refused.status_code == 400
    assert refused.json()["type"] == "urn:mrc-bot:untrusted-host"
    assert "MRC_TRUSTED_HOSTS" in refused.json()["detail"]
    assert refused.headers["x-content-type-options"] == "nosniff"


async def test_probes_and_scrapers_ask_by_any_address() -> None:
    for path in ("/healthz", "/metrics"):
        assert (await _status("10.9.9.9:8000", path)).status_code == 200


async def test_an_operator_names_other_hosts() -> None:
    named = "bot.example, read.example"
    assert (await _status("read.example", hosts=named)).status_code == 200
    assert (await _status("localhost", hosts=named)).status_code == 400
    assert (await _status("any.example", hosts="*")).status_code == 200


@pytest.mark.parametrize(
    ("origin", "taken"),
    [
        ("http://bot.example:8000", True),
        ("chrome-extension://abcdefghijklmnopabcdefghijklmnop", True),
        ("moz-extension://0d5f7a52-9c1b-4a0e-8a8e-0f6f2c1f7b11", True),
        ("https://evil.example", False),
        ("https://chrome-extension", False),
        ("https://evil.example/chrome-extension://", False),
        ("null", False),
        ("http://[", False),
    ],
)
def test_pages_of_other_sites_are_told_from_the_bots_own_and_from_extensions(
    origin: str, taken: bool
) -> None:
    headers = Headers({"host": "bot.example:8000", "origin": origin})
    assert may_ask(headers, ()) is taken
    assert may_ask(headers, (origin,))
