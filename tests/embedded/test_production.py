"""The production shape for real: PostgreSQL, Redis, S3, Celery workers, SMTP; and what it survives.

One story, since the processes take most of a minute to start: reports are found and mailed; then,
in the middle of a crawl, a worker is killed, Redis forgets its queue and PostgreSQL goes down and
comes back. Then the object storage fails while reports are on their way, for as long as it takes
that tasks give up. Nothing is lost and nothing comes twice.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boto3
import psutil
import pytest
import requests

from benchmarks.production_parts import Parts
from embedded import health
from embedded.production import ProductionStack
from embedded.servers import PostgresServer, RedisServer, StackFailed
from replica import Replica
from tests.embedded.production_world import Mailbox, World

pytestmark = [pytest.mark.airflow, pytest.mark.slow, pytest.mark.timeout(900)]
OUTAGE_S = 60
"""At least; boto3 alone tries for up to fifteen."""
QUICK = {
    # What Airflow waits for before it gives a task up as lost: minutes, where nobody watches.
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_SEC": "5",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "20",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "5",
    "AIRFLOW__SCHEDULER__NUM_STUCK_IN_QUEUED_RETRIES": "20",
}


@pytest.fixture(scope="module")
def world():
    for why in (PostgresServer.missing(), RedisServer.missing()):
        if why:
            pytest.skip(why)
    # Not below pytest's folder: PostgreSQL, which is never root, must be able to enter.
    home = Path(tempfile.mkdtemp(prefix="zonereports-production-"))
    home.chmod(0o755)
    try:
        with Replica() as replica, Mailbox() as mailbox:
            replica.write_site_files(home / "sites")
            # One task each: two are caught at work, one in the queue.
            for path in sorted((home / "sites").glob("*.yaml"))[3:]:
                path.unlink()
            settings = {
                "ZONEREPORTS_HOME": str(home),
                "ZONEREPORTS_SITES": str(home / "sites"),
                "ZONEREPORTS_ALLOW_ADDRESSES": "127.0.0.0/8",
                # By hand alone, so that each crawl is the one that is looked at.
                "ZONEREPORTS_CRAWL_SCHEDULE": "0 0 29 2 *",
                "ZONEREPORTS_SWEEP_SCHEDULE": "*/2 * * * *",
                "ZONEREPORTS_BATCH_SIZE": "1",
                "ZONEREPORTS_ALERT_CHANNELS": mailbox.channel,
            }
            with (
                ProductionStack(home, settings, options=QUICK, concurrency=1) as stack,
                pytest.MonkeyPatch.context() as patch,
            ):
                for name, value in stack.s3.environment.items():
                    patch.setenv(name, value)
                yield World(home, replica, mailbox, stack)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def test_reports_are_found_and_mailed_and_three_faults_in_mid_crawl_lose_and_double_nothing(world):
    replica, stack = world.replica, world.stack
    world.until(world.parsed, "the DAGs")
    world.crawl()
    world.until(world.arrived, "the mails of the first crawl")
    assert set(world.mailed().values()) == {1}

    # Every site has something new, and answers so late that the crawl is caught in the middle.
    new = [replica.publish(site)["url"] for site in world.sites]
    for site in world.sites:
        replica.break_site(site, "slow", target="all", seconds=3.0)
    before = len(replica.log)
    world.crawl()
    crawling = lambda: (  # noqa: E731
        [t for t in world.tasks("crawl_sites", "running") if t["task_id"] == "crawl" and t["pid"]]
        if len(replica.log) > before
        else []
    )
    world.until(crawling, "a crawl in the middle")
    killed = world.worker_of(crawling()[0]["pid"])
    family = [stack.process(killed), *psutil.Process(stack.process(killed).pid).children(True)]
    for process in family:
        os.kill(process.pid, signal.SIGKILL)
    stack.redis.flush()
    stack.postgresql.stop()
    assert not world.mailed().keys() & set(new)
    stack.postgresql.start()
    for site in world.sites:
        replica.mend(site)

    world.until(world.arrived, "the mails of what was published before the faults")
    assert killed in stack.restarts
    world.until(lambda: world.stack.healthy(), "health after the faults")
    # Once more in full, with nothing new: nothing may come twice.
    run = world.crawl()
    world.until(lambda: world.ended(run), "another crawl")
    truth = world.truth()
    assert world.mailed() == dict.fromkeys(truth, 1)

    world.assert_whole()
    # Airflow's state and ours are in PostgreSQL; pages, lake and evidence in S3: of it all this disk
    # has copies to read from.
    for name in ("state.db", "archive", "lake", "store", "evidence"):
        assert not (world.home / name).exists(), name
    assert {path.name for path in (world.home / "cache").iterdir()} != set()


def test_a_storage_that_fails_while_reports_are_on_their_way_loses_and_doubles_nothing(world):
    replica, stack = world.replica, world.stack
    world.until(lambda: stack.healthy() and not world.busy(), "rest after what was before")
    [(captured,)] = world.rows("select count(*) from captures")
    new = [replica.publish(site)["url"] for site in world.sites]
    for site in world.sites:
        replica.break_site(site, "slow", target="all", seconds=1.0)
    world.crawl()
    arriving = lambda: world.rows("select count(*) from captures") > [(captured,)]  # noqa: E731
    world.until(arriving, "the first of the new pages")
    stack.s3.refuse()
    refused = time.monotonic()
    # boto3 tries five times; a task that fails after that is tried again by Airflow.
    world.until(world.gave_up, "a task that gives up on the storage")
    while time.monotonic() - refused < OUTAGE_S:
        stack.check()
        time.sleep(1)
    for site in world.sites:
        replica.mend(site)
    assert not world.mailed().keys() >= set(new)
    stack.s3.mend()

    world.until(world.arrived, "the mails of what was published before the storage failed")
    run = world.crawl()
    world.until(lambda: world.ended(run), "another crawl")
    assert world.mailed() == dict.fromkeys(world.truth(), 1)
    world.assert_whole()


def test_the_pages_of_evidence_stand_in_the_bucket_and_are_served_in_the_ui(world):
    report = world.lake().read("documents", ["document_id"])["document_id"][0].as_py()
    client = boto3.client("s3", endpoint_url=world.stack.s3.endpoint, region_name="us-east-1")
    stored = client.get_object(Bucket="zonereports", Key=f"evidence/{report}.html")
    assert stored["ContentType"] == "text/html; charset=utf-8"
    token = requests.post(
        f"{world.stack.url}/auth/token",
        json={"username": world.stack.user, "password": world.stack.password},
        timeout=60,
    ).json()["access_token"]
    shown = requests.get(
        f"{world.stack.url}/zonereports/reports/{report}/words",
        headers={"Cookie": f"_token={token}"},
        timeout=60,
    )
    assert shown.status_code == 200
    assert shown.content == stored["Body"].read()


def test_the_health_checks_of_the_containers_see_each_part_and_miss_a_worker(world):
    stack = world.stack
    environment = {
        **os.environ,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{stack.url}/execution/",
        "AIRFLOW__CELERY__BROKER_URL": stack.redis.url,
        "WORKER_NAME": f"worker-1@{socket.gethostname()}",
    }

    def healthy(part, **other):
        command = [sys.executable, "-m", "embedded.health", part]
        return subprocess.run(command, env=environment | other, check=False).returncode == 0

    assert [part for part in health.PARTS if not healthy(part)] == []
    assert not healthy("worker", WORKER_NAME="worker-9@nowhere")


def test_each_line_that_a_worker_logs_of_a_visit_names_its_run_and_its_site(world):
    logs = (world.stack.home / "logs" / "dag_id=crawl_sites").glob(
        "run_id=*/task_id=crawl/**/*.log"
    )
    visits = [
        (path.relative_to(world.stack.home / "logs").parts[1], line)
        for path in logs
        for line in map(json.loads, path.read_text("utf-8").splitlines())
        if line["event"].startswith("visited: ")
    ]
    assert {line["site"] for _, line in visits} == set(world.sites)
    for folder, line in visits:
        assert folder == f"run_id={line['run_id']}"
        assert (line["dag_id"], line["task_id"]) == ("crawl_sites", "crawl")
        assert f"site={line['site']}" in line["event"]


def test_what_each_part_uses_can_be_told(world):
    parts = Parts(world.stack, workers=2)
    before = parts.load()["zonereports"]
    with parts:
        assert parts.unread() == 0
        world.until(lambda: all(parts.peaks_mb.values()), "a look at every part")
    used = parts.cpu_s()
    assert set(used) == set(parts.peaks_mb)
    assert {"workers", "scheduler", "postgresql", "redis", "s3"} <= set(used)
    assert all(used.values())
    assert used["workers"] > used["redis"]
    assert parts.peaks_mb["workers"] > 100
    asked = parts.load()["zonereports"] - before
    assert asked.transactions > 0


def test_every_process_listens_on_loopback_only(world):
    stack = world.stack
    servers = (stack.postgresql.process, stack.redis.process, stack.s3.process)
    roots = [process.pid for process in (*stack.processes, *servers)]
    pids = {
        p.pid
        for root in roots
        for p in [psutil.Process(root), *psutil.Process(root).children(True)]
    }
    addresses = {
        connection.laddr.ip
        for connection in psutil.net_connections("tcp")
        if connection.pid in pids and connection.status == psutil.CONN_LISTEN
    }
    assert addresses == {"127.0.0.1"}


def test_what_is_not_installed_is_named_before_anything_starts(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StackFailed, match="apt-get install redis-server"):
        RedisServer(tmp_path).start()
