from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.refresh import refresh_target


@pytest.mark.parametrize(
    ("value", "target"),
    [
        ("0; url=/next", "/next"),
        ("0;URL='https://a.example/?a=1&b=2'", "https://a.example/?a=1&b=2"),
        ('3, url = "/next" and more', "/next"),
        ("  0.5 ; /next ", "/next"),
        ("10; url=/next", "/next"),
        ("11; url=/next", None),
        ("5", None),
        ("0; url=", None),
        ("url=/next", None),
        ("", None),
    ],
)
def test_a_page_sends_on(value: str, target: str | None) -> None:
    assert refresh_target(value) == target


@given(st.text())
def test_any_value_is_read(value: str) -> None:
    refresh_target(value)
