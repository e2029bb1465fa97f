"""The port."""

from __future__ import annotations

import pytest

from bot.web.server import bind, is_loopback


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("localhost", True), ("127.0.0.9", True), ("0.0.0.0", False)],
)
def test_who_can_reach_it_is_said_by_the_address_that_it_is_bound_to(
    host: str, alone: bool
) -> None:
    with bind(host, 0) as listener:
        assert is_loopback(listener) is alone
