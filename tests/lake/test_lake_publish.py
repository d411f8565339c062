"""What a publication changes, and what it leaves alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.lake.kept_files import KeptFiles
from tests.lake.lake_rows import START, Clock, document, observations, refusal
from zonereports.errors import LakeDamaged, WrongRow
from zonereports.lake import Commit, Lake

Open = Callable[..., Lake]


def publish(
    lake: Lake, *documents: dict[str, Any], quarantine: tuple[dict[str, Any], ...] = ()
) -> Commit | None:
    rows = [row for d in documents for row in observations(d)]
    return lake.publish(documents, rows, quarantine, reports={d["report_id"] for d in documents})


def state_of(lake: Lake) -> dict[str, tuple[int, int, bytes]]:
    snapshot = lake.snapshot()
    return {
        str(path.relative_to(snapshot)): (
            path.stat().st_ino,
            path.stat().st_mtime_ns,
            path.read_bytes(),
        )
        for path in sorted(snapshot.rglob("*.parquet"))
    }


def test_what_was_published_is_read_exactly(lake: Lake) -> None:
    report = document(amounts=("3.2", "136.65"))
    commit = publish(lake, report, quarantine=(refusal(),))
    assert commit is not None
    assert commit.rows == {
        "documents": 1,
        "observations": 2,
        "findings": 0,
        "reconciliations": 0,
        "quarantine": 1,
    }
    assert commit.changed == (
        "documents/report_year=2024",
        "observations/report_year=2024",
        "findings/report_year=0",
        "reconciliations/report_year=0",
        "quarantine/report_year=2024",
    )
    [row] = lake.read("documents").to_pylist()
    assert {k: row[k] for k in report} == report
    assert row["is_latest"] is True
    assert row["prefecture"] is None
    values = lake.read("observations").to_pylist()
    assert [v["value"] for v in values] == [Decimal("3.2"), Decimal("136.65")]
    assert values[0]["quote"] == "3.2亿元"
    assert lake.read("quarantine").to_pylist()[0]["expectations"] == refusal()["expectations"]
    assert lake.verify() == []


def test_publishing_the_same_twice_touches_nothing(
    lake: Lake, kept: KeptFiles, clock: Clock
) -> None:
    publish(lake, document(), document("r2", year=2023), quarantine=(refusal(),))
    before, files = state_of(lake), kept.names()
    clock.tick(hours=1)
    assert publish(lake, document(), document("r2", year=2023), quarantine=(refusal(),)) is None
    assert publish(lake, document("r2", year=2023), document(), quarantine=(refusal(),)) is None
    assert (state_of(lake), kept.names()) == (before, files)
    assert kept.snapshots() == [lake.snapshot().name]


def test_the_same_rows_give_the_same_bytes_whatever_the_order_and_the_way(
    open_here: Open,
) -> None:
    one, two = open_here("a"), open_here("b")
    publish(one, document("r1"), document("r2"), document("r3"))
    publish(two, document("r3", amounts=("9",)))
    publish(two, document("r2"))
    publish(two, document("r3"), document("r1"))
    bytes_of = [[content for _, _, content in state_of(lake).values()] for lake in (one, two)]
    assert bytes_of[0] == bytes_of[1]


def test_only_the_years_that_change_are_written(lake: Lake) -> None:
    publish(lake, document("r1", year=2022), document("r2", year=2023))
    before = state_of(lake)
    commit = publish(lake, document("r2", year=2023, amounts=("7",)))
    assert commit is not None
    assert commit.changed == ("documents/report_year=2023", "observations/report_year=2023")
    after = state_of(lake)
    same = "observations/report_year=2022/part-0.parquet"
    assert after[same][:2] == before[same][:2]
    assert lake.verify() == []


def test_a_new_version_replaces_the_numbers_and_keeps_the_old_text(lake: Lake) -> None:
    publish(lake, document(version=1), document("r2"))
    publish(lake, document(version=2, amounts=("3.5",)))
    versions = {r["document_id"]: r["is_latest"] for r in lake.read("documents").to_pylist()}
    assert versions == {"r1-1": False, "r1-2": True, "r2-1": True}
    by_document = lake.read("observations", ["document_id"])["document_id"].to_pylist()
    assert sorted(by_document) == ["r1-2", "r2-1", "r2-1"]
    assert lake.verify() == []


def test_a_version_read_anew_takes_its_own_place(lake: Lake) -> None:
    publish(lake, document(version=1))
    publish(lake, document(version=2, amounts=("3.5",)))
    again = document(version=1, amounts=("3.2",), document_id="r1-1-read-better")
    latest = document(version=2, amounts=("3.5",))
    lake.publish([again, latest], observations(latest), [], reports=["r1"])
    versions = {r["document_id"]: r["is_latest"] for r in lake.read("documents").to_pylist()}
    assert versions == {"r1-1-read-better": False, "r1-2": True}


def test_a_report_whose_year_was_wrong_moves(lake: Lake) -> None:
    publish(lake, document(year=None), document("r2", year=2023))
    assert sorted(set(lake.read("observations")["report_year"].to_pylist())) == [0, 2023]
    commit = publish(lake, document(year=2024))
    assert commit is not None
    assert set(commit.changed) == {
        f"{table}/report_year={year}"
        for table in ("documents", "observations")
        for year in (0, 2024)
    }
    assert sorted(set(lake.read("observations")["report_year"].to_pylist())) == [2023, 2024]
    assert lake.read("documents").num_rows == 2
    assert lake.verify() == []


def test_quarantined_rows_go_when_the_report_is_mended(lake: Lake) -> None:
    publish(lake, document(), document("r2"), quarantine=(refusal(), refusal("r2")))
    publish(lake, document())
    assert lake.read("quarantine")["report_id"].to_pylist() == ["r2"]
    publish(lake, document("r2"))
    assert lake.read("quarantine").num_rows == 0
    assert lake.read("documents").num_rows == 2
    assert lake.verify() == []


def test_a_report_can_have_a_refused_document_only(lake: Lake) -> None:
    commit = lake.publish([], [], [refusal("r9")], reports=["r9"])
    assert commit is not None
    assert commit.rows == {
        "documents": 0,
        "observations": 0,
        "findings": 0,
        "reconciliations": 0,
        "quarantine": 1,
    }
    assert lake.verify() == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": Decimal("1e23")}, "22 digits"),
        ({"value": Decimal("0.1234567")}, "six digits"),
        ({"value": Decimal("NaN")}, "finite"),
        ({"value": 3.2}, "float has lost"),
        ({"value": None}, "value: is missing"),
        ({"value_norm": float("nan")}, "finite"),
        ({"start": 1.5}, "whole number"),
        ({"start": 2**40}, "does not fit"),
        ({"confidence": True}, "no number"),
        ({"code": 7}, "no text"),
        ({"label": "\ud800"}, "does not fit"),
        ({"period_start": datetime(2024, 1, 1)}, "no day"),  # noqa: DTZ001 - naive on purpose
        ({"report_year": "2024"}, "no year"),
        ({"report_year": 2023}, "report_year"),
        ({"colour": "red"}, "no such column"),
        ({"report_id": "r7"}, "not among the reports"),
        ({"document_id": "r1-7"}, "not the latest version"),
    ],
)
def test_a_row_that_does_not_fit_is_named_and_nothing_is_published(
    lake: Lake, kept: KeptFiles, change: dict[str, Any], message: str
) -> None:
    publish(lake, document())
    before = kept.names()
    report = document(amounts=("8", "9"))
    rows = observations(report)
    rows[1] = rows[1] | change
    with pytest.raises(WrongRow, match=message):
        lake.publish([report], rows, [], reports=["r1"])
    assert kept.names() == before
    assert kept.snapshots() == [lake.snapshot().name]


def test_a_time_without_a_zone_is_refused(lake: Lake) -> None:
    with pytest.raises(WrongRow, match="time with a zone"):
        publish(lake, document(fetched_at=START.replace(tzinfo=None)))


def test_one_text_is_not_a_list_of_texts(lake: Lake) -> None:
    with pytest.raises(WrongRow, match="list of texts"):
        publish(lake, document(), quarantine=(refusal() | {"expectations": "share"},))


def test_a_key_may_come_once(lake: Lake) -> None:
    publish(lake, document())
    report = document(amounts=("8",))
    with pytest.raises(WrongRow, match="comes twice"):
        lake.publish([report], observations(report) * 2, [], reports=["r1"])
    with pytest.raises(WrongRow, match="comes twice"):
        publish(lake, document("r2"), document("r2"))
    with pytest.raises(WrongRow, match="one version"):
        publish(lake, document("r2"), document("r2", document_id="other"))
    with pytest.raises(WrongRow, match="belongs to report 'r1'"):
        publish(lake, document("r2", document_id="r1-1"))


def test_observations_of_an_earlier_version_are_refused(lake: Lake) -> None:
    publish(lake, document(version=2))
    with pytest.raises(WrongRow, match="latest version"):
        publish(lake, document(version=1))


def test_a_snapshot_stays_for_the_grace_after_it_was_retired(
    open_here: Open, kept: KeptFiles, clock: Clock
) -> None:
    lake = open_here(keep=0, grace=timedelta(hours=24), now=clock)
    publish(lake, document(amounts=("1",)))
    first = lake.snapshot().name
    clock.tick(days=30)  # long current, so its age says nothing
    publish(lake, document(amounts=("2",)))
    second = lake.snapshot().name
    assert first in kept.snapshots()
    clock.tick(hours=23)
    publish(lake, document(amounts=("3",)))
    assert first in kept.snapshots()
    clock.tick(hours=2)
    publish(lake, document(amounts=("4",)))
    assert first not in kept.snapshots()
    assert second in kept.snapshots()
    assert lake.verify() == []


def test_the_last_snapshots_stay_however_old(
    open_here: Open, kept: KeptFiles, clock: Clock
) -> None:
    lake = open_here(keep=2, grace=timedelta(0), now=clock)
    for n in range(5):
        publish(lake, document(amounts=(str(n),)))
        clock.tick(days=1)
    assert len(kept.snapshots()) == 3


def test_a_clock_that_was_set_back_does_not_lose_the_order(lake: Lake, clock: Clock) -> None:
    publish(lake, document(amounts=("1",)))
    first = lake.snapshot()
    clock.tick(days=-10)
    publish(lake, document(amounts=("2",)))
    assert lake.snapshot().name > first.name


def test_a_column_that_is_new_is_null_in_older_rows(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dataclasses

    import pyarrow as pa

    from zonereports.lake.schema import OBSERVATIONS, TABLES

    publish(lake, document("r1", year=2022), document("r2", year=2023))
    field = pa.field("source_page", pa.int32(), metadata={"description": "Page of the file."})
    wider = dataclasses.replace(OBSERVATIONS, schema=OBSERVATIONS.schema.append(field))
    monkeypatch.setitem(TABLES, "observations", wider)
    assert lake.read("observations", ["source_page"])["source_page"].null_count == 4
    commit = publish(lake, document("r2", year=2023))
    assert commit is not None
    assert set(commit.changed) == {"observations/report_year=2022", "observations/report_year=2023"}
    assert lake.verify() == []
    assert publish(lake, document("r2", year=2023)) is None


def test_a_file_system_without_hard_links_gets_copies(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(lake, document("r1", year=2022))

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    publish(lake, document("r2", year=2023))
    assert lake.verify() == []


def test_a_damaged_file_stops_the_publication_that_needs_it(lake: Lake, kept: KeptFiles) -> None:
    publish(lake, document())
    name = f"snapshots/{lake.snapshot().name}/documents/report_year=2024/part-0.parquet"
    kept.write(name, kept.read(name)[:-40])
    # A folder's reader stumbles over it; what comes from a bucket is held against its manifest.
    with pytest.raises(LakeDamaged, match=r"cannot be read|not the file that was published"):
        publish(lake, document(amounts=("5",)))
