"""The image: no linter's complaint, and everything in the context that the build takes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.deploy.files import DEPLOY, ROOT, run

DOCKERFILE = (DEPLOY / "Dockerfile").read_text()


def test_hadolint_finds_nothing() -> None:
    checked = run("hadolint", DEPLOY / "Dockerfile")
    assert checked.returncode == 0, checked.stdout


def test_the_image_runs_as_nobody_special_and_without_tensorflow() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001$", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    assert re.search(r'^ARG EXTRAS="postgres,telemetry"$', DOCKERFILE, re.MULTILINE)


def test_the_context_is_enough_to_build_the_package(tmp_path: Path) -> None:
    kept = [
        line.removeprefix("!")
        for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
        if line.startswith("!")
    ]
    context = tmp_path / "context"
    for name in kept:
        (context / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, context / name)
    for source in re.findall(r"^COPY (?!--from)(\S+)", DOCKERFILE, re.MULTILINE):
        assert (context / source).exists(), source
    assert (context / "constraints.txt").is_file()
    # What pip calls, without the environment that it would make and download for that.
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=context,
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for part in (
        "bot/web/static/index.html",
        "bot/domain/locale/ko.toml",
        "bot/store/database/migrations/versions/0001_inbox.py",
    ):
        assert part in names
    assert any(re.fullmatch(r"mrc_core/bundled_reader/\d+/saved_model.pb", name) for name in names)
