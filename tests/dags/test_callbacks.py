"""What operators hear of tasks, and where Airflow keeps addresses."""

import importlib.util
import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

DAGS = Path(__file__).parents[2] / "dags"
READ = """
import json, sys
from connections import addresses
print(json.dumps(addresses(sys.argv[1:])))
"""


@pytest.fixture
def callbacks(monkeypatch, tmp_path):
    path = tmp_path / "subscriptions.yaml"
    rule = "{name: ops, to: file, events: [trouble, recovered]}"
    path.write_text(f"rules:\n- {rule}\n", encoding="utf-8")
    monkeypatch.setenv("ZONEREPORTS_HOME", str(tmp_path))
    monkeypatch.setenv("ZONEREPORTS_SUBSCRIPTIONS", str(path))
    monkeypatch.syspath_prepend(str(DAGS))
    spec = importlib.util.spec_from_file_location("callbacks_to_test", DAGS / "callbacks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def failed(task_id="crawl", dag_id="crawl_sites"):
    instance = SimpleNamespace(dag_id=dag_id, task_id=task_id)
    return {"task_instance": instance, "exception": OSError("no space left on device\nmore")}


def told(tmp_path):
    lines = (tmp_path / "alerts.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_fifty_mapped_tasks_that_fail_are_one_message_with_what_to_do(callbacks, tmp_path):
    for _ in range(50):
        callbacks.task_failed(failed())
    (one,) = told(tmp_path)
    assert one["kind"] == "trouble"
    for part in ("crawl_sites.crawl", "no space left on device", "clear the task", "a-task-is-red"):
        assert part in one["title"] + one["body"]


def test_a_green_run_ends_what_was_told_of_its_tasks_and_of_no_other(callbacks, tmp_path):
    callbacks.task_failed(failed())
    callbacks.crawl_is_late({"dag_run": {"dag_run_id": "scheduled__1"}})
    callbacks.task_failed(failed("publish", "publish_reports"))
    callbacks.dag_succeeded({"dag_run": SimpleNamespace(dag_id="crawl_sites")})
    kinds = [(one["kind"], one["facts"]["cause"]) for one in told(tmp_path)]
    assert sorted(kinds) == [
        ("recovered", "task crawl_sites.crawl"),
        ("recovered", "task crawl_sites.deadline"),
        ("trouble", "task crawl_sites.crawl"),
        ("trouble", "task crawl_sites.deadline"),
        ("trouble", "task publish_reports.publish"),
    ]


def test_a_callback_that_cannot_tell_logs_it_and_fails_nothing(callbacks, monkeypatch, caplog):
    monkeypatch.setenv("ZONEREPORTS_TIMEOUT_S", "soon")
    with caplog.at_level(logging.ERROR):
        callbacks.task_failed(failed())
    assert "operators were not told" in caplog.text
    assert "no space left on device" in caplog.text


def test_every_task_that_operators_hear_of_has_a_note_and_a_row_in_the_docs(callbacks):
    docs = (DAGS.parent / "docs" / "operations.md").read_text(encoding="utf-8")
    for task in callbacks.MEANING:
        if task != "crawl_sites.batches":
            assert re.search(rf"^\| `{re.escape(task)}` \|", docs, re.M), task


@pytest.mark.airflow
def test_an_address_is_read_from_each_kind_of_connection(tmp_path):
    smtp = {
        "conn_type": "smtp",
        "host": "mail.example",
        "port": 587,
        "login": "me@x",
        "password": "p/w",
        "extra": {"disable_ssl": True, "from_email": "zr@x.example", "to": "a@x.example"},
    }
    apprise = {"conn_type": "apprise", "extra": {"config": [{"path": "json://h/x", "tag": "t"}]}}
    generic = {"conn_type": "generic", "extra": {"url": "wecombot://KEY"}}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", READ, "post", "many", "robot", "missing"],
        env={
            **os.environ,
            "AIRFLOW_HOME": str(tmp_path),
            "AIRFLOW_CONN_POST": json.dumps(smtp),
            "AIRFLOW_CONN_MANY": json.dumps(apprise),
            "AIRFLOW_CONN_ROBOT": json.dumps(generic),
            "PYTHONPATH": str(DAGS),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "post": "smtp://me%40x:p%2Fw@mail.example:587?to=a%40x.example&from=zr%40x.example&tls=starttls",
        "many": "json://h/x",
        "robot": "wecombot://KEY",
    }
