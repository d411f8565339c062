"""A real scheduler: a crawl that is late is told while it is late, and its end when it is green."""

import contextlib
import json
import os
import time
from datetime import UTC, datetime

import psutil
import pytest
import requests

from embedded.stack import AirflowStack
from replica import Replica

PATIENCE_S = 240


@pytest.mark.airflow
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_crawl_that_misses_its_deadline_is_told_once_and_so_is_its_green_run(tmp_path):
    rules = tmp_path / "subscriptions.yaml"
    rules.write_text("rules: [{name: ops, to: file, events: [trouble, recovered]}]\n")
    with Replica() as replica:
        replica.write_site_files(tmp_path / "sites")
        settings = {
            "ZONEREPORTS_HOME": str(tmp_path),
            "ZONEREPORTS_SITES": str(tmp_path / "sites"),
            "ZONEREPORTS_ALLOW_ADDRESSES": "127.0.0.0/8",
            "ZONEREPORTS_SUBSCRIPTIONS": str(rules),
            "ZONEREPORTS_CRAWL_SCHEDULE": "0 0 1 1 *",
            "ZONEREPORTS_CRAWL_DEADLINE_H": "0.0005",
        }
        with AirflowStack(tmp_path / "airflow", settings) as stack:
            deadline = time.monotonic() + PATIENCE_S
            while "crawl_sites" not in {one["dag_id"] for one in stack.get("dags")["dags"]}:
                stack.check()
                assert time.monotonic() < deadline, "the DAG is not parsed"
                time.sleep(1)
            trigger(stack, datetime.now(UTC).isoformat(), before=deadline)
            # As when SQLite does not let Airflow write in time: the scheduler ends, and comes back.
            killed = stack.process("scheduler")
            killed.kill()
            while not {"trouble", "recovered"} <= set(told(tmp_path)):
                stack.check()
                assert time.monotonic() < deadline, told(tmp_path)
                time.sleep(1)
            assert "scheduler" in stack.restarts
    # Nor does what it had started outlive the stack.
    deadline = time.monotonic() + PATIENCE_S
    while session_of(killed.pid):
        assert time.monotonic() < deadline, session_of(killed.pid)
        time.sleep(0.2)
    assert sorted(told(tmp_path)) == ["recovered", "trouble"]


def trigger(stack, at, *, before):
    """Start one run; where SQLite is locked for once, the API answers 500 and is asked again."""
    while True:
        try:
            stack.post("dags/crawl_sites/dagRuns", {"logical_date": at})
            return
        except requests.HTTPError as error:
            if error.response.status_code == 409:  # it was written all the same
                return
            if error.response.status_code != 500 or time.monotonic() > before:
                raise
            time.sleep(1)


def session_of(leader):
    """What is left of a session, the dead that nobody has buried excepted."""
    left = []
    for process in psutil.process_iter(["status"]):
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            if os.getsid(process.pid) == leader and process.info["status"] != "zombie":
                left.append(process)
    return left


def told(home):
    """Kinds of what was told about the deadline."""
    path = home / "alerts.jsonl"
    if not path.exists():
        return []
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [one["kind"] for one in found if one["facts"]["cause"] == "task crawl_sites.deadline"]
