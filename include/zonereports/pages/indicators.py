"""One indicator over the years: of a zone, of several, and of the provinces."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from zonereports.observations import Indicator, catalogue
from zonereports.pages.reader import LakeReader, Row, Snapshot

COMPARED = 6
"""Zones on one chart: more lines cannot be told apart."""
RANKED = 50
_SHOWN = "document_id, report_year, zone, county, province, code, measure, value, unit, value_norm, unit_norm, period, period_end, status, start, quote, sentence, confidence"


@dataclass(frozen=True, slots=True)
class Series:
    """What a zone's reports say of one indicator, one number for each year and kind."""

    zone: str
    levels: Sequence[Row]
    """Results and estimates in the indicator's base unit; `year` is what they are about."""
    targets: Sequence[Row]
    growth: Sequence[Row]
    """Percent on the year."""


@dataclass(frozen=True, slots=True)
class Medians:
    """An indicator by province and year."""

    years: Sequence[int]
    provinces: Sequence[tuple[str, Sequence[tuple[float | None, int]]]]
    """Name, and for each year the median over its zones with their number; the largest first."""


def indicators(lake: LakeReader, at: Snapshot) -> list[tuple[Indicator, int]]:
    """The indicators that stand in the lake with a level, each with the number of its values."""

    def find() -> list[tuple[Indicator, int]]:
        counts = {
            str(row["code"]): int(row["n"])
            for row in lake.rows(
                at,
                f"select code, count(*) as n from {lake.source(at, 'observations')} "
                "where measure = 'level' and scope = 'zone' and code is not null group by code",
            )
        }
        known = catalogue()
        return sorted(
            ((known[code], n) for code, n in counts.items() if code in known),
            key=lambda item: (-item[1], item[0].code),
        )

    return lake.remembered(at, ("indicators",), find)


def zones_like(lake: LakeReader, at: Snapshot, words: str, *, limit: int = 20) -> list[Row]:
    """Zones whose name or county holds these words, those with most reports first."""
    return lake.rows(
        at,
        "select zone, any_value(county) as county, any_value(province) as province, "
        "count(distinct report_year) as years from {documents} "
        "where is_latest and zone is not null and "
        "(contains(zone, ?) or contains(coalesce(county, ''), ?)) "
        f"group by zone order by (zone = ?) desc, years desc, zone limit {int(limit)}",
        [words, words, words],
    )


def series(
    lake: LakeReader, at: Snapshot, zones: Sequence[str], indicator: Indicator
) -> list[Series]:
    """The series of these zones, in their order."""

    def find() -> list[Series]:
        rows = lake.rows(
            at,
            _best(
                lake.source(at, "observations"),
                "list_contains(?, zone)" if len(zones) > 1 else "zone = ?[1]",
                "zone, measure, goal, year",
            ),
            [list(zones), indicator.code, indicator.unit],
        )
        return [_of_zone(zone, [row for row in rows if row["zone"] == zone]) for zone in zones]

    return lake.remembered(at, ("series", *zones, indicator.code), find)


def _of_zone(zone: str, rows: Sequence[Row]) -> Series:
    return Series(
        zone,
        [row for row in rows if row["measure"] == "level" and not row["goal"]],
        [row for row in rows if row["measure"] == "level" and row["goal"]],
        [row for row in rows if row["measure"] == "yoy" and not row["goal"]],
    )


def medians(lake: LakeReader, at: Snapshot, indicator: Indicator) -> Medians:
    """The middle zone of each province in each year; whole years only."""

    def find() -> Medians:
        rows = lake.rows(
            at,
            f"select coalesce(province, '') as province, year, median(value_norm) as middle, "
            f"count(*) as n from ({_whole_years(lake, at)}) group by all",
            [indicator.code, indicator.unit],
        )
        years = sorted({int(row["year"]) for row in rows})
        found = {
            (row["province"], int(row["year"])): (row["middle"], int(row["n"])) for row in rows
        }
        names = sorted(
            {row["province"] for row in rows},
            key=lambda name: (-max(n for (p, _), (_, n) in found.items() if p == name), name),
        )
        return Medians(
            years,
            [(name, [found.get((name, year), (None, 0)) for year in years]) for name in names],
        )

    return lake.remembered(at, ("medians", indicator.code), find)


def ranking(
    lake: LakeReader, at: Snapshot, indicator: Indicator, year: int, province: str = ""
) -> list[Row]:
    """The zones with the largest result of a year, each with its sentence."""
    where, values = "true", [indicator.code, indicator.unit]
    if province:
        where = "province = ?"
        values.append(province)
    return lake.rows(
        at,
        f"select * from ({_whole_years(lake, at, {year})}) where {where} and year = {int(year)} "
        f"order by value_norm desc, zone limit {RANKED}",
        values,
    )


def _whole_years(lake: LakeReader, at: Snapshot, years: Collection[int] | None = None) -> str:
    best = _best(
        lake.source(at, "observations", years), "true", "zone, county, measure, goal, year"
    )
    return f"select * from ({best}) where measure = 'level' and not goal and whole"


def _best(source: str, where: str, one_of: str) -> str:
    """The number that stands for a zone's year.

    The result comes before the estimate, the whole year before a part of it, the surer reading
    before the other. Documents that are no government's are left out, and what the report says of other places.
    """
    return f"""
select * from (
  select {_SHOWN},
    year(period_end) as year,
    status = 'target' as goal,
    period_start is not null and month(period_start) = 1 and day(period_start) = 1
      and month(period_end) = 12 and year(period_start) = year(period_end) as whole
  from {source}
  where {where} and code = ? and scope = 'zone' and period_end is not null
    and coalesce(official, true) and status in ('actual', 'estimate', 'target')
    and ((measure = 'level' and unit_norm = ?) or measure = 'yoy')
    and (status = 'target' or year(period_end) = report_year)
)
qualify row_number() over (
  partition by {one_of}
  order by whole desc, status = 'actual' desc, period_end desc, confidence desc, start
) = 1
order by year"""
