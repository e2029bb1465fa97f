"""Dashboard, alerts and autoscaling ask for metrics that the bot and TensorFlow Serving have."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator

import promql_parser
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.domain.errors import BusyError
from bot.domain.reply import Document, Reply
from bot.metrics import Metrics
from bot.store.inbox.received import Depth
from mrc_core import ModelInfo, Reading, Timings
from tests.deploy.files import DEPLOY, read_yaml

# tensorflow_serving/servables/tensorflow/util.cc, tensorflow_serving/batching/batching_session.cc;
# the exporter writes "/tensorflow/serving/x" as ":tensorflow:serving:x".
_HISTOGRAM = ("_bucket", "_sum", "_count")
TF_SERVING = {
    ":tensorflow:serving:request_count": {"model_name", "status"},
    **{
        f":tensorflow:serving:request_latency{suffix}": {"model_name", "API", "entrypoint"}
        for suffix in _HISTOGRAM
    },
    **{
        f":tensorflow:serving:batching_session:queuing_latency{suffix}": {"thread_pool_name"}
        for suffix in _HISTOGRAM
    },
}
# What Prometheus adds to each.
TARGET = {"job", "instance", "namespace", "pod", "le"}


def expressions() -> Iterator[tuple[str, str]]:
    board = json.loads((DEPLOY / "grafana" / "mrc-bot.json").read_text("utf-8"))
    for panel in board["panels"]:
        for asked in panel.get("targets", []):
            yield panel["title"], asked["expr"].replace("$__rate_interval", "5m")
    for rule in read_yaml("prometheus", "alerts.yml")["groups"][0]["rules"]:
        yield rule["alert"], rule["expr"]
    [rule] = read_yaml("prometheus", "adapter.yaml")["rules"]["custom"]
    series = re.match(r"[\w:]+", rule["seriesQuery"])
    assert series
    query = rule["metricsQuery"].replace("<<.Series>>", series[0])
    yield "adapter", query.replace("<<.LabelMatchers>>", 'pod="a"').replace("<<.GroupBy>>", "pod")
    yield "adapter", rule["seriesQuery"]


EXPRESSIONS = list(expressions())


def selectors(expression: str) -> Iterator[tuple[str, set[str]]]:
    """The metrics that it selects, and the labels it selects by."""
    seen: list[promql_parser.VectorSelector] = []

    def visit(node: object) -> None:
        if isinstance(node, promql_parser.VectorSelector):
            seen.append(node)
        for name in ("expr", "lhs", "rhs", "vector_selector"):
            if (inner := getattr(node, name, None)) is not None:
                visit(inner)
        for argument in getattr(node, "args", None) or []:
            visit(argument)

    visit(promql_parser.parse(expression))
    for selector in seen:
        yield selector.name, {matcher.name for matcher in selector.matchers.matchers}


@pytest.fixture(scope="module")
def metrics() -> dict[str, set[str]]:
    """The bot's own, after all that gives them labels."""
    observed = Metrics()
    reading = Reading(
        state="absent",
        answer=None,
        candidates=(),
        model=ModelInfo("mrc", "1"),
        timings_ms=Timings(1, 1, 1),
        windows_read=1,
        windows_total=1,
        question_cut=False,
    )
    observed.answered(Reply(reading, (Document(kind="text", text=""),), (), fetch_ms=1, total_ms=2))
    observed.failed(BusyError())
    observed.watch_slack(lambda: True)
    observed.deep(Depth(Counter(message=1), Counter(message=1), 0.0))
    observed.limited("chat.postMessage")
    return {
        sample.name: set(sample.labels)
        for family in text_string_to_metric_families(observed.exposition().decode())
        for sample in family.samples
    }


@pytest.mark.parametrize(("where", "expression"), EXPRESSIONS, ids=[e[0] for e in EXPRESSIONS])
def test_a_query_asks_for_metrics_that_exist(
    metrics: dict[str, set[str]], where: str, expression: str
) -> None:
    known = metrics | TF_SERVING | {"up": {"job"}}
    found = list(selectors(expression))
    assert found
    for name, labels in found:
        assert labels <= known[name] | TARGET, name


def test_prometheus_scrapes_what_compose_starts() -> None:
    services = read_yaml("compose.yaml")["services"]
    for job in read_yaml("prometheus", "prometheus.yml")["scrape_configs"]:
        [target] = job["static_configs"][0]["targets"]
        assert target.split(":")[0] in services
    assert read_yaml("prometheus", "prometheus.yml")["rule_files"] == ["alerts.yml"]


def test_the_autoscaler_goes_by_the_adapters_metric() -> None:
    [rule] = read_yaml("prometheus", "adapter.yaml")["rules"]["custom"]
    [metric] = read_yaml("kubernetes", "gpu", "autoscaler.yaml")["spec"]["metrics"]
    assert metric["pods"]["metric"]["name"] == rule["name"]["as"]


def test_panels_do_not_lie_on_each_other() -> None:
    board = json.loads((DEPLOY / "grafana" / "mrc-bot.json").read_text("utf-8"))
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
