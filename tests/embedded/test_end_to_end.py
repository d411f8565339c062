"""A real Airflow scheduler against the county sites: the lake and the alerts are what they should be."""

import json
import time

import duckdb
import pytest

from embedded.stack import AirflowStack
from replica import Replica

PATIENCE_S = 300


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Six sites, one of them behind a challenge, and an Airflow that crawls every minute."""
    home = tmp_path_factory.mktemp("platform")
    with Replica() as replica:
        replica.write_site_files(home / "sites")
        broken = replica.sites[-1]
        replica.break_site(broken, "challenge_521")
        settings = {
            "ZONEREPORTS_HOME": str(home),
            "ZONEREPORTS_SITES": str(home / "sites"),
            "ZONEREPORTS_ALLOW_ADDRESSES": "127.0.0.0/8",
            "ZONEREPORTS_CRAWL_SCHEDULE": "* * * * *",
            "ZONEREPORTS_ALERT_CHANNELS": "file",
            "ZONEREPORTS_BATCH_SIZE": "2",
        }
        with AirflowStack(home / "airflow", settings) as stack:
            yield home, replica, stack, broken


def alerts(home):
    path = home / "alerts.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def wait_for(stack, condition, what):
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        stack.check()
        assert time.monotonic() < deadline, f"{what}; logs below {stack.home}"
        time.sleep(1)


def documents(home):
    with duckdb.connect() as connection:
        return {
            url: (text, count)
            for url, text, count in connection.execute(
                "select url, text, observations from "
                f"read_parquet('{home}/lake/documents/**/*.parquet', hive_partitioning = true)"
            ).fetchall()
        }


def ended(stack, dag_id, run_id):
    return stack.get(f"dags/{dag_id}/dagRuns/{run_id}")["state"] in ("success", "failed")


def finished(stack, dag_id, task_id):
    """State of the newest finished instance of a task, with its run."""
    for run in stack.runs(dag_id):
        for task in stack.tasks(dag_id, run["dag_run_id"]):
            if task["task_id"] == task_id and task["state"] in ("success", "failed"):
                return task["state"], run["dag_run_id"]
    return None, None


@pytest.mark.airflow
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_published_report_reaches_lake_and_alert_through_the_scheduler(world):
    home, replica, stack, broken = world
    wanted = {item["url"]: item for item in replica.truth() if item["site"] != broken}
    wait_for(stack, lambda: len(alerts(home)) >= len(wanted), f"{len(wanted)} alerts")
    assert sorted(alert["url"] for alert in alerts(home)) == sorted(wanted)
    landed = documents(home)
    assert {url: text for url, (text, _) in landed.items()} == {
        url: item["text"] for url, item in wanted.items()
    }
    assert all(count > 20 for _, count in landed.values())

    assert stack.get("pools/crawl")["slots"] == 4
    _, run = finished(stack, "crawl_sites", "crawl")
    pools = {(task["task_id"], task["pool"]) for task in stack.tasks("crawl_sites", run)}
    assert pools >= {("crawl", "crawl"), ("announce", "default_pool")}

    item = replica.publish(replica.sites[0])
    wait_for(stack, lambda: len(alerts(home)) > len(wanted), "one more alert")
    # All three once more, the crawl's turn not awaited: nothing may come twice.
    for dag_id in ("crawl_sites", "publish_reports", "send_alerts"):
        again = stack.post(f"dags/{dag_id}/dagRuns", {"logical_date": None})["dag_run_id"]
        wait_for(stack, lambda: ended(stack, dag_id, again), f"another run of {dag_id}")  # noqa: B023
    assert sorted(alert["url"] for alert in alerts(home)) == sorted([*wanted, item["url"]])
    assert set(documents(home)) == {*wanted, item["url"]}


@pytest.mark.airflow
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_site_that_could_not_be_seen_is_red_in_airflow_and_named_in_the_log(world):
    _, _, stack, broken = world
    wait_for(stack, lambda: finished(stack, "crawl_sites", "answers")[0] is not None, "answers")
    state, run = finished(stack, "crawl_sites", "answers")
    assert state == "failed"
    log = json.dumps(
        stack.get(f"dags/crawl_sites/dagRuns/{run}/taskInstances/answers/logs/1"),
        ensure_ascii=False,
    )
    assert broken in log
    assert "Challenged" in log
    crawls = [t for t in stack.tasks("crawl_sites", run) if t["task_id"] == "crawl"]
    assert len(crawls) == 3
    assert {task["state"] for task in crawls} == {"success"}


@pytest.mark.airflow
@pytest.mark.slow
def test_airflow_listens_on_loopback_only(world):
    _, _, stack, _ = world
    import psutil

    pids = {p.pid for process in stack.processes for p in family(psutil, process.pid)}
    addresses = {
        connection.laddr.ip
        for connection in psutil.net_connections("tcp")
        if connection.pid in pids and connection.status == psutil.CONN_LISTEN
    }
    assert addresses == {"127.0.0.1"}


def family(psutil, pid):
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]
