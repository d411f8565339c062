"""The dashboard names metrics that are emitted, and Grafana and Prometheus find what they need."""

import json
import re
from pathlib import Path

import pytest
import yaml

from zonereports.pipeline import METRICS

REPOSITORY = Path(__file__).parents[2]
MONITORING = REPOSITORY / "monitoring"
# What PromQL itself knows, of what the dashboard uses.
WORDS = {"sum", "by", "rate", "increase", "histogram_quantile", "le"}
OF_A_TIMER = ("_bucket", "_sum", "_count")


@pytest.fixture(scope="module")
def dashboard():
    path = MONITORING / "grafana" / "dashboards" / "zonereports.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((REPOSITORY / "docker-compose.yaml").read_text("utf-8"))["services"]


def expressions(dashboard):
    return [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]


def names(expression):
    bare = re.sub(r"\[[^\]]*\]|\$\w+", " ", expression)
    return set(re.findall(r"[a-zA-Z_:][a-zA-Z0-9_:]*", bare)) - WORDS


def series():
    """Every series that the exporter makes of the table."""
    for metric in METRICS:
        shown = metric.in_prometheus()
        yield from (shown + end for end in (OF_A_TIMER if metric.kind == "timer" else ("",)))


def test_the_dashboard_asks_for_nothing_that_no_task_emits(dashboard):
    asked = {name for one in expressions(dashboard) for name in names(one)}
    assert asked
    assert asked <= set(series())


def test_no_metric_is_emitted_that_nobody_looks_at(dashboard):
    asked = " ".join(expressions(dashboard))
    assert [
        m.name
        for m in METRICS
        if not re.search(rf"{m.in_prometheus()}\b|{m.in_prometheus()}_bucket", asked)
    ] == []


def test_counters_are_shown_by_their_increase_and_gauges_as_they_are(dashboard):
    kinds = {metric.in_prometheus(): metric.kind for metric in METRICS}
    for expression in expressions(dashboard):
        for name in names(expression):
            kind = kinds.get(name, "timer")
            grown = re.search(rf"(increase|rate)\({name}\[", expression) is not None
            assert grown == (kind != "gauge"), expression


def test_the_dashboard_is_one_that_grafana_can_show(dashboard):
    panels = dashboard["panels"]
    assert dashboard["uid"]
    assert dashboard["schemaVersion"] >= 36
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken = set()
    for panel in panels:
        assert panel["type"] in ("row", "stat", "timeseries")
        assert panel["title"]
        place = panel["gridPos"]
        assert place["w"] > 0
        assert place["h"] > 0
        assert place["x"] + place["w"] <= 24
        cells = {
            (place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells
        if panel["type"] != "row":
            assert panel["targets"], panel["title"]
            assert panel["fieldConfig"]["defaults"]["unit"]
            refs = [target["refId"] for target in panel["targets"]]
            assert len(set(refs)) == len(refs)


def test_every_panel_uses_the_data_source_that_is_provisioned(dashboard):
    path = MONITORING / "grafana/provisioning/datasources/prometheus.yaml"
    (source,) = yaml.safe_load(path.read_text("utf-8"))["datasources"]
    used = {
        (asker["datasource"]["type"], asker["datasource"]["uid"])
        for panel in dashboard["panels"]
        if panel["type"] != "row"
        for asker in (panel, *panel["targets"])
    }
    assert used == {(source["type"], source["uid"])}


def test_the_parts_of_the_profile_find_each_other(services):
    scraped = yaml.safe_load((MONITORING / "prometheus.yaml").read_text("utf-8"))
    (job,) = scraped["scrape_configs"]
    assert job["static_configs"] == [{"targets": ["statsd-exporter:9102"]}]
    path = MONITORING / "grafana/provisioning/datasources/prometheus.yaml"
    (source,) = yaml.safe_load(path.read_text("utf-8"))["datasources"]
    assert source["url"] == "http://prometheus:9090"
    provider = MONITORING / "grafana/provisioning/dashboards/zonereports.yaml"
    (folder,) = yaml.safe_load(provider.read_text("utf-8"))["providers"]
    mounts = [mount.split(":")[1] for mount in services["grafana"]["volumes"]]
    assert folder["options"]["path"] in mounts
    airflow = services["airflow-worker"]["environment"]
    assert airflow["AIRFLOW__METRICS__STATSD_HOST"] in services
    shared = set(services["airflow-worker"]["networks"]) & set(
        services["statsd-exporter"]["networks"]
    )
    assert shared == {"metrics"}


def test_the_exporter_maps_only_metrics_that_exist_and_makes_histograms_of_timers():
    mapping = yaml.safe_load((MONITORING / "statsd.yaml").read_text("utf-8"))
    known = {f"airflow.{metric.name}": metric for metric in METRICS}
    for rule in mapping["mappings"]:
        assert known[rule["match"]].kind == "timer"
        assert rule["name"] == known[rule["match"]].in_prometheus()
    assert mapping["defaults"]["observer_type"] == "histogram"
    for options in (mapping["defaults"], *mapping["mappings"]):
        buckets = options["histogram_options"]["buckets"]
        assert buckets == sorted(set(buckets))
