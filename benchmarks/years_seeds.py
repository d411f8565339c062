"""Contradictions put between the reports of a zone, and differences that have an honest reason.

What is changed is chosen by the replica's own truth, never by what our reading found: a number counts
as provable when the truth has the others that prove it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from replica.composer import compose
from replica.counties import CountyFacts, ZoneFacts
from replica.economy import INDICATORS
from replica.report import Figure, Report
from zonereports.observations.single import SINGLE

YEARS = range(2019, 2025)
_PARENTS = {
    item.code: INDICATORS[item.part_of].code
    for item in INDICATORS.values()
    if item.code in ("industrial_investment", "manufacturing_investment", "technical_upgrading_investment")
    and item.part_of
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seed:
    """A zone's reports with one number changed."""

    kind: str
    reports: tuple[Report, ...]
    changed: int
    """Which report."""
    start: int
    """Where the number stands in it."""
    size: float
    """How far the number is from the true one, as a share of it."""


def reports_of(county: CountyFacts, zone: ZoneFacts, *, seed: int) -> tuple[Report, ...]:
    """Six annual reports in succession and a half-year's in every other year."""
    return tuple(
        compose(county, zone, year, kind, seed=seed)
        for year in YEARS
        for kind in (("half_year", "annual") if year % 2 == 0 else ("annual",))
    )


def contradictions(reports: Sequence[Report], dice: random.Random) -> Iterator[Seed]:
    """One change of each kind that these reports can prove, each in a copy of its own."""
    for kind, find in _KINDS.items():
        places = [
            (index, figure)
            for index, report in enumerate(reports)
            for figure, item in enumerate(report.figures)
            if _plain(item) and find(reports, index, item)
        ]
        if places:
            index, figure = dice.choice(places)
            yield _changed(reports, kind, index, figure, dice)


def explained(reports: Sequence[Report], dice: random.Random) -> Iterator[Seed]:
    """Last year's amount restated with a reason: revised by 1 to 4 %, counted otherwise, rounded."""
    places = [
        (index, figure)
        for index, report in enumerate(reports)
        for figure, item in enumerate(report.figures)
        if _plain(item) and _is_prior(reports, index, item)
    ]
    if not places:
        return
    for kind in ("revised", "counted otherwise", "rounded"):
        index, figure = dice.choice(places)
        item = reports[index].figures[figure]
        if kind == "rounded":
            value = round(item.value, 1)
        else:
            share = dice.uniform(0.01, 0.04) if kind == "revised" else dice.uniform(0.2, 0.6)
            value = _moved(item.value, Decimal(str(dice.choice((-1, 1)) * share)))
        if value == item.value:
            continue
        report = reports[index].with_value(figure, value)
        if kind == "counted otherwise":
            at = report.figures[figure]
            end = at.start + len(at.quote)
            report = replace(report, text=report.text[:end] + "，同口径" + report.text[end:])
        yield _seed(reports, f"explained: {kind}", index, report, figure, item, value)


def _changed(
    reports: Sequence[Report], kind: str, index: int, figure: int, dice: random.Random
) -> Seed:
    report = reports[index]
    item = report.figures[figure]
    if kind == "unit":
        unit = {"亿元": "万元", "万元": "亿元", "万美元": "亿美元"}[item.unit]
        end = item.start + len(item.quote)
        start = end - len(item.unit)
        text = report.text[:start] + unit + report.text[end:]
        changed = replace(report, text=text)
        return Seed(kind, _with(reports, index, changed), index, item.start, 9999.0)
    share = Decimal(str(round(dice.uniform(0.2, 0.6), 3)))
    if kind == "copied":
        before = _level_of(reports, index, item.code, _year_before(item.period))
        assert before is not None
        value = before.value
    elif kind == "growth":
        # So that the base that follows from it is off by that share.
        value = ((100 + item.value) / (1 - share) - 100).quantize(Decimal("0.1"))
    elif kind == "part":
        whole = _level_of(reports, index, _PARENTS[str(item.code)], item.period, same=True)
        assert whole is not None
        value = _moved(whole.value, share)
    elif kind == "cumulative":
        year = next(
            f.value
            for r in reports
            for f in r.figures
            if f.code == item.code and f.period == item.period[:4] and _is_own(r, f)
        )
        value = _moved(year, share)
    else:
        value = _moved(item.value, share * dice.choice((-1, 1)))
    return _seed(reports, kind, index, report.with_value(figure, value), figure, item, value)


