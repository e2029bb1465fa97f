from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from types import ModuleType

import pytest

import bot
import exporter
import mrc_core
from tests.commands import command, environment


@pytest.mark.parametrize("package", [bot, exporter, mrc_core])
def test_each_package_knows_the_version(package: ModuleType) -> None:
    assert package.__version__ == version("mrc-bot")


@pytest.mark.parametrize("started", [[command("mrc-bot")], [sys.executable, "-m", "bot"]])
def test_the_command_and_the_module_say_the_version(started: list[str]) -> None:
    ended = subprocess.run(
        [*started, "--version"], env=environment(), capture_output=True, timeout=60, check=True
    )
    assert ended.stdout.decode().split() == ["mrc-bot", version("mrc-bot")]
