"""The API does what its description says."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from jsonschema import Draft202012Validator

from bot.metrics import Metrics
from bot.web.api.openapi import description
from bot.web.app import make_web
from tests.bot.web.service import Scripted
from tests.commands import command, environment
from tests.prerequisites import ROOT
from tests.standins.http import serve

_SECONDS = 180
_MOST_SHOWN = 5_000


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    web = make_web(Scripted(steps=()), Metrics(), "en", (), most_file_bytes=10_000)  # type: ignore[arg-type]
    with serve(web) as url:
        yield url


def test_schemathesis_finds_nothing(server: str, tmp_path: Path) -> None:
    """As `schemathesis run` does; its plugin for pytest does not know pytest 9."""
    ended = subprocess.run(
        [
            command("schemathesis"),
            *("--config-file", Path(__file__).parent / "schemathesis.toml"),
            *("run", f"{server}/openapi.json"),
            *("--max-examples", "10", "--workers", "1", "--no-color"),
            "--generation-deterministic",
        ],
        cwd=tmp_path,
        env=environment(
            SCHEMATHESIS_HOOKS="tests.bot.web.api.schemathesis_hooks", PYTHONPATH=str(ROOT)
        ),
        capture_output=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[:_MOST_SHOWN]


def test_every_shape_is_a_schema() -> None:
    for shape in description()["components"]["schemas"].values():
        Draft202012Validator.check_schema(shape)


def test_it_is_where_clients_look_for_it(server: str) -> None:
    found = httpx.get(f"{server}/openapi.json")
    assert found.headers["content-type"] == "application/json"
    assert found.json()["openapi"].startswith("3.1")
    assert set(found.json()["paths"]) == {"/v1/answer", "/v1/answers", "/v1/reader"}
