from __future__ import annotations

import pytest
from yarl import URL

from bot.slack.sources.download import takes_token

API = "https://slack.com/api/"


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com/files-pri/T1-F1/a.pdf",
        "https://slack-files.com/T1-F1-abc",
        "https://acme.enterprise.slack.com/files/U1/F1/a.pdf",
        "https://files.slack-gov.com/files-pri/T1-F1/a.pdf",
        "https://slack.com/files",
    ],
)
def test_the_token_goes_to_slack(url: str) -> None:
    assert takes_token(URL(url), API)


@pytest.mark.parametrize(
    "url",
    [
        "http://files.slack.com/files-pri/T1-F1/a.pdf",
        "https://files.slack.com:8443/a",
        "https://files.slack.com.evil.example/a",
        "https://evilslack.com/a",
        "https://files.slack.com@evil.example/a",
        "https://user:word@files.slack.com/a",
        "https://evil.example/files.slack.com",
        "ftp://files.slack.com/a",
        "https://slaсk.com/a",  # a Cyrillic с
        "/files-pri/T1-F1/a.pdf",
    ],
)
def test_the_token_goes_nowhere_else(url: str) -> None:
    assert not takes_token(URL(url), API)


@pytest.mark.parametrize(
    ("url", "goes"),
    [
        ("http://127.0.0.1:8100/files-pri/F1/a", True),
        ("http://127.0.0.1:8101/files-pri/F1/a", False),
        ("https://127.0.0.1:8100/files-pri/F1/a", False),
        ("http://localhost:8100/files-pri/F1/a", False),
    ],
)
def test_the_token_goes_to_where_the_web_api_is(url: str, goes: bool) -> None:
    assert takes_token(URL(url), "http://127.0.0.1:8100/api/") is goes
