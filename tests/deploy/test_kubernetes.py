"""The Kubernetes files: the schemas' and the bot's own rules.

`kubectl kustomize` puts base and overlay together where kubectl is installed; every file is held
to its schema in any case.
"""

from __future__ import annotations

import ipaddress
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock

import httpx
import kubernetes_validate
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import Settings
from bot.sources.fetch.guard import is_public
from bot.store.database.database import parse_url
from bot.web.app import make_web
from tests.deploy.files import DEPLOY, ROOT, read_yaml
from tests.mrc_core.predict.serving.windows import TokensModel
from tests.standins.tf_serving.standin import TensorFlowServing

KUBERNETES = DEPLOY / "kubernetes"
NEWEST = kubernetes_validate.latest_version()
VERSIONS = ["1.33", NEWEST]
FOLDERS = [
    *[path.parent for path in sorted(KUBERNETES.rglob("kustomization.yaml"))],
    DEPLOY / "tf_serving",
]
PATCHES = {
    KUBERNETES / overlay / patch["path"]
    for overlay in ("gpu", "postgres")
    for patch in read_yaml("kubernetes", overlay, "kustomization.yaml")["patches"]
}


def documents(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(path.read_text("utf-8")))


RESOURCES = [
    pytest.param(document, id=f"{path.parent.name}/{path.name}:{document['kind']}")
    for path in sorted(KUBERNETES.rglob("*.yaml"))
    if path.name != "kustomization.yaml" and path not in PATCHES
    for document in documents(path)
]


def found(kind: str, name: str) -> dict[str, Any]:
    [match] = [
        document
        for (document,) in (param.values for param in RESOURCES)
        if (document["kind"], document["metadata"]["name"]) == (kind, name)
    ]
    return match  # type: ignore[no-any-return]


def container(deployment: str) -> dict[str, Any]:
    [one] = found("Deployment", deployment)["spec"]["template"]["spec"]["containers"]
    return one  # type: ignore[no-any-return]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("document", RESOURCES)
def test_the_schema_is_kept(document: dict[str, Any], version: str) -> None:
    kubernetes_validate.validate(document, version, strict=True)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_kustomization_names_files_that_are_there(folder: Path) -> None:
    [written] = documents(folder / "kustomization.yaml")
    named = written.get("resources", []) + [p["path"] for p in written.get("patches", [])]
    named += [
        name for made in written.get("configMapGenerator", []) for name in made.get("files", [])
    ]
    assert named
    for name in named:
        assert (folder / name).exists(), name
        assert not (folder / name).is_dir() or (folder / name / "kustomization.yaml").is_file()


@pytest.mark.skipif(not shutil.which("kubectl"), reason="needs kubectl, which PyPI has not")
@pytest.mark.parametrize("name", ["base", "gpu", "postgres", "publish"])
def test_what_kustomize_builds_keeps_the_schema(name: str) -> None:
    built = subprocess.run(
        ["kubectl", "kustomize", KUBERNETES / name], check=True, capture_output=True, text=True
    )
    assert "deprecated" not in built.stderr
    resources = {(d["kind"], d["metadata"]["name"]): d for d in yaml.safe_load_all(built.stdout)}
    for document in resources.values():
        kubernetes_validate.validate(document, NEWEST, strict=True)
    if name == "gpu":
        [serving] = resources["Deployment", "tf-serving"]["spec"]["template"]["spec"]["containers"]
        assert serving["image"].endswith("-gpu")
        assert serving["resources"]["limits"]["nvidia.com/gpu"] == 1
        assert "--enable_batching" in serving["args"]
        [metric] = resources["HorizontalPodAutoscaler", "tf-serving"]["spec"]["metrics"]
        assert metric["type"] == "Pods"


