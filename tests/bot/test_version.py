from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

import bot
from tests.commands import command, environment


def test_the_package_knows_its_version_and_nothing_that_is_not_there() -> None:
    assert bot.__version__ == version("mrc-bot")
    assert not hasattr(bot, "nothing")


@pytest.mark.parametrize("started", [[command("mrc-bot")], [sys.executable, "-m", "bot"]])
def test_the_command_and_the_module_say_the_version(started: list[str]) -> None:
    ended = subprocess.run(
        [*started, "--version"], env=environment(), capture_output=True, timeout=60, check=True
    )
    assert ended.stdout.decode().split() == ["mrc-bot", version("mrc-bot")]
