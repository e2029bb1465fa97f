"""The files beside the packages: GitHub's, and those of the hooks before a commit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]


def _yaml(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text("utf-8"))


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("vendor.github-workflows", ".github/workflows/test.yml"),
        ("vendor.dependabot", ".github/dependabot.yml"),
    ],
)
def test_github_can_read_its_files(schema: str, path: str) -> None:
    check = Path(sys.executable).parent / "check-jsonschema"
    command = [check, "--builtin-schema", schema, ROOT / path]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_workflow_and_ci_run_the_same_command() -> None:
    job = _yaml(".github/workflows/test.yml")["jobs"]["test"]
    assert [step["run"] for step in job["steps"] if "run" in step] == ["make test"]
    assert "exec make test" in (ROOT / ".ci/run").read_text("utf-8")


def test_the_hooks_are_the_tools_of_make_lint() -> None:
    (hooks,) = (repo["hooks"] for repo in _yaml(".pre-commit-config.yaml")["repos"])
    hooked = {
        hook["entry"].removeprefix(".venv/bin/").replace(" --force-exclude", "") for hook in hooks
    }
    makefile = (ROOT / "Makefile").read_text("utf-8")
    recipe = makefile.partition("\nlint:")[2].partition("\n\n")[0].splitlines()[1:]
    linted = {
        line.strip().removeprefix("$(BIN)/").removesuffix(" .").replace(" --check", "")
        for line in recipe
    }
    assert hooked == linted
