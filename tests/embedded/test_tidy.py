"""Airflow's past is deleted when its time is over."""

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest

from embedded import prepare, tidy
from embedded.object_storage import S3Server

REPOSITORY = Path(__file__).parents[2]
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def aged(path, days):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("line\n", encoding="utf-8")
    then = (NOW - timedelta(days=days)).timestamp()
    for one in (path, path.parent):
        os.utime(one, (then, then))
    return path


def test_old_logs_go_with_their_folders_and_young_ones_stay(tmp_path):
    old = aged(tmp_path / "dag_id=crawl_sites" / "run_id=old" / "attempt=1.log", 120)
    young = aged(tmp_path / "dag_id=crawl_sites" / "run_id=new" / "attempt=1.log", 3)
    outside = aged(tmp_path.parent / "elsewhere" / "kept.log", 500)
    (tmp_path / "latest").symlink_to(outside.parent)
    assert tidy.remove_logs(tmp_path, before=NOW - timedelta(days=90)) == 1
    assert not old.exists()
    assert young.exists()
    assert outside.exists()
    # Emptied just now: it goes at the next turn.
    then = (NOW - timedelta(days=91)).timestamp()
    os.utime(old.parent, (then, then))
    assert tidy.remove_logs(tmp_path, before=NOW - timedelta(days=90)) == 0
    assert not old.parent.exists()
    assert tidy.remove_logs(tmp_path / "not there", before=NOW) == 0


@pytest.mark.airflow
@pytest.mark.slow
def test_old_runs_leave_airflows_database_and_young_ones_stay(tmp_path):
    home = tmp_path / "airflow"
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "ZONEREPORTS_"))},
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
        "PYTHONPATH": os.pathsep.join(str(REPOSITORY / name) for name in ("include", ".")),
        "ZONEREPORTS_AIRFLOW_KEEP_DAYS": "30",
    }
    command = [sys.executable, "-W", "ignore", "-m", "airflow", "db", "migrate"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    with sqlite3.connect(home / "airflow.db") as connection:
        for days in (45, 5):
            connection.execute(
                "insert into log (dttm, event) values (?, ?)",
                [(NOW - timedelta(days=days)).isoformat(" "), f"{days} days ago"],
            )
    aged(home / "logs" / "a" / "old.log", 45)
    said = tidy.tidy(environment, now=NOW)
    assert said == "tidied until 2026-05-02: 1 log files"
    with sqlite3.connect(home / "airflow.db") as connection:
        told = [event for (event,) in connection.execute("select event from log")]
    assert "5 days ago" in told
    assert "45 days ago" not in told


def test_a_database_that_is_away_is_told_and_tried_again(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "sqlite:////nowhere/at/all.db")
    assert tidy.main([]) == 1
    assert capsys.readouterr().err.startswith("not tidied: ")


def test_logs_in_the_bucket_expire(tmp_path, monkeypatch):
    with S3Server(tmp_path) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("ZONEREPORTS_AIRFLOW_KEEP_DAYS", "45")
        for _ in range(2):
            prepare.make_bucket(server.endpoint, "zonereports")
        client = boto3.client("s3", endpoint_url=server.endpoint, region_name="us-east-1")
        (rule,) = client.get_bucket_lifecycle_configuration(Bucket="zonereports")["Rules"]
    assert (rule["Filter"]["Prefix"], rule["Expiration"]["Days"]) == ("logs/", 45)
    assert rule["Status"] == "Enabled"
