"""Publishers that are killed, and publishers that meet."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.compute as pc

from tests.lake.lake_rows import document, observations
from zonereports.lake import Lake

ROUNDS = 10
ROOT = Path(__file__).parents[2]

PUBLISHER = """
import sys
from pathlib import Path
from tests.lake.lake_rows import document, observations
from zonereports.lake import Lake

folder, worker, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
lake = Lake(folder / "lake", folder / "store")
print("ready", flush=True)
for n in range(count):
    reports = [f"{worker}-{n % 3}", f"{worker}-both"]
    rows = [document(r, version=n + 1, year=2021 + n % 3, amounts=(str(n), "7", "8")) for r in reports]
    lake.publish(rows, [o for d in rows for o in observations(d)], [], reports=reports)
    print(n, flush=True)
"""


def start(folder: Path, worker: str, count: int) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([*sys.path, str(ROOT)])}
    return subprocess.Popen(
        [sys.executable, "-c", PUBLISHER, str(folder), worker, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


def assert_whole(lake: Lake) -> None:
    """In one snapshot every report has one latest version, and three numbers of that version."""
    if lake.describe()["snapshot_id"] is None:
        return
    snapshot = lake.snapshot()
    documents, numbers = (lake.read(name, at=snapshot) for name in ("documents", "observations"))
    latest = documents.filter(documents["is_latest"])
    assert latest.num_rows == pc.count_distinct(documents["report_id"]).as_py()
    counts = numbers.group_by("document_id").aggregate([("observation_id", "count")])
    assert dict(zip(counts["document_id"].to_pylist(), counts[1].to_pylist(), strict=True)) == (
        dict.fromkeys(latest["document_id"].to_pylist(), 3)
    )


def test_a_killed_publisher_leaves_a_whole_lake(tmp_path: Path) -> None:
    chance = random.Random(20250302)
    lake = Lake(tmp_path / "lake", tmp_path / "store")
    published = 0
    for n in range(ROUNDS):
        publisher = start(tmp_path, f"w{n}", 10_000)
        assert publisher.stdout is not None
        try:
            assert publisher.stdout.readline() == "ready\n"
            for _ in range(n % 3):
                published += bool(publisher.stdout.readline())
            until = time.monotonic() + chance.uniform(0.0, 0.15)
            while time.monotonic() < until:
                assert_whole(lake)
        finally:
            publisher.send_signal(signal.SIGKILL)
            publisher.communicate()
        assert lake.verify() == []
        assert_whole(lake)
    assert published == 9
    last = document("after", amounts=("1", "2", "3"))
    assert lake.publish([last], observations(last), [], reports=["after"]) is not None
    assert lake.verify() == []
    assert not list((tmp_path / "store/snapshots").glob("*.staging"))


def test_publishers_that_meet_lose_nothing(tmp_path: Path) -> None:
    workers = [start(tmp_path, f"w{n}", 6) for n in range(3)]
    for worker in workers:
        worker.communicate(timeout=120)
        assert worker.returncode == 0
    lake = Lake(tmp_path / "lake", tmp_path / "store")
    assert lake.verify() == []
    assert_whole(lake)
    told = lake.query("select report_id, count(*) n from documents group by 1 order by 1")
    assert told.to_pylist() == [
        {"report_id": f"w{n}-{which}", "n": 6 if which == "both" else 2}
        for n in range(3)
        for which in ("0", "1", "2", "both")
    ]
