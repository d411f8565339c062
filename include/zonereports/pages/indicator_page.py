"""The page of one indicator: which charts and tables it has for what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from zonereports.observations import Indicator, catalogue
from zonereports.pages import indicators
from zonereports.pages.chart import Chart, Point, chart
from zonereports.pages.indicators import Medians, Series
from zonereports.pages.reader import LakeReader, Row, Snapshot
from zonereports.pages.view import View

_PROVINCES = 6
"""Lines of the chart of medians; the table has them all."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the page."""

    code: str = ""
    zones: tuple[str, ...] = ()
    year: int | None = None
    province: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows."""

    choice: Sequence[tuple[Indicator, int]]
    """Indicators to choose from, with the number of their values."""
    indicator: Indicator | None = None
    series: Sequence[Series] = ()
    levels: Chart | None = None
    growth: Chart | None = None
    shares: Chart | None = None
    """Of the zones in their counties."""
    suggestions: Sequence[tuple[str, Sequence[Row]]] = ()
    """For each name that no zone has: the zones that it may mean."""
    medians: Medians | None = None
    ranking: Sequence[Row] = ()
    year: int | None = None


def shown(lake: LakeReader, at: Snapshot, view: View, wanted: Wanted) -> Shown:
    """Find what was asked for; without an indicator, the one with most values."""
    choice = indicators.indicators(lake, at)
    if not choice:
        return Shown(choice)
    indicator = catalogue().get(wanted.code) or choice[0][0]
    known: list[str] = []
    suggestions = []
    for zone in wanted.zones[: indicators.COMPARED]:
        like = indicators.zones_like(lake, at, zone)
        if like and like[0]["zone"] == zone:
            known.append(zone)
        else:
            suggestions.append((zone, like))
    if known:
        found = indicators.series(lake, at, known, indicator)
        return Shown(
            choice,
            indicator,
            found,
            _levels(found, view),
            _growth(found, view),
            _shares(found, view),
            suggestions,
        )
    medians = indicators.medians(lake, at, indicator)
    year = wanted.year or (medians.years[-1] if medians.years else None)
    return Shown(
        choice,
        indicator,
        suggestions=suggestions,
        levels=_medians(medians, indicator, view),
        medians=medians,
        ranking=indicators.ranking(lake, at, indicator, year, wanted.province) if year else (),
        year=year,
    )


def _levels(found: Sequence[Series], view: View) -> Chart | None:
    unit = next((str(row["unit_norm"]) for one in found for row in one.levels), None)
    lines = []
    for one in found:
        name = one.zone if len(found) > 1 else view.t("总量", "level")
        lines.append((name, [_point(row, view) for row in one.levels], False))
    if len(found) == 1:
        lines.append((view.t("目标", "target"), [_point(r, view) for r in found[0].targets], True))
    return chart(lines, lambda value: view.amount(value, unit))


def _growth(found: Sequence[Series], view: View) -> Chart | None:
    lines = [(one.zone, [_point(row, view) for row in one.growth], False) for one in found]
    if len(found) == 1 and found[0].county_growth:
        county = [
            _point(row, view, of=view.t("上级地区", "county")) for row in found[0].county_growth
        ]
        lines.append((view.t("上级地区", "the county"), county, False))
    return chart(lines, lambda value: view.amount(value, "%"))


def _shares(found: Sequence[Series], view: View) -> Chart | None:
    lines = []
    for one in found:
        points = []
        for row, share in one.shares:
            told = view.t("占上级地区", "of the county")
            says = f"{row['zone']} {row['period']}: {told} {view.amount(share, '%')}"
            points.append(replace(_point(row, view), value=share, says=says))
        lines.append((one.zone, points, False))
    return chart(lines, lambda value: view.amount(value, "%"))


def _medians(medians: Medians, indicator: Indicator, view: View) -> Chart | None:
    lines = []
    for name, cells in medians.provinces[:_PROVINCES]:
        told = name or view.t("省份不明", "province unknown")
        points = [
            Point(
                year,
                middle,
                f"{told} {year}: {view.amount(middle, indicator.unit)}"
                + view.t(f"（{n} 个开发区的中位数）", f" (median of {n} zones)"),
                f"{view.root}/indicators?code={indicator.code}&year={year}&province={quote(name)}",
            )
            for year, (middle, n) in zip(medians.years, cells, strict=True)
            if middle is not None
        ]
        lines.append((told, points, False))
    return chart(lines, lambda value: view.amount(value, indicator.unit))


def _point(row: Row, view: View, *, of: str | None = None) -> Point:
    value = float(row["value"] if row["measure"] == "yoy" else row["value_norm"])
    unit = "%" if row["measure"] == "yoy" else str(row["unit_norm"])
    return Point(
        int(row["year"]),
        value,
        f"{of or row['zone']} {row['period']}: {view.amount(value, unit)} — {row['sentence'] or row['quote']}",
        f"{view.root}/reports/{row['document_id']}?at={row['start']}#text",
        hollow=row["status"] == "estimate" or not row["whole"],
        part=not row["whole"],
    )
