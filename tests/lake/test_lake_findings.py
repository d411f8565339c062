"""What is at odds inside a report stands beside its numbers, and goes with them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lake.kept_files import KeptFiles, change_manifest, plain_table
from tests.lake.lake_rows import Clock, document, finding, observations, refusal
from zonereports.errors import WrongRow
from zonereports.lake import Commit, Lake


def publish(lake: Lake, report: dict[str, Any], *findings: dict[str, Any]) -> Commit | None:
    rows = observations(report)
    return lake.publish([report], rows, [], reports=[report["report_id"]], findings=findings)


def held(lake: Lake) -> list[str]:
    return [str(row["finding_id"]) for row in lake.read("findings").to_pylist()]


def test_a_finding_is_read_as_it_was_given(lake: Lake) -> None:
    report = document()
    commit = publish(lake, report, finding(report))
    assert commit is not None
    assert commit.rows["findings"] == 1
    [row] = lake.read("findings").to_pylist()
    assert {key: row[key] for key in finding(report)} == finding(report)
    assert row["quotes"] == ["3.2亿元", "15亿元"]
    assert lake.verify() == []
    assert publish(lake, report, finding(report)) is None


def test_the_findings_of_a_report_are_the_given_ones_and_no_others(lake: Lake) -> None:
    one, other = document(), document("r2", year=2023)
    publish(lake, one, finding(one), finding(one, (1,), kind="sign"))
    publish(lake, other, finding(other))
    publish(lake, one, finding(one, (1,), kind="sign"))
    assert held(lake) == [f["finding_id"] for f in (finding(other), finding(one, (1,)))]
    mended = document(version=2, amounts=("3.2",))
    commit = publish(lake, mended)
    assert commit is not None
    assert "findings/report_year=2024" in commit.changed
    assert held(lake) == [finding(other)["finding_id"]]
    assert lake.verify() == []


def test_a_refused_version_leaves_the_findings_of_the_one_before(lake: Lake) -> None:
    report = document()
    publish(lake, report, finding(report))
    lake.publish([], [], [refusal()], reports=[], refused=["r1"])
    assert held(lake) == [finding(report)["finding_id"]]
    assert lake.verify() == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"document_id": "r1-1"}, "findings row .* is not the latest version"),
        ({"report_id": "r2"}, "not among the reports"),
        ({"report_year": 2023}, "is not that of its document"),
        ({"starts": [1.5]}, "starts: 1.5 is no whole number"),
        ({"starts": "12"}, "no list of whole numbers"),
        ({"starts": [2**40]}, "does not fit"),
        ({"expected": float("nan")}, "no finite number"),
        ({"severity": None}, "severity: is missing"),
    ],
)
def test_a_finding_that_does_not_belong_is_refused(
    lake: Lake, change: dict[str, object], message: str
) -> None:
    publish(lake, document())
    report = document(version=2, amounts=("8", "9"))
    with pytest.raises(WrongRow, match=message):
        publish(lake, report, finding(report) | change)
    assert lake.read("documents")["document_id"].to_pylist() == ["r1-1"]


def test_a_lake_from_before_there_were_findings_is_sound_and_gets_them(
    lake: Lake, kept: KeptFiles, clock: Clock
) -> None:
    publish(lake, document())
    publish(lake, document("r2", year=2023))
    # As a publisher that knew no such table had left it.
    snapshot_id = lake.snapshot().name
    for name in kept.names(f"snapshots/{snapshot_id}/findings/"):
        kept.remove(name)
        path = name.removeprefix(f"snapshots/{snapshot_id}/")
        change_manifest(kept, snapshot_id, lambda files, path=path: files.pop(path))

    assert lake.read("findings").num_rows == 0
    assert lake.query("select * from findings").num_rows == 0
    assert lake.query("select * from observations").num_rows == 4
    assert lake.describe()["tables"]["findings"]["rows"] == 0
    assert lake.verify() == []

    clock.tick(hours=1)
    commit = publish(lake, document())
    assert commit is not None
    assert commit.changed == ("findings/report_year=0",)
    assert rows_of(lake, kept) == 0
    assert lake.verify() == []
    report = document()
    publish(lake, report, finding(report))
    assert rows_of(lake, kept) == 1
    assert lake.verify() == []


def rows_of(lake: Lake, kept: KeptFiles) -> int:
    """Findings, as who knows the path alone counts them."""
    return plain_table(kept, lake.describe()["tables"]["findings"]["path"]).num_rows
