"""The compose files hold to the specification, and name what there is."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.settings import Settings
from bot.store.database.database import parse_url
from tests.deploy.files import DEPLOY, read_yaml, run

SERVICES = read_yaml("compose.yaml")["services"]
GPU = read_yaml("compose.gpu.yaml")["services"]


@pytest.mark.parametrize("name", ["compose.yaml", "compose.gpu.yaml", "compose.postgres.yaml"])
def test_the_schema_of_compose_is_kept(name: str) -> None:
    checked = run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / name)
    assert checked.returncode == 0, checked.stdout


def test_what_is_mounted_is_there() -> None:
    named = read_yaml("compose.yaml")["volumes"]
    for service in SERVICES.values():
        for volume in service["volumes"]:
            source = re.sub(r"\$\{\w+:-(.*?)\}", r"\1", volume).split(":")[0]
            assert source in named or (DEPLOY / source).exists(), source


def test_the_bot_is_given_settings_that_it_has() -> None:
    assert {name.lower() for name in SERVICES["bot"]["environment"]} <= set(Settings.model_fields)


def test_the_store_is_the_volume_that_the_image_writes_to() -> None:
    [mounted] = [v for v in SERVICES["bot"]["volumes"] if v.startswith("store:")]
    assert f"sqlite:///{mounted.partition(':')[2]}/" in (DEPLOY / "Dockerfile").read_text()
    bots = read_yaml("compose.postgres.yaml")["services"]["bot"]["environment"]
    url = re.sub(r"\$\{.*?\}", "x", bots["MRC_DATABASE_URL"])
    assert parse_url(url).host == "postgres"


def options(service: dict[str, Any]) -> dict[str, str]:
    return dict(flag.removeprefix("--").partition("=")[::2] for flag in service["command"])


def test_the_server_reads_files_that_are_mounted() -> None:
    for service in (SERVICES["tf-serving"], GPU["tf-serving"]):
        for value in options(service).values():
            if value.startswith("/etc/tf-serving/"):
                assert (DEPLOY / "tf_serving" / value.removeprefix("/etc/tf-serving/")).is_file()
    assert SERVICES["tf-serving"]["healthcheck"]["test"][2] == "/etc/tf-serving/healthy"


def test_the_gpu_is_asked_for_and_only_batching_differs() -> None:
    [device] = GPU["tf-serving"]["deploy"]["resources"]["reservations"]["devices"]
    assert device["capabilities"] == ["gpu"]
    assert GPU["tf-serving"]["image"].endswith("-gpu}")
    added = options(GPU["tf-serving"]).items() - options(SERVICES["tf-serving"]).items()
    assert {name for name, _ in added} == {"enable_batching", "batching_parameters_file"}


def test_the_bot_runs_with_no_rights_to_lose() -> None:
    assert SERVICES["bot"]["read_only"] is True
    assert SERVICES["bot"]["cap_drop"] == ["ALL"]
    assert SERVICES["bot"]["security_opt"] == ["no-new-privileges:true"]


def test_nobody_outside_reaches_the_model_server() -> None:
    assert "ports" not in SERVICES["tf-serving"]
    assert SERVICES["tf-serving"]["networks"] == ["serving"]
    assert read_yaml("compose.yaml")["networks"]["serving"]["internal"] is True
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["bot"]["ports"])
