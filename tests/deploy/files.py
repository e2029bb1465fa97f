"""Where the files of deploy/ are, and how those in YAML are read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def read_yaml(*path: str) -> Any:
    return yaml.safe_load(DEPLOY.joinpath(*path).read_text("utf-8"))


def run(tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A program of the environment that the tests run in."""
    program = Path(sys.executable).parent / tool
    return subprocess.run(
        [program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
