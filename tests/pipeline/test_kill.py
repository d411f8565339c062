"""Killed anywhere, run again: the same lake, each alert once."""

import json
import random
import signal
import time
from itertools import zip_longest
from pathlib import Path

import duckdb
import pytest

from tests.pipeline.forked import Forked

KILLS = 30
KEYS = {
    "documents": "document_id",
    "observations": "observation_id",
    "findings": "finding_id",
    "quarantine": "quarantine_id",
}
# What may differ between two runs: when a page was fetched, and the ids made from that time.
TIMES = ("fetched_at", "capture_id", "refused_at", "known_from", "known_to")


@pytest.fixture
def runs(replica, tmp_path):
    """Runs the platform over the replica's sites; takes a home, and when to kill it."""
    sites = tmp_path / "sites"
    sites.mkdir()
    replica.write_site_files(sites)
    with Forked("tests.pipeline.kill_and_run") as forked:
        yield lambda home, **when: forked.run(home, sites, **when)


def content(home, table):
    path = f"{home}/lake/{table}/**/*.parquet"
    with duckdb.connect() as connection:
        answer = connection.execute(
            f"select * from read_parquet('{path}', hive_partitioning = true)"
        )
        names = [column[0] for column in answer.description]
        rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    timeless = [{k: v for k, v in row.items() if k not in TIMES} for row in rows]
    return sorted(timeless, key=lambda row: row[KEYS[table]])


def lake(home):
    tables = {table: content(home, table) for table in KEYS}
    for row in tables["quarantine"]:
        row["row"] = {k: v for k, v in json.loads(row["row"]).items() if k not in TIMES}
    return tables


def differences(found, wanted):
    """The cells that differ, and the counts of rows where those differ."""
    return [
        (table, len(rows), len(found[table]), name, left.get(name), right.get(name))
        for table, rows in wanted.items()
        for left, right in zip_longest(found[table], rows, fillvalue={})
        for name in sorted({*left, *right})
        if left.get(name) != right.get(name)
    ]


def told(home):
    lines = (Path(home) / "alerts.jsonl").read_text(encoding="utf-8").splitlines()
    return sorted(json.loads(line)["key"] for line in lines)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_thirty_kills_at_random_points_end_in_the_same_lake_and_alerts(replica, runs, tmp_path):
    began = time.monotonic()
    assert runs(tmp_path / "calm") == 0
    whole_s = time.monotonic() - began
    wanted, messages = lake(tmp_path / "calm"), told(tmp_path / "calm")
    assert len(messages) == len(replica.truth())

    chance = random.Random(20261122)
    kills, lakes = 0, 0
    while kills < KILLS:
        home = tmp_path / f"rough-{lakes}"
        lakes += 1
        # Five kills fall on one lake, so that recoveries from recoveries are seen too.
        while (status := runs(home, kill_after_s=chance.uniform(0, whole_s))) != 0:
            assert status == -signal.SIGKILL
            kills += 1
            if kills % 5 == 0:
                break
        assert runs(home) == 0
        assert differences(lake(home), wanted) == [], f"after {kills} kills"
        assert told(home) == messages