def test_the_gpu_overlay_changes_batching_only() -> None:
    [patch] = documents(KUBERNETES / "gpu" / "tf-serving.yaml")
    [patched] = patch["spec"]["template"]["spec"]["containers"]
    args = container("tf-serving")["args"]
    assert patched["args"][: len(args)] == args
    assert [flag.split("=")[0] for flag in patched["args"][len(args) :]] == [
        "--enable_batching",
        "--batching_parameters_file",
    ]
    settings = read_yaml("tf_serving", "kustomization.yaml")["configMapGenerator"][1]
    assert patched["args"][-1].rpartition("/")[2] in settings["files"]


def test_a_version_that_does_not_load_holds_up_no_other() -> None:
    for args in (
        container("tf-serving")["args"],
        read_yaml("compose.yaml")["services"]["tf-serving"]["command"],
    ):
        assert "--max_num_load_retries=0" in args


def test_never_do_two_bots_serve_from_one_file() -> None:
    deployment = found("Deployment", "mrc-bot")["spec"]
    assert (deployment["replicas"], deployment["strategy"]) == (1, {"type": "Recreate"})
    [claimed] = [
        volume["persistentVolumeClaim"]["claimName"]
        for volume in deployment["template"]["spec"]["volumes"]
        if volume["name"] == "store"
    ]
    assert found("PersistentVolumeClaim", claimed)["spec"]["accessModes"] == ["ReadWriteOnce"]
    [mounted] = [m for m in container("mrc-bot")["volumeMounts"] if m["name"] == "store"]
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text()
    assert f"MRC_DATABASE_URL=sqlite:///{mounted['mountPath']}/" in dockerfile


