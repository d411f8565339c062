"""One indicator over the years: of a zone, of several, and of the provinces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from zonereports.observations import Indicator, catalogue
from zonereports.pages.reader import LakeReader, Row, Snapshot

COMPARED = 6
"""Zones on one chart: more lines cannot be told apart."""
RANKED = 50
_SHOWN = "document_id, report_year, zone, county, province, code, measure, value, unit, value_norm, unit_norm, period, period_end, status, scope, start, quote, sentence, confidence"
_WORKED_OUT = """year(period_end) as year, status = 'target' as goal,
    period_start is not null and month(period_start) = 1 and day(period_start) = 1
      and month(period_end) = 12 and year(period_start) = year(period_end) as whole"""

_RESULTS = "scope = 'zone' and measure = 'level' and status in ('actual', 'estimate')"
_OF_A_ZONE = "zone, county, year"


@dataclass(frozen=True, slots=True)
class Series:
    """What a zone's reports say of one indicator, one number for each year and kind."""

    zone: str
    levels: Sequence[Row]
    """Results and estimates in the indicator's base unit; `year` is what they are about."""
    targets: Sequence[Row]
    growth: Sequence[Row]
    """Percent on the year."""
    county_levels: Sequence[Row] = ()
    """What the same reports say of the county or city that the zone belongs to."""
    county_growth: Sequence[Row] = ()

    @property
    def shares(self) -> list[tuple[Row, float]]:
        """The zone's part of the county's level in percent, of years of which both tell the same span.

        Each with the row of the zone's level.
        """
        county = {(row["year"], row["period"]): row["value_norm"] for row in self.county_levels}
        found = []
        for row in self.levels:
            whole = county.get((row["year"], row["period"]))
            if whole and row["value_norm"] is not None:
                found.append((row, float(row["value_norm"]) / float(whole) * 100))
        return found


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
        # One by one and not as a list: only so are row groups passed over.
        named = ", ".join("?" for _ in zones)
        best = _best(
            lake.source(at, "observations"),
            f"code = ? and zone in ({named}) and scope in ('zone', 'parent') "
            "and ((measure = 'level' and unit_norm = ?) or measure = 'yoy')",
            "zone, scope, measure, goal, year",
        )
        rows = lake.rows(at, f"{best} order by year", [indicator.code, *zones, indicator.unit])
        return [_of_zone(zone, [row for row in rows if row["zone"] == zone]) for zone in zones]

    return lake.remembered(at, ("series", *zones, indicator.code), find)


def _of_zone(zone: str, rows: Sequence[Row]) -> Series:
    def some(scope: str, measure: str, *, goal: bool = False) -> list[Row]:
        wanted = (scope, measure, goal)
        return [row for row in rows if (row["scope"], row["measure"], row["goal"]) == wanted]

    return Series(
        zone,
        some("zone", "level"),
        some("zone", "level", goal=True),
        some("zone", "yoy"),
        some("parent", "level"),
        some("parent", "yoy"),
    )


def medians(lake: LakeReader, at: Snapshot, indicator: Indicator) -> Medians:
    """The middle zone of each province in each year; whole years only."""

    def find() -> Medians:
        rows = lake.rows(
            at,
            "select coalesce(province, '') as province, year, median(value_norm) as middle, "
            "count(*) as n from yearly group by all",
            beside={"yearly": _yearly(lake, at, indicator)},
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
    first = lake.rows(
        at,
        "select zone, county from yearly where year = ? and (? = '' or province = ?) "
        f"order by value_norm desc, zone limit {RANKED}",
        [year, province, province],
        beside={"yearly": _yearly(lake, at, indicator)},
    )
    if not first:
        return []
    zones = sorted({str(row["zone"]) for row in first if row["zone"] is not None})
    named = ", ".join("?" for _ in zones)
    best = _best(
        lake.source(at, "observations", {year}),
        f"code = ? and zone in ({named}) and unit_norm = ? and {_RESULTS}",
        _OF_A_ZONE,
    )
    rows = lake.rows(
        at,
        f"select * from ({best}) where whole and year = {int(year)} order by value_norm desc, zone",
        [indicator.code, *zones, indicator.unit],
    )
    places = {(row["zone"], row["county"]) for row in first}
    return [row for row in rows if (row["zone"], row["county"]) in places]


def _yearly(lake: LakeReader, at: Snapshot, indicator: Indicator) -> pa.Table:
    """The result of each zone in each whole year, without its words."""
    years = pa.concat_tables([_of_year(lake, at, year) for year in at.years["observations"]])
    return lake.remembered(
        at,
        ("yearly", indicator.code),
        lambda: lake.table(
            at,
            "select zone, county, province, value_norm, year from years "
            "where code = ? and unit_norm = ?",
            [indicator.code, indicator.unit],
            beside={"years": years},
        ),
    )


def _of_year(lake: LakeReader, at: Snapshot, year: int) -> pa.Table:
    """The results that the reports of one year tell, of all indicators; kept with its partition."""
    best = _best(
        lake.source(at, "observations", {year}),
        f"{_RESULTS} and code is not null",
        f"code, unit_norm, {_OF_A_ZONE}",
        columns="code, unit_norm, zone, county, province, value_norm, status, start, confidence, "
        "period_end",
    )

    def find() -> pa.Table:
        rows = lake.table(
            at,
            f"select code, unit_norm, zone, county, province, value_norm, year from ({best}) "
            "where whole",
        )
        names = [field.name for field in rows.schema if pa.types.is_string(field.type)]
        for name in names:
            place = rows.schema.get_field_index(name)
            # As strings they would take three times the memory.
            rows = rows.set_column(place, name, rows[name].dictionary_encode())
        return rows.unify_dictionaries()

    return lake.remembered_of_year(at, "observations", year, "results", find)


def _best(source: str, where: str, one_of: str, *, columns: str = _SHOWN) -> str:
    """The number that stands for a year: of each zone, or of the county that the zone belongs to.

    The result comes before the estimate, the whole year before a part of it, the surer reading
    before the other. Documents that are no government's are left out.
    """
    return f"""
select * from (
  select {columns}, {_WORKED_OUT}
  from {source}
  where {where} and period_end is not null
    and coalesce(official, true) and status in ('actual', 'estimate', 'target')
    and (status = 'target' or year(period_end) = report_year)
)
qualify row_number() over (
  partition by {one_of}
  order by whole desc, status = 'actual' desc, period_end desc, confidence desc, start
) = 1"""