def _seed(
    reports: Sequence[Report],
    kind: str,
    index: int,
    changed: Report,
    figure: int,
    item: Figure,
    value: Decimal,
) -> Seed:
    size = float(abs(value - item.value) / abs(item.value))
    start = changed.figures[figure].start
    return Seed(kind, _with(reports, index, changed), index, start, size)


def _with(reports: Sequence[Report], index: int, report: Report) -> tuple[Report, ...]:
    return (*reports[:index], report, *reports[index + 1 :])


def _moved(value: Decimal, share: Decimal) -> Decimal:
    exponent = int(value.as_tuple().exponent)
    return (value * (1 + share)).quantize(Decimal(1).scaleb(min(exponent, 0)))


def _plain(item: Figure) -> bool:
    return item.code in SINGLE and item.scope == "zone" and item.qualifier is None


def _is_own(report: Report, item: Figure) -> bool:
    """A level of the year under review."""
    return (
        _plain(item)
        and item.measure == "level"
        and item.status == "actual"
        and item.period.startswith(str(report.report_year))
    )


def _year_before(period: str) -> str:
    year = period[:4]
    return period.replace(year, str(int(year) - 1))


def _level_of(
    reports: Sequence[Report], index: int, code: str | None, period: str, *, same: bool = False
) -> Figure | None:
    """The level as another report (or the same) states it of its own year."""
    for number, report in enumerate(reports):
        if (number == index) is same:
            for item in report.figures:
                if item.code == code and item.period == period and _is_own(report, item):
                    return item
    return None


def _has_prior(report: Report, code: str | None) -> bool:
    return any(f.code == code and f.status == "prior" for f in report.figures)


def _is_prior(reports: Sequence[Report], index: int, item: Figure) -> bool:
    held = _level_of(reports, index, item.code, item.period)
    return item.measure == "level" and item.status == "prior" and held is not None


def _is_growth(reports: Sequence[Report], index: int, item: Figure) -> bool:
    return (
        item.measure == "yoy"
        and item.status == "actual"
        and not _has_prior(reports[index], item.code)
        and _level_of(reports, index, item.code, item.period, same=True) is not None
        and _level_of(reports, index, item.code, _year_before(item.period)) is not None
    )


def _is_level(reports: Sequence[Report], index: int, item: Figure) -> bool:
    return (
        _is_own(reports[index], item)
        and not _has_prior(reports[index], item.code)
        and any(
            f.code == item.code and f.period == item.period and f.measure == "yoy"
            for f in reports[index].figures
        )
        and _level_of(reports, index, item.code, _year_before(item.period)) is not None
    )


def _can_slip(reports: Sequence[Report], index: int, item: Figure) -> bool:
    return (
        _is_own(reports[index], item)
        and item.unit in ("亿元", "万元", "万美元")
        and item.quote.endswith(item.unit)
        and _level_of(reports, index, item.code, _year_before(item.period)) is not None
    )


def _is_part(reports: Sequence[Report], index: int, item: Figure) -> bool:
    whole = _PARENTS.get(str(item.code))
    return (
        whole is not None
        and _is_own(reports[index], item)
        and _level_of(reports, index, whole, item.period, same=True) is not None
    )


def _is_half(reports: Sequence[Report], index: int, item: Figure) -> bool:
    return (
        _is_own(reports[index], item)
        and item.period.endswith("-06")
        and item.code not in ("profit_total", "enterprises_ads")
        and _level_of(reports, index, item.code, item.period[:4]) is not None
    )


def _is_done(reports: Sequence[Report], index: int, item: Figure) -> bool:
    report = reports[index]
    return (
        item.measure == "completion"
        and item.code == "tax_revenue"  # the other one is of the county's target
        and any(
            f.code == item.code
            and f.status == "target"
            and f.measure == "level"
            and f.qualifier is None
            and f.period == str(report.report_year)
            for other in reports
            if other.report_year < report.report_year
            for f in other.figures
        )
    )


_KINDS = {
    "restated": _is_prior,
    "growth": _is_growth,
    "level": _is_level,
    "copied": _is_level,
    "unit": _can_slip,
    "part": _is_part,
    "cumulative": _is_half,
    "completion": _is_done,
}
