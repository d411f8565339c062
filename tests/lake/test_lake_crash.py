"""Publishers that are killed, and publishers that meet."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.dataset as ds
import pytest

from tests.lake.kept_files import BucketFiles, FolderFiles, KeptFiles
from tests.lake.lake_rows import document, observations
from zonereports.lake import Lake, open_lake

ROUNDS = 6
READS = 240
ROOT = Path(__file__).parents[2]

PUBLISHER = """
import sys
from datetime import timedelta
from pathlib import Path
from tests.lake.lake_rows import document, observations
from zonereports.lake import open_lake

location, cache, worker, count = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
lake = open_lake(location, cache=cache, wait=timedelta(minutes=5))
print("ready", flush=True)
for n in range(count):
    reports = [f"{worker}-{n % 3}", f"{worker}-both"]
    rows = [document(r, version=n + 1, year=2021 + n % 3, amounts=(str(n), "7", "8")) for r in reports]
    lake.publish(rows, [o for d in rows for o in observations(d)], [], reports=reports)
    print(n, flush=True)
"""


@dataclass(frozen=True)
class Where:
    """A lake, and the disks of those who publish to it."""

    location: str
    caches: Path

    def open(self, machine: str = "here") -> Lake:
        return open_lake(self.location, cache=self.caches / machine)

    def start(self, worker: str, count: int, machine: str = "here") -> subprocess.Popen[str]:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([*sys.path, str(ROOT)])}
        given = [self.location, str(self.caches / machine), worker, str(count)]
        return subprocess.Popen(
            [sys.executable, "-c", PUBLISHER, *given],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )


@pytest.fixture(params=["folder", "bucket"])
def where(request: pytest.FixtureRequest, prefix: str, tmp_path: Path) -> Where:
    if request.param == "folder":
        return Where(str(tmp_path / "data"), tmp_path / "cache")
    return Where(request.getfixturevalue("storage").url(f"{prefix}/data"), tmp_path / "cache")


@pytest.fixture
def kept(where: Where, prefix: str, tmp_path: Path, request: pytest.FixtureRequest) -> KeptFiles:
    if not where.location.startswith("s3:"):
        return FolderFiles(tmp_path / "data" / "store")
    return BucketFiles(request.getfixturevalue("storage"), f"{prefix}/data", where.caches)


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


def test_a_killed_publisher_leaves_a_whole_lake(where: Where, kept: KeptFiles) -> None:
    chance = random.Random(20250302)
    lake = where.open()
    published = 0
    for n in range(ROUNDS):
        publisher = where.start(f"w{n}", 10_000)
        assert publisher.stdout is not None
        try:
            assert publisher.stdout.readline() == "ready\n"
            for _ in range(n % 3):
                published += bool(publisher.stdout.readline())
            until = time.monotonic() + chance.uniform(0.0, 0.3)
            while time.monotonic() < until:
                assert_whole(lake)
        finally:
            publisher.send_signal(signal.SIGKILL)
            publisher.communicate()
        assert lake.verify() == []
        assert_whole(lake)
    assert published == sum(n % 3 for n in range(ROUNDS))
    last = document("after", amounts=("1", "2", "3"))
    assert lake.publish([last], observations(last), [], reports=["after"]) is not None
    assert lake.verify() == []
    # What the killed ones had begun is gone, in the lake and of their commits.
    known = {commit.commit_id for commit in lake.commits()}
    assert set(kept.snapshots()) <= known
    assert {name.split("/")[1] for name in kept.names("deltas")} == known
    assert kept.names("writers") == []


@pytest.mark.parametrize("machines", ["one", "many"])
def test_publishers_that_meet_lose_nothing(where: Where, kept: KeptFiles, machines: str) -> None:
    workers, each = 4, 2
    started = [
        where.start(f"w{n}", each, "here" if machines == "one" else f"m{n}") for n in range(workers)
    ]
    for worker in started:
        worker.communicate(timeout=240)
        assert worker.returncode == 0
    lake = where.open("afterwards")
    assert lake.verify() == []
    assert_whole(lake)
    assert len(lake.commits()) == workers * each
    assert {name.split("/")[1] for name in kept.names("deltas")} == {
        commit.commit_id for commit in lake.commits()
    }
    told = lake.query("select report_id, count(*) n from documents group by 1 order by 1")
    assert told.to_pylist() == [
        {"report_id": f"w{n}-{which}", "n": each if which == "both" else 1}
        for n in range(workers)
        for which in ("0", "1", "both")
    ]


def test_readers_beside_publishers_that_are_killed_never_read_half_a_bucket(
    storage: Any, prefix: str, tmp_path: Path
) -> None:
    where = Where(storage.url(f"{prefix}/data"), tmp_path / "cache")
    lake, seen, reads = where.open("reader"), set[str](), 0
    seed = document("w-both", amounts=("0", "7", "8"))
    lake.publish([seed], observations(seed), [], reports=["w-both"])
    filesystem = storage.filesystem()
    while reads < READS:
        publisher = where.start("w", 10_000)
        try:
            assert publisher.stdout is not None
            publisher.stdout.readline()
            for turn in range(READS // 4):
                # As ours, from copies; and as anybody's, who resolves the pointer himself.
                if turn % 4 == 0:
                    assert_whole(lake)
                    reads += 1
                snapshot = storage.get(f"{prefix}/data/CURRENT").decode()
                ids = {}
                for table in ("documents", "observations"):
                    rows = ds.dataset(
                        f"published/{prefix}/data/{snapshot}/{table}",
                        filesystem=filesystem,
                        partitioning="hive",
                    ).to_table()
                    if table == "documents":
                        rows = rows.filter(rows["is_latest"])
                    ids[table] = set(rows["document_id"].to_pylist())
                assert ids["documents"] == ids["observations"] != set()
                seen.add(snapshot)
                reads += 1
        finally:
            publisher.send_signal(signal.SIGKILL)
            publisher.communicate()
    assert len(seen) > 5  # they did read beside a publisher
    assert lake.verify() == []