def test_several_bots_have_one_postgresql_and_reach_it() -> None:
    [patch] = documents(KUBERNETES / "postgres" / "bot.yaml")
    assert patch["spec"]["replicas"] > 1
    assert patch["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    [bot] = patch["spec"]["template"]["spec"]["containers"]
    url = next(each["value"] for each in bot["env"] if each["name"] == "MRC_DATABASE_URL")
    assert parse_url(url.replace("$(POSTGRES_PASSWORD)", "x")).host == "postgres"
    [port] = found("Service", "postgres")["spec"]["ports"]
    [[opened]] = documents(KUBERNETES / "postgres" / "network-policy.yaml")
    assert opened["value"]["ports"] == [{"port": port["port"]}]


@pytest.mark.parametrize("name", ["mrc-bot", "tf-serving"])
def test_names_and_labels_meet(name: str) -> None:
    deployment = found("Deployment", name)["spec"]
    labels = deployment["template"]["metadata"]["labels"]
    assert deployment["selector"]["matchLabels"].items() <= labels.items()
    service = found("Service", name)["spec"]
    assert service["selector"].items() <= labels.items()
    assert service["ports"][0]["targetPort"] in [p["name"] for p in container(name)["ports"]]
    policy = found("NetworkPolicy", name)["spec"]
    assert policy["podSelector"]["matchLabels"].items() <= labels.items()
    annotations = deployment["template"]["metadata"]["annotations"]
    assert int(annotations["prometheus.io/port"]) == container(name)["ports"][0]["containerPort"]


def test_pods_run_with_no_rights_to_lose() -> None:
    for pod in (
        found("Deployment", "mrc-bot")["spec"]["template"]["spec"],
        found("Deployment", "tf-serving")["spec"]["template"]["spec"],
        found("Job", "publish-reader-1")["spec"]["template"]["spec"],
    ):
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["automountServiceAccountToken"] is False
        for one in pod["containers"]:
            assert one["securityContext"]["allowPrivilegeEscalation"] is False
            assert one["securityContext"]["capabilities"]["drop"] == ["ALL"]
            assert one["resources"]["limits"]["memory"]
    assert container("mrc-bot")["securityContext"]["readOnlyRootFilesystem"] is True


def test_the_bot_is_given_settings_that_it_has_and_its_secrets_by_reference() -> None:
    [settings] = read_yaml("kubernetes", "base", "kustomization.yaml")["configMapGenerator"]
    names = {literal.partition("=")[0].lower() for literal in settings["literals"]}
    assert names <= set(Settings.model_fields)
    assert {"secretRef": {"name": "mrc-bot"}} in container("mrc-bot")["envFrom"]
    text = "".join(path.read_text() for path in KUBERNETES.rglob("*.yaml"))
    assert "kind: Secret" not in text
    assert "xoxb-" not in text


def test_stopping_takes_less_time_than_it_is_given() -> None:
    """The bot needs 20 seconds for questions and 20 for connections, a prediction up to 30."""
    for name, needed in (("mrc-bot", 40), ("tf-serving", 0)):
        spec = found("Deployment", name)["spec"]["template"]["spec"]
        [command, seconds] = container(name)["lifecycle"]["preStop"]["exec"]["command"]
        assert command == "sleep"
        assert int(seconds) + needed < spec["terminationGracePeriodSeconds"]
    args = dict(flag[2:].partition("=")[::2] for flag in container("tf-serving")["args"])
    sleep = container("tf-serving")["lifecycle"]["preStop"]["exec"]["command"][1]
    assert int(sleep) * 1000 >= int(args["rest_api_timeout_in_ms"])


async def test_the_bots_probes_ask_what_it_answers() -> None:
    web = make_web(AsyncMock(), None, "auto", ())  # type: ignore[arg-type]
    transport = httpx.ASGITransport(web)
    async with httpx.AsyncClient(transport=transport, base_url="http://10.0.0.1") as client:
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            path = container("mrc-bot")[probe]["httpGet"]["path"]
            assert (await client.get(path)).status_code == 200


async def test_a_model_server_is_ready_only_once_a_version_is_loaded() -> None:
    serving = TensorFlowServing({"mrc": {1: TokensModel(1)}})
    path = container("tf-serving")["readinessProbe"]["httpGet"]["path"]
    transport = httpx.ASGITransport(serving)
    async with httpx.AsyncClient(transport=transport, base_url="http://tf-serving") as client:
        assert (await client.get(path)).status_code == 200
        serving.models.set_state("mrc", 1, "LOADING")
        assert (await client.get(path)).status_code == 404


def egress(policy: str) -> list[dict[str, Any]]:
    return found("NetworkPolicy", policy)["spec"]["egress"]  # type: ignore[no-any-return]


def open_networks() -> Iterator[tuple[Any, list[Any]]]:
    for rule in egress("mrc-bot"):
        for peer in rule["to"]:
            if "ipBlock" in peer:
                block = peer["ipBlock"]
                assert {port["port"] for port in rule["ports"]} == {80, 443}
                yield (
                    ipaddress.ip_network(block["cidr"]),
                    [ipaddress.ip_network(one) for one in block["except"]],
                )


def reachable(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return any(
        address in network and not any(address in one for one in excluded)
        for network, excluded in open_networks()
    )


@given(st.ip_addresses())
def test_the_bot_reaches_no_address_that_it_would_not_fetch_from(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if not is_public(address):
        assert not reachable(address)


@pytest.mark.parametrize(
    "address",
    (
        "10.96.0.1 172.20.0.1 192.168.1.1 169.254.169.254 168.63.129.16 100.64.0.1 127.0.0.1 "
        "fd00::1 fe80::1 ::1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:a00:1::1"
    ).split(),
)
def test_the_bot_reaches_nothing_internal(address: str) -> None:
    assert not reachable(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1"])
def test_the_bot_reaches_the_web(address: str) -> None:
    assert reachable(ipaddress.ip_address(address))


def test_the_bot_reaches_dns_and_its_model_servers_which_reach_nobody() -> None:
    ports = {port["port"] for rule in egress("mrc-bot") for port in rule["ports"]}
    assert ports == {53, 80, 443, container("tf-serving")["ports"][0]["containerPort"]}
    assert egress("tf-serving") == []


def test_the_publishing_job_runs_what_is_in_the_image() -> None:
    [job] = found("Job", "publish-reader-1")["spec"]["template"]["spec"]["containers"]
    assert "publish-reader" in job["args"][0]
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text()
    assert "COPY deploy/publish-reader /usr/local/bin/" in dockerfile
