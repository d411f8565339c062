"""The lake in a bucket keeps what the lake in a folder promises."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.lake.lake_rows import Clock, document, observations
from zonereports.errors import CouldNotWrite, LakeBusy, LakeUnreachable, WrongSetting
from zonereports.lake import Lake
from zonereports.pages.reader import LakeReader

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


def test_a_second_publisher_of_a_machine_waits_for_its_first(
    in_bucket: Open, tmp_path: Path
) -> None:
    publish(in_bucket(), document())
    [lock] = tmp_path.glob("cache-one/*/.lock")
    other = lock.open("a")
    fcntl.flock(other, fcntl.LOCK_EX)
    with pytest.raises(LakeBusy):
        publish(in_bucket(wait=timedelta(0)), document("r2"))
    assert publish(in_bucket(sleep=lambda _: other.close()), document("r2")) is not None


def test_an_unwritable_folder_for_copies_is_said_in_one_line(
    in_bucket: Open, tmp_path: Path
) -> None:
    (tmp_path / "cache-one").write_text("a file in the way")
    with pytest.raises(CouldNotWrite):
        publish(in_bucket(), document())
    assert publish(in_bucket("two"), document()) is not None
    with pytest.raises(CouldNotWrite):
        in_bucket().snapshot()


def test_a_storage_that_ignores_conditions_is_refused_before_anything_is_published(
    in_bucket: Open, storage: Any
) -> None:
    storage.keeps_conditions = False
    with pytest.raises(WrongSetting, match="does not keep If-Match"):
        publish(in_bucket(), document())
    storage.keeps_conditions = True
    assert in_bucket("two").describe()["snapshot_id"] is None
    publish(in_bucket(), document())
    assert reports(in_bucket("two")) == ["r1"]


def bytes_in(folder: Path) -> int:
    """Of all files below a folder, each content once."""
    told = {path.stat().st_ino: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    return sum(told.values())


def test_the_copies_on_a_machine_stay_within_their_bound(
    in_bucket: Open, tmp_path: Path, storage: Any
) -> None:
    publisher, reader = in_bucket(), in_bucket("two", cache_bytes=200_000)
    there, largest = tmp_path / "cache-two", 0
    for n in range(8):
        publish(publisher, document(amounts=(str(n),)))
        assert reader.read("observations").num_rows == 1
        largest = max(largest, bytes_in(there))
        # Nobody has asked for what is here for an hour: only that may go.
        past = time.time() - 3_600
        for path in [*there.glob("*/snapshots/*"), *there.glob("*/deltas/*")]:
            os.utime(path, (past, past))
    assert bytes_in(there) <= largest <= 200_000 + bytes_in(reader.snapshot())
    assert len(list(there.glob("*/snapshots/*"))) < 8
    # What is here is not asked for again; what is gone is fetched again.
    storage.asked.clear()
    reader.read("observations")
    assert not [asked for asked in storage.asked if ".parquet" in asked]
    first = publisher.commits()[0].commit_id
    assert reader.query("from observations", as_of=first).num_rows == 1


def test_what_was_asked_for_just_now_is_not_taken_from_under_a_reader(
    in_bucket: Open, tmp_path: Path
) -> None:
    publisher, reader = in_bucket(), in_bucket("two", cache_bytes=1)
    held = []
    for n in range(3):
        publish(publisher, document(amounts=(str(n),)))
        held.append(reader.snapshot())
    assert [reader.read("observations", at=at).num_rows for at in held] == [1, 1, 1]


def test_the_pages_read_a_bucket_as_they_read_a_folder(in_bucket: Open, in_folder: Open) -> None:
    told = []
    for lake in (in_bucket(now=Clock()), in_folder(now=Clock())):
        reader = LakeReader(lake)
        assert reader.snapshot() is None
        publish(lake, document("r1", year=2022), document("r2", year=2023))
        first = reader.snapshot()
        assert first is not None
        publish(lake, document("r2", version=2, year=2023, amounts=("7",)))
        second = reader.snapshot()
        assert second is not None
        pages = [
            (
                reader.rows(
                    at, f"select quote from {reader.source(at, 'observations')} order by 1"
                ),
                reader.rows(at, "select title, version from {documents} order by all"),
            )
            for at in (second, first, second)
        ]
        told.append((pages, first.rows, second.rows, first.years, second.published_at))
    assert told[0] == told[1]
    assert [(len(numbers), len(documents)) for numbers, documents in told[0][0]] == [
        (3, 3),
        (4, 2),
        (3, 3),
    ]


def test_a_page_beside_a_storage_that_fails_is_named(in_bucket: Open, storage: Any) -> None:
    lake = in_bucket(tries=1)
    publish(lake, document())
    reader = LakeReader(lake)
    assert reader.snapshot() is not None
    storage.failures = 1_000
    with pytest.raises(LakeUnreachable):
        reader.snapshot()
