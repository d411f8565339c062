"""Real tasks send what the metric table says, and log what they are about."""

import gzip
import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from replica import Replica
from tests.dags.run_dags import run_dags
from zonereports.pipeline import METRICS
from zonereports.pipeline.metric_table import as_markdown

REPOSITORY = Path(__file__).parents[2]
TYPES = {"counter": "c", "gauge": "g", "timer": "ms"}


class StatsdReceiver:
    """A UDP port of loopback that keeps what StatsD clients send."""

    def __enter__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_000_000)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.packets = []
        self.thread = threading.Thread(target=self._listen)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """Take what was sent until now, and close."""
        if self.thread.is_alive():
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", ("127.0.0.1", self.port))
            self.thread.join(timeout=10)
            self.socket.close()

    def _listen(self):
        while packet := self.socket.recv(65_535):
            self.packets.append(packet.decode())

    def values(self):
        """Values by name and type, prefix taken off."""
        found = defaultdict(list)
        for packet in self.packets:
            for line in packet.splitlines():
                name, value, kind = re.fullmatch(r"([^:]+):([^|]+)\|(\w+)", line).groups()
                found[name.removeprefix("airflow."), kind].append(float(value))
        return found


class OtlpReceiver:
    """A collector of OpenTelemetry on loopback (OTLP over HTTP) that keeps what it is sent."""

    def __enter__(self):
        bodies = self.bodies = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                packed = self.headers.get("Content-Encoding") == "gzip"
                bodies.append(gzip.decompress(body) if packed else body)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def metrics(self):
        """The newest state of each metric, by name."""
        from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2

        found = {}
        for body in self.bodies:
            asked = metrics_service_pb2.ExportMetricsServiceRequest.FromString(body)
            for resource in asked.resource_metrics:
                for scope in resource.scope_metrics:
                    found |= {metric.name: metric for metric in scope.metrics}
        return found


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Crawl, publish, send and watch, once, over the replica with one site that challenges."""
    home = tmp_path_factory.mktemp("measured")
    with Replica() as replica, StatsdReceiver() as receiver:
        replica.write_site_files(home / "sites")
        replica.break_site(replica.sites[-1], "challenge_521")
        printed = run_dags(
            home,
            *("crawl_sites", "publish_reports", "send_alerts", "watch_zones"),
            AIRFLOW__METRICS__STATSD_ON="True",
            AIRFLOW__METRICS__STATSD_HOST="127.0.0.1",
            AIRFLOW__METRICS__STATSD_PORT=str(receiver.port),
        )
        receiver.end()
        yield replica, receiver.values(), printed


def total(values, name):
    return sum(values[f"zonereports.{name}", "c"])


@pytest.mark.airflow
@pytest.mark.slow
def test_every_metric_of_the_table_arrives_by_udp_as_what_it_says_and_no_other(ran):
    _, values, out = ran
    sent = {(name, kind) for name, kind in values if name.startswith("zonereports.")}
    assert sent == {(metric.name, TYPES[metric.kind]) for metric in METRICS}, out[-2000:]


@pytest.mark.airflow
@pytest.mark.slow
def test_a_crawl_arrives_at_a_collector_of_opentelemetry(tmp_path):
    with Replica() as replica, OtlpReceiver() as collector:
        replica.write_site_files(tmp_path / "sites")
        # Of a run with a deadline that succeeds `dag.test` of Airflow 3.3.2 makes nothing but an error.
        replica.break_site(replica.sites[-1], "challenge_521")
        printed = run_dags(
            tmp_path,
            "crawl_sites",
            AIRFLOW__METRICS__OTEL_ON="True",
            OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{collector.server.server_port}",
            OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf",
        )
        found, visits = collector.metrics(), len(replica.log)
    wanted = {metric.name for metric in METRICS if "crawl_sites.crawl" in metric.task}
    assert {f"airflow.{name}" for name in wanted} <= found.keys(), printed[-2000:]
    [new] = found["airflow.zonereports.answers.new"].sum.data_points
    assert (new.as_int or new.as_double) == len(replica.sites) - 1
    [latency] = found["airflow.zonereports.requests.latency"].exponential_histogram.data_points
    assert latency.count == visits
    assert 0 < latency.min <= latency.max < 60_000


@pytest.mark.airflow
@pytest.mark.slow
def test_the_values_are_what_the_run_did(ran):
    replica, values, _ = ran
    broken = replica.sites[-1]
    reports = [item for item in replica.truth() if item["site"] != broken]
    assert total(values, "answers.new") == len(replica.sites) - 1
    assert total(values, "answers.could_not_look") == 1
    assert total(values, "answers.nothing_new") == total(values, "answers.not_recognisable") == 0
    assert total(values, "requests.challenged") >= 1
    latency = values["zonereports.requests.latency", "ms"]
    assert len(latency) == total(values, "requests.sent") > len(reports)
    assert all(0 < one < 60_000 for one in latency)
    assert total(values, "publish.reports") == len(reports) == total(values, "alerts.sent")
    assert total(values, "publish.rows") > 20 * len(reports)
    assert len(values["zonereports.alerts.delay", "ms"]) == len(reports)
    assert all(0 < one < 250_000 for one in values["zonereports.alerts.delay", "ms"])
    waiting = values["zonereports.captures.waiting", "g"]
    assert max(waiting) >= len(reports)
    assert waiting[-1] == 0
    assert values["zonereports.alerts.dead", "g"] == [0]


@pytest.mark.airflow
@pytest.mark.slow
def test_every_json_line_of_a_task_about_a_site_names_it(ran):
    replica, _, out = ran
    lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    ours = [line for line in lines if str(line.get("logger", "")).startswith("zonereports")]
    visited = {line["site"] for line in ours if line["event"].startswith("visited: ")}
    assert visited == set(replica.sites)
    hosts = {site: re.compile(rf"\b{re.escape(site)}\b") for site in replica.sites}
    for line in ours:
        named = [site for site, pattern in hosts.items() if pattern.search(line["event"])]
        assert not named or line.get("site") in named, line
    # The run is bound by Airflow's task runner, which `dag.test` goes round.
    assert [line for line in ours if "Challenged" in line["event"] or "521" in line["event"]]


@pytest.mark.airflow
def test_measuring_never_makes_a_task_red(monkeypatch, caplog):
    monkeypatch.syspath_prepend(str(REPOSITORY / "dags"))
    code = (
        "import logging; logging.basicConfig()\n"
        "from measuring import emit\n"
        "def broken():\n    raise OSError('the ledger is locked')\n"
        "emit(broken); print('went on')\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "dags")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "went on"
    assert "metrics were not sent" in done.stdout + done.stderr


def test_the_docs_hold_the_table_as_the_code_has_it():
    docs = (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")
    assert as_markdown() in docs
