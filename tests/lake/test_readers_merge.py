"""A publication into a year of many row groups gives what writing the year at once gives."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.lake.lake_rows import Clock, document, observations
from zonereports.errors import WrongRow
from zonereports.lake import Lake, partition
from zonereports.lake.schema import OBSERVATIONS


@pytest.fixture
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition, "_ROW_GROUP", 7)


def publish(lake: Lake, report: str, version: int, *amounts: str, year: int = 2024) -> None:
    row = document(report, version=version, year=year, amounts=amounts)
    lake.publish([row], observations(row), [], reports=[report])


@pytest.mark.usefixtures("small_groups")
def test_a_year_grown_report_by_report_is_byte_for_byte_the_year_written_at_once(
    tmp_path: Path, clock: Clock
) -> None:
    chance = random.Random(7)
    grown = Lake(tmp_path / "a/lake", tmp_path / "a/store", now=clock)
    last: dict[str, tuple[int, list[str]]] = {}
    for _ in range(25):
        report = f"r{chance.randrange(9)}"
        version = last.get(report, (0, []))[0] + 1
        amounts = [str(n) for n in range(chance.randrange(1, 9))]
        clock.tick(hours=1)
        publish(grown, report, version, *amounts)
        last[report] = version, amounts
    rows = [document(r, version=v, amounts=tuple(a)) for r, (v, a) in last.items()]
    once = Lake(tmp_path / "b/lake", tmp_path / "b/store", now=clock)
    once.publish(rows, [o for d in rows for o in observations(d)], [], reports=list(last))
    path = partition.partition_path(OBSERVATIONS, 2024)
    assert (grown.snapshot() / path).read_bytes() == (once.snapshot() / path).read_bytes()
    assert grown.verify() == []


@pytest.mark.usefixtures("small_groups")
def test_a_key_of_another_report_is_refused_whatever_year_holds_it(lake: Lake) -> None:
    publish(lake, "r1", 1, "1", "2", "3", year=2020)
    row = document("r2", year=2024)
    stolen = observations(row)
    stolen[0]["observation_id"] = observations(document("r1", year=2020, amounts=("1", "2", "3")))[
        1
    ]["observation_id"]
    with pytest.raises(WrongRow, match="belongs to report 'r1'"):
        lake.publish([row], stolen, [], reports=["r2"])
    assert lake.read("observations").num_rows == 3


@pytest.mark.usefixtures("small_groups")
def test_a_report_that_moves_to_another_year_leaves_the_one_it_stood_in(lake: Lake) -> None:
    publish(lake, "r1", 1, "1", "2", "3", year=2020)
    publish(lake, "r2", 1, "1", "2", "3", year=2020)
    row = document("r1", version=1, year=2021, amounts=("1", "2", "3"))
    lake.publish([row], observations(row), [], reports=["r1"])
    years = lake.query("select report_year y, count(*) n from observations group by 1 order by 1")
    assert years.to_pylist() == [{"y": 2020, "n": 3}, {"y": 2021, "n": 3}]
    assert lake.verify() == []
