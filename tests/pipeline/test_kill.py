"""Killed anywhere, run again: the same lake, each alert once."""

import contextlib
import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from itertools import zip_longest
from pathlib import Path

import duckdb
import pytest

KILLS = 30
CHILD = Path(__file__).with_name("kill_and_run.py")
KEYS = {
    "documents": "document_id",
    "observations": "observation_id",
    "findings": "finding_id",
    "quarantine": "quarantine_id",
}
# What may differ between two runs: when a page was fetched, and the ids made from that time.
TIMES = ("fetched_at", "capture_id", "refused_at", "known_from", "known_to")


class Runner:
    """Starts runs and kills them."""

    def __init__(self, sites):
        self.sites = sites
        self.process = subprocess.Popen(
            [sys.executable, str(CHILD)],
            env=os.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        assert self._line() == "ready"

    def run(self, home, *, kill_after_s=None):
        """Exit status of one run; -9 when the kill came before its end."""
        self.process.stdin.write(f"{home}\t{self.sites}\n".encode())
        pid = int(self._line())
        if kill_after_s is not None and not self._ended_within(kill_after_s):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return int(self._line())

    def close(self):
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()

    def _ended_within(self, seconds):
        return bool(select.select([self.process.stdout], [], [], seconds)[0])

    def _line(self):
        return self.process.stdout.readline().decode().strip()


@pytest.fixture
def runner(replica, tmp_path):
    sites = tmp_path / "sites"
    sites.mkdir()
    replica.write_site_files(sites)
    runner = Runner(sites)
    yield runner
    runner.close()


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
def test_thirty_kills_at_random_points_end_in_the_same_lake_and_alerts(replica, runner, tmp_path):
    began = time.monotonic()
    assert runner.run(tmp_path / "calm") == 0
    whole_s = time.monotonic() - began
    wanted, messages = lake(tmp_path / "calm"), told(tmp_path / "calm")
    assert len(messages) == len(replica.truth())

    chance = random.Random(20261122)
    kills, lakes = 0, 0
    while kills < KILLS:
        home = tmp_path / f"rough-{lakes}"
        lakes += 1
        # Five kills fall on one lake, so that recoveries from recoveries are seen too.
        while (status := runner.run(home, kill_after_s=chance.uniform(0, whole_s))) != 0:
            assert status == -signal.SIGKILL
            kills += 1
            if kills % 5 == 0:
                break
        assert runner.run(home) == 0
        assert differences(lake(home), wanted) == [], f"after {kills} kills"
        assert told(home) == messages
