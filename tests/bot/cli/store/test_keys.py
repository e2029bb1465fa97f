"""mrc-bot keys: a key is made, listed and revoked beside a running bot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot.store.store import open_store
from tests.commands import Ended, run_here


@pytest.fixture
def keys(tmp_path: Path) -> Callable[..., Ended]:
    """`mrc-bot keys`, on a store that a bot has made."""
    url = f"sqlite:///{tmp_path}/store.sqlite"

    async def make() -> None:
        async with open_store(url, keep_days=7):
            pass

    asyncio.run(make())
    return partial(run_here, "mrc-bot", "keys", MRC_DATABASE_URL=url)


def test_a_key_is_made_listed_and_revoked(keys: Callable[..., Ended]) -> None:
    made = keys("create", "위키 봇", "--scope", "text", "--per-minute", "5")
    prefix, id_, secret = made.stdout.strip().split("_", 2)
    assert prefix == "mrc"
    listed = keys("list").stdout
    row = next(line for line in listed.splitlines() if id_ in line)
    assert "위키 봇" in row
    assert row.split()[3:5] == ["text", "5"]
    assert row.rstrip().endswith("never")
    assert secret not in listed
    assert keys("revoke", id_).returncode == 0
    assert "revoked" in keys("list").stdout
    again = keys("revoke", id_)
    assert again.returncode == 1
    assert "there is no key" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["create", " "], "1 to 100 characters"),
        (["create", "a" * 101], "1 to 100 characters"),
        (["create", "a", "--scope", "all"], "no such scope: all; there are text, file, url"),
        (["create", "a", "--per-minute", "0"], "per-minute"),
    ],
)
def test_wrong_use_is_one_line(
    keys: Callable[..., Ended], arguments: list[str], words: str
) -> None:
    ended = keys(*arguments)
    assert ended.returncode != 0
    assert words in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_without_a_store_it_says_what_makes_one(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/none.sqlite"
    ended = run_here("mrc-bot", "keys", "create", "a", MRC_DATABASE_URL=url)
    assert ended.returncode == 1
    assert "mrc-bot serve makes it" in ended.stderr
