"""A lake built elsewhere takes the place of what is published, in one commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.lake.lake_rows import START, Clock, document, finding, observations
from zonereports.lake import TABLES, Lake


def event(report: str, number: int) -> dict[str, Any]:
    return {
        "event_id": f"first-{report}-{number}",
        "kind": "first",
        "happened_at": START,
        "report_id": report,
        "version": number,
        "url": "https://www.qingshan.example/a.html",
        "capture_id": "c" * 16,
        "evidence": "{}",
    }


def visit(name: str) -> dict[str, Any]:
    return {
        "check_id": name,
        "site": "qingshan",
        "checked_at": START,
        "answer": "new",
        "links": 1,
        "new_captures": 1,
        "listing_captures": [],
    }


def publish(lake: Lake, *documents: dict[str, Any], checks: tuple[str, ...] = ()) -> None:
    lake.publish(
        documents,
        [row for d in documents for row in observations(d)],
        [],
        reports={d["report_id"] for d in documents},
        findings=[finding(d, (0,)) for d in documents],
        small={
            "checks": [visit(name) for name in checks],
            "events": [event(d["report_id"], d["version"]) for d in documents],
        },
    )


@pytest.fixture
def rebuilt(open_here: Callable[..., Lake], clock: Clock) -> Lake:
    """Another lake: r1 with a past, and r3."""
    other = open_here("other", now=clock)
    publish(other, document("r1", 1, amounts=("1", "2")))
    publish(other, document("r1", 2, amounts=("1", "3")))
    publish(other, document("r3", 1, year=2022, amounts=("7",)))
    return other


def rows(lake: Lake, table: str) -> list[dict[str, Any]]:
    return lake.read(table).to_pylist()


@pytest.mark.parametrize("held_before", [True, False])
def test_history_comes_along_and_one_commit_tells_what_differs(
    lake: Lake, rebuilt: Lake, clock: Clock, held_before: bool
) -> None:
    if held_before:
        publish(lake, document("r1", 1, amounts=("1", "2")), checks=("visit-1",))
        publish(lake, document("r2", 1, year=2023, amounts=("9",)))
    commits = len(lake.commits())
    clock.tick(days=1)
    assert lake.take(rebuilt.snapshot()) is not None
    for table in set(TABLES) - {"zones", "checks"}:
        assert rows(lake, table) == rows(rebuilt, table), table
    assert len(rows(lake, "observations_history")) == 2
    assert [row["check_id"] for row in rows(lake, "checks")] == ["visit-1"] * held_before
    assert lake.verify() == []
    assert len(lake.commits()) == commits + 1
    told = lake.commits()[-1].tables["documents"]
    # r1's first version ceases to be the latest, its second and r3 come, r2 goes.
    expected = (2, 1, 1) if held_before else (3, 0, 0)
    assert (told.added, told.changed, told.removed) == expected
    assert lake.take(rebuilt.snapshot()) is None
    assert len(lake.commits()) == commits + 1


def test_what_was_published_before_can_still_be_asked_for_by_its_commit(
    lake: Lake, rebuilt: Lake
) -> None:
    publish(lake, document("r2", 1, year=2023, amounts=("9",)))
    before, then = lake.commits()[-1].commit_id, lake.read("observations")
    lake.take(rebuilt.snapshot())
    assert lake.as_of("observations", before).equals(then)


def test_a_report_that_is_left_out_leaves_its_history_and_events_out(
    lake: Lake, rebuilt: Lake
) -> None:
    lake.take(rebuilt.snapshot(), without=["r1"])
    for table in ("documents", "observations", "findings", "events"):
        assert {row["report_id"] for row in rows(lake, table)} == {"r3"}, table
    assert rows(lake, "observations_history") == rows(lake, "findings_history") == []
    assert lake.verify() == []
    assert lake.take(rebuilt.snapshot(), without=["r1"]) is None
    lake.take(rebuilt.snapshot(), without=["r1", "r3"])
    assert rows(lake, "documents") == []
    assert lake.verify() == []
    assert lake.take(rebuilt.snapshot(), without=["r1", "r3"]) is None
