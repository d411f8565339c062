"""Zones, checks and events beside the reports, and what a day without news costs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.lake.kept_files import KeptFiles, plain_table
from tests.lake.lake_rows import START, Clock, document, observations
from zonereports.errors import WrongRow
from zonereports.lake import Lake


def zone(name: str = "青山经济开发区", **other: Any) -> dict[str, Any]:
    return {
        "zone_id": f"qingshan/{name}",
        "site": "qingshan",
        "zone": name,
        "aliases": ["青山经开区"],
        "zone_level": "provincial",
        "county": "青山县人民政府",
        "adcode": "339999",
        "url": "https://www.qingshan.example",
        "active": True,
    } | other


def visit(at: datetime, site: str = "qingshan", **other: Any) -> dict[str, Any]:
    return {
        "check_id": f"{at:%Y%m%dT%H%M%S}-{site}",
        "site": site,
        "checked_at": at,
        "answer": "nothing new",
        "links": 12,
        "new_captures": 0,
        "listing_captures": ["c" * 16],
    } | other


def event(n: int, at: datetime) -> dict[str, Any]:
    return {
        "event_id": f"first-r{n}-1",
        "kind": "first",
        "happened_at": at,
        "report_id": f"r{n}",
        "version": 1,
        "report_year": None,
        "url": f"https://www.qingshan.example/r{n}.html",
        "capture_id": "d" * 16,
        "evidence": "[]",
    }


def publish(lake: Lake, *documents: dict[str, Any], **small: list[dict[str, Any]]) -> Any:
    rows = [row for d in documents for row in observations(d)]
    reports = {d["report_id"] for d in documents}
    return lake.publish(documents, rows, [], reports=reports, small=small)


def test_small_tables_are_published_with_the_reports_in_one_flip(
    lake: Lake, kept: KeptFiles
) -> None:
    publish(lake, document(), zones=[zone()], checks=[visit(START)], events=[event(1, START)])
    told = lake.query(
        "select z.zone, c.answer, c.listing_captures, e.kind, c.month from zones z "
        "join checks c using (site) cross join events e"
    )
    assert told.to_pylist() == [
        {
            "zone": "青山经济开发区",
            "answer": "nothing new",
            "listing_captures": ["c" * 16],
            "kind": "first",
            "month": "2025-03",
        }
    ]
    path = lake.describe()["tables"]["checks"]["path"]
    assert plain_table(kept, path)["month"].to_pylist() == ["2025-03"]
    path = lake.describe()["tables"]["zones"]["path"]
    assert plain_table(kept, path)["site"].to_pylist() == ["qingshan"]
    assert lake.read("events")["report_year"].to_pylist() == [None]
    assert lake.describe()["tables"]["zones"]["rows"] == 1
    assert lake.verify() == []


def test_visits_and_events_add_up_each_once_and_old_months_are_not_touched(lake: Lake) -> None:
    second = START + timedelta(days=31)
    publish(lake, document(), checks=[visit(START)], events=[event(1, START)])
    old = lake.snapshot() / "checks/month=2025-03/part-0.parquet"
    before = (old.stat().st_ino, old.read_bytes())
    publish(
        lake,
        document("r2"),
        checks=[visit(START), visit(second), visit(second, "lushui")],
        events=[event(1, START), event(2, second)],
    )
    old = lake.snapshot() / "checks/month=2025-03/part-0.parquet"
    assert (old.stat().st_ino, old.read_bytes()) == before
    sites = lake.query("select month, site from checks order by 1, 2").to_pylist()
    assert [tuple(row.values()) for row in sites] == [
        ("2025-03", "qingshan"),
        ("2025-04", "lushui"),
        ("2025-04", "qingshan"),
    ]
    assert lake.read("events")["event_id"].to_pylist() == ["first-r1-1", "first-r2-1"]
    assert lake.verify() == []


def test_checks_alone_are_no_reason_for_a_snapshot_until_they_are_asked_for(lake: Lake) -> None:
    publish(lake, document(), zones=[zone()], checks=[visit(START)])
    snapshot = lake.snapshot()
    later = [visit(START + timedelta(hours=n)) for n in range(1, 4)]
    assert publish(lake, checks=later) is None
    assert publish(lake, document(), checks=later) is None
    assert lake.snapshot() == snapshot
    assert lake.publish([], [], [], reports=[], small={"checks": later}, checks_count=True)
    assert lake.read("checks").num_rows == 4
    before = lake.snapshot()
    assert not lake.publish([], [], [], reports=[], small={"checks": later}, checks_count=True)
    assert lake.snapshot() == before
    assert lake.commits()[-1].tables["checks"].added == 3
    assert lake.commits()[-1].tables["documents"].rows == 1
    assert lake.verify() == []


def test_a_day_without_news_reads_no_row_of_the_reports(lake: Lake) -> None:
    publish(lake, *(document(f"r{n}", year=2015 + n) for n in range(9)), checks=[visit(START)])
    snapshot = lake.snapshot()
    for path in snapshot.rglob("observations/**/*.parquet"):
        held = path.read_bytes()
        footer = int.from_bytes(held[-8:-4], "little") + 8
        path.write_bytes(b"\0" * (len(held) - footer) + held[-footer:])
    done = lake.publish(
        [],
        [],
        [],
        reports=[],
        small={"checks": [visit(START + timedelta(days=1))]},
        checks_count=True,
    )
    assert done is not None
    assert done.changed == ()
    old, new = (
        s / "observations/report_year=2019/part-0.parquet" for s in (snapshot, lake.snapshot())
    )
    assert old.stat().st_ino == new.stat().st_ino


def test_an_event_or_another_zone_alone_is_news(lake: Lake) -> None:
    publish(lake, document(), zones=[zone()])
    assert publish(lake, zones=[zone()]) is None
    assert publish(lake, events=[event(1, START)]) is not None
    assert publish(lake, events=[event(1, START)]) is None
    assert publish(lake, zones=[zone("碧水工业园区"), zone(active=False)]) is not None
    assert lake.query("select zone, active from zones order by zone").to_pylist() == [
        {"zone": "碧水工业园区", "active": True},
        {"zone": "青山经济开发区", "active": False},
    ]
    told = lake.commits()[-1].tables["zones"]
    assert (told.rows, told.added, told.changed, told.removed) == (2, 1, 1, 0)
    publish(lake, zones=[zone()])
    told = lake.commits()[-1].tables["zones"]
    assert (told.rows, told.added, told.changed, told.removed) == (1, 0, 1, 1)
    assert lake.verify() == []


def test_small_tables_as_of_a_day(lake: Lake, clock: Clock) -> None:
    days = [START + timedelta(days=n) for n in (0, 5)]
    publish(
        lake,
        document(),
        checks=[visit(d) for d in days],
        events=[event(n, d) for n, d in enumerate(days)],
    )
    for table in ("checks", "events"):
        assert lake.as_of(table, days[0]).num_rows == 1
        assert lake.as_of(table, days[1]).num_rows == 2


@pytest.mark.parametrize(
    ("small", "message"),
    [
        ({"zones": [zone(aliases="青山")]}, "no list of texts"),
        ({"zones": [zone(), zone()]}, "comes twice"),
        ({"zones": [zone(report_year=2024)]}, "no such column"),
        ({"checks": [visit(START, answer=None)]}, "answer: is missing"),
        ({"checks": [visit(START.replace(tzinfo=None))]}, "no time with a zone"),
    ],
)
def test_a_small_row_that_does_not_fit_is_refused_with_everything(
    lake: Lake, small: dict[str, Any], message: str
) -> None:
    with pytest.raises(WrongRow, match=message):
        publish(lake, document(), **small)
    assert lake.describe()["snapshot_id"] is None
