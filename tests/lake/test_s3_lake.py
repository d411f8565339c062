"""The lake in a bucket keeps what the lake in a folder promises."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.lake.lake_rows import Clock, document, observations
from zonereports.errors import LakeUnreachable
from zonereports.lake import Lake

Open = Callable[..., Lake]


def publish(lake: Lake, *documents: dict[str, Any]) -> object:
    rows = [row for d in documents for row in observations(d)]
    return lake.publish(documents, rows, [], reports={d["report_id"] for d in documents})


def reports(lake: Lake) -> list[str]:
    return [r["report_id"] for r in lake.query("from documents order by report_id").to_pylist()]


def test_another_machine_reads_what_was_published_and_finds_it_sound(in_bucket: Open) -> None:
    lake = in_bucket()
    publish(lake, document("r1", year=2022), document("r2", year=2023))
    publish(lake, document("r2", version=2, year=2023))
    other = in_bucket("two")
    assert other.verify() == []
    assert other.read("observations").equals(lake.read("observations"))
    assert other.describe()["tables"]["documents"]["rows"] == 3
    first = other.commits()[0].commit_id
    assert other.query("from documents", as_of=first).num_rows == 2
    assert publish(other, document("r1", year=2022)) is None


def test_who_is_overtaken_publishes_anew_and_nothing_is_lost(in_bucket: Open, storage: Any) -> None:
    one, two = in_bucket("one"), in_bucket("two")
    publish(one, document("r1"))

    def overtake(method: str, path: str) -> None:
        if method == "PUT" and path.endswith("/manifest.json"):
            storage.before = None
            publish(two, document("r2"))

    storage.before = overtake
    publish(one, document("r3"))
    assert reports(one) == ["r1", "r2", "r3"]
    assert [len(one.commits()), one.verify()] == [3, []]


def test_a_storage_that_goes_on_failing_is_named_and_nothing_is_half_published(
    in_bucket: Open, storage: Any
) -> None:
    lake = in_bucket(tries=1)
    publish(lake, document("r1"))
    storage.failures = 1_000
    with pytest.raises(LakeUnreachable, match="ZONEREPORTS_LAKE_URL"):
        publish(lake, document("r2"))
    storage.failures = 0
    assert reports(in_bucket("two")) == ["r1"]
    publish(lake, document("r2"))
    assert reports(lake) == ["r1", "r2"]


def test_what_a_killed_publisher_left_goes_with_the_next_publication(
    in_bucket: Open, storage: Any, prefix: str, clock: Clock
) -> None:
    lake = in_bucket(now=clock)
    publish(lake, document("r1"))
    base, left = lake.snapshot().name, "20250301T040000000001Z"
    storage.put(f"{prefix}/writers/{left}", base.encode())
    storage.put(f"{prefix}/deltas/{left}/commit.json", b"{}")
    storage.put(f"{prefix}/snapshots/{left}/zones/part-0.parquet", b"")
    clock.tick(hours=1)
    assert len(lake.commits()) == 1
    publish(lake, document("r2"))
    assert [key for key in storage.keys(prefix) if left in key or "writers" in key] == []
    assert len(lake.commits()) == 2


def test_a_retired_snapshot_stays_for_its_grace(
    in_bucket: Open, storage: Any, prefix: str, clock: Clock
) -> None:
    lake = in_bucket(now=clock, keep=0, grace=timedelta(hours=24))
    publish(lake, document(amounts=("1",)))
    first = lake.snapshot().name
    for hours, there in ((48, True), (23, True), (2, False)):
        clock.tick(hours=hours)
        publish(lake, document(amounts=(str(hours),)))
        assert any(first in key for key in storage.keys(f"{prefix}/snapshots")) is there


def test_a_damaged_object_is_found_though_a_good_copy_is_here(
    in_bucket: Open, storage: Any, prefix: str
) -> None:
    lake = in_bucket()
    publish(lake, document())
    key = f"{prefix}/snapshots/{lake.snapshot().name}/documents/report_year=2024/part-0.parquet"
    storage.put(key, storage.get(key)[:-40])
    assert [problem.check for problem in lake.verify()] == ["file"]


def test_a_release_and_a_transplant_come_from_a_bucket(
    in_bucket: Open, lake: Lake, tmp_path: Path
) -> None:
    published = in_bucket()
    publish(published, document())
    assert published.release(tmp_path / "releases").is_dir()
    assert lake.take(published.snapshot()) is not None
    assert lake.verify() == []
