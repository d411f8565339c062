"""The ready questions give what a person would work out by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.lake.lake_rows import START, document
from zonereports.errors import CouldNotWrite, LakeDamaged, WrongSetting
from zonereports.lake import Lake, view_sql
from zonereports.lake.views import NAMES


def number(of: dict[str, Any], start: int, value: float, year: int, **other: Any) -> dict[str, Any]:
    """A number of a report about the year given; tax in yuan when nothing else is said."""
    return {
        "observation_id": f"{of['document_id']}-{start}",
        "document_id": of["document_id"],
        "report_id": of["report_id"],
        "report_year": of["report_year"],
        "zone": "青山经济开发区",
        "adcode": "339999",
        "code": "tax_revenue",
        "label": "税收",
        "measure": "level",
        "value": Decimal(str(value)),
        "unit": "元",
        "value_norm": float(value),
        "unit_norm": "CNY",
        "period": str(year),
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "status": "actual",
        "scope": "zone",
        "start": start,
        "quote": f"{value}元",
        "rule": "label-before",
        "confidence": 0.9,
        "url": of["url"],
        "capture_id": of["capture_id"],
    } | other


@pytest.fixture
def lake(lake: Lake) -> Lake:
    """Three reports of one zone: 2022 to 2024."""
    of = {
        y: document(f"r{y}", year=y, fetched_at=START + timedelta(days=y - 2022))
        for y in (2022, 2023, 2024)
    }
    yoy = {"measure": "yoy", "unit_norm": "%"}
    rows = [
        number(of[2022], 1, 100, 2022),
        number(of[2022], 2, 110, 2023, status="target", qualifier="at_least"),
        number(of[2022], 3, 8, 2023, status="target", **yoy),
        number(of[2022], 4, 30, 2023, status="target", code="energy_use", qualifier="at_most"),
        number(of[2023], 1, 120, 2023),
        number(of[2023], 2, 119, 2023, status="estimate"),
        number(of[2023], 3, 101, 2022, status="prior"),
        number(of[2023], 4, 19, 2023, **yoy),
        number(of[2023], 5, 31, 2023, code="energy_use"),
        number(of[2023], 6, 999, 2023, scope="parent"),
        number(of[2023], 7, 130, 2024, status="target"),
        number(of[2024], 1, 90, 2024, period="2024-01/2024-11", period_end=date(2024, 11, 30)),
        number(of[2024], 2, 7, 2021, status="prior"),
    ]
    lake.publish(list(of.values()), rows, [], reports=[d["report_id"] for d in of.values()])
    return lake


def ask(lake: Lake, sql: str, **how: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in lake.query(sql, **how).to_pylist()]


def test_series_is_one_level_a_year_from_the_years_own_report(lake: Lake) -> None:
    sql = "select year, value_norm, status, report_year from series where code = 'tax_revenue' order by 1"
    assert ask(lake, sql) == [
        (2021, 7.0, "prior", 2024),
        (2022, 100.0, "actual", 2022),
        (2023, 120.0, "actual", 2023),
    ]
    assert ask(lake, sql, as_of=START) == [(2022, 100.0, "actual", 2022)]


def test_latest_is_the_result_of_the_period_that_ends_last(lake: Lake) -> None:
    told = ask(lake, "select code, measure, value_norm, period from latest order by 1, 2")
    assert told == [
        ("energy_use", "level", 31.0, "2023"),
        ("tax_revenue", "level", 90.0, "2024-01/2024-11"),
        ("tax_revenue", "yoy", 19.0, "2023"),
    ]


def test_a_plan_stands_beside_what_the_next_report_says(lake: Lake) -> None:
    told = ask(
        lake,
        "select code, measure, year, planned, planned_in, actual, reported_in, difference, met "
        "from plan_against_actual order by year, code, measure",
    )
    assert told == [
        ("energy_use", "level", 2023, 30.0, 2022, 31.0, 2023, 1.0, False),
        ("tax_revenue", "level", 2023, 110.0, 2022, 120.0, 2023, 10.0, True),
        ("tax_revenue", "yoy", 2023, 8.0, 2022, 19.0, 2023, 11.0, True),
        ("tax_revenue", "level", 2024, 130.0, 2023, None, None, None, None),
    ]


def test_growth_from_the_levels_stands_beside_the_stated_one(lake: Lake) -> None:
    told = ask(
        lake,
        "select year, level_before, level, round(computed, 6), stated, round(difference, 6), stated_quote from growth order by 1",
    )
    assert told == [
        (2022, 7.0, 100.0, 1328.571429, None, None, None),
        (2023, 100.0, 120.0, 20.0, 19.0, -1.0, "19元"),
    ]


def test_the_macros_take_any_moment(lake: Lake) -> None:
    sql = "select count(*) from {}_as_of(timestamptz '2025-03-02 04:00:00+00')"
    assert ask(lake, sql.format("documents")) == [(2,)]
    assert ask(lake, sql.format("observations")) == [(11,)]
    assert ask(lake, sql.format("findings")) == [(0,)]


def test_a_database_of_ones_own_has_the_tables_and_the_views(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "own.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table notes as select 1 as n")
    lake.write_views(path)
    lake.write_views(path)
    with duckdb.connect(str(path), read_only=True) as connection:
        for name in NAMES[1:]:
            [(count,)] = connection.execute(f"select count(*) from {name}").fetchall()
            assert count == lake.query(f"select * from {name}").num_rows > 0
        at = connection.execute(
            "select count(*) from observations_as_of(timestamptz '2025-03-01 04:00:00+00')"
        ).fetchall()
        assert at == [(4,)]
        assert connection.execute("select count(*) from zones").fetchall() == [(0,)]
        assert connection.execute("select n from notes").fetchall() == [(1,)]


def test_what_is_no_database_is_refused_and_kept(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("dear reader" * 999)
    with pytest.raises(CouldNotWrite):
        lake.write_views(path)
    assert path.read_text().startswith("dear reader")


def test_views_of_nothing_are_refused(open_here: Callable[..., Lake], tmp_path: Path) -> None:
    with pytest.raises(LakeDamaged, match="nothing has been published"):
        open_here("empty").write_views(tmp_path / "own.duckdb")


def test_the_script_is_plain_sql(lake: Lake) -> None:
    sql = lake.script()
    if not (told := re.match(r"(create or replace secret .*?;)\s+(set variable .*?;)", sql, re.S)):
        assert "s3://" not in sql
    else:
        # Of a bucket it needs DuckDB's httpfs and aws, which are not at hand: the two statements
        # that do stand as text, and the rest runs over this machine's copy.
        secret, resolve = told.groups()
        assert "provider credential_chain" in secret
        assert re.search(r"endpoint '127\.0\.0\.1:\d+', url_style 'path', use_ssl false", secret)
        place = resolve.split("read_text('")[1].removesuffix("CURRENT'));")
        assert place.startswith("s3://published/lakes/")
        copy = lake.snapshot()
        sql = sql.removeprefix(told[0]).replace(place, f"{copy.parents[1]}/")
        sql = f"set variable snapshot = 'snapshots/{copy.name}';{sql}"
    with duckdb.connect() as connection:
        connection.execute(sql)
        assert connection.execute("select count(*) from series").fetchall() == [(4,)]
    with pytest.raises(WrongSetting, match="no view 'worst'"):
        view_sql("worst")
