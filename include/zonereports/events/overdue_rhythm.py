"""When each zone publishes, learned from what it published before."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, median
from typing import Literal

Span = Literal["annual", "half_year"]
"""Quarterly reports are too rare among zones to have a rhythm."""

DEFAULT_WINDOWS: dict[Span, tuple[int, int]] = {"annual": (-31, 89), "half_year": (0, 61)}
"""Days after the end of the span: December to March, July to August (field guide, point 6)."""
SHARE = 0.95
"""Of what was published before, the share that had appeared by the day a report is due."""
ENOUGH = 40
"""Steps from one report to the next, of all zones, below which the national window holds: the
nineteen in twenty of fewer are one or two outliers."""
_SENSIBLE = (-60, 300)
"""Days after the end of the span; a report outside was put on the site anew when it moved
(field guide, section 8: a report on 2009 dated 2012)."""
_REMEMBERED = 8
_RECENT = 4
_STRAGGLES_BY = 45
"""Days after the middle of its zone's others from which one report is an accident, not a habit."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """A report that was published."""

    zone: str
    """Whatever tells zones apart."""
    span: Span
    year: int
    """That it reports on."""
    on: date


@dataclass(frozen=True, slots=True)
class Expectation:
    """When a report may be awaited."""

    opens: date
    due: date
    """The last day on which it is not overdue."""
    reports: int
    """Earlier ones of this zone that it was learned from; 0: the national window."""


def end_of(span: Span, year: int) -> date:
    """The last day that a report looks back on.

    >>> end_of("annual", 2025), end_of("half_year", 2026)
    (datetime.date(2025, 12, 31), datetime.date(2026, 6, 30))
    """
    return date(year, 12, 31) if span == "annual" else date(year, 6, 30)


class Rhythm:
    """Says when a report is due: when 95 % of what such a zone published before had appeared.

    Two days are compared and the later one holds: by which the zone's own reports had appeared, and
    by which the reports of all zones had, each counted from the middle of the same zone's reports
    before it. The second keeps a zone with three early reports from being accused on the fourth day.
    A zone with fewer than two reports, or an archive with few steps from one report to the next,
    falls back on the national window.

    Args:
        history: what was published, in any order; of one zone, span and year the first day counts.
    """

    def __init__(self, history: Iterable[Appearance]) -> None:
        first: dict[tuple[str, Span], dict[int, int]] = defaultdict(dict)
        for one in history:
            days = (one.on - end_of(one.span, one.year)).days
            if _SENSIBLE[0] <= days <= _SENSIBLE[1]:
                years = first[one.zone, one.span]
                years[one.year] = min(days, years.get(one.year, days))
        self._days = first
        self._steps: dict[tuple[Span, int], list[int]] = {}
        self._expected: dict[tuple[str, Span, int], Expectation] = {}

    def expect(self, zone: str, span: Span, year: int) -> Expectation:
        """When the report of a zone on a year is to be awaited; only earlier years tell it."""
        if (zone, span, year) not in self._expected:
            self._expected[zone, span, year] = self._learn(zone, span, year)
        return self._expected[zone, span, year]

    def _learn(self, zone: str, span: Span, year: int) -> Expectation:
        end = end_of(span, year)
        opens, due = DEFAULT_WINDOWS[span]
        own = _habit(self._days.get((zone, span), {}), year)
        steps = self._all_steps(span, year)
        if len(own) < 2 or len(steps) < ENOUGH:
            opens, due = min([opens, *own]), max([due, *own])
            return Expectation(_after(end, opens), _after(end, due), len(own))
        centre = fmean(own[-_RECENT:])
        late = max(_share(own, SHARE), centre + _share(steps, SHARE))
        early = min(min(own), centre + _share(steps, 1 - SHARE))
        return Expectation(_after(end, early), _after(end, late), len(own))

    def published(self, zone: str, span: Span, years: Iterable[int]) -> bool:
        """Whether the zone published such a report on one of these years."""
        return any(year in self._days.get((zone, span), {}) for year in years)

    def _all_steps(self, span: Span, before: int) -> list[int]:
        """Of all zones: how much later each report came than the middle of those before it."""
        if (span, before) not in self._steps:
            self._steps[span, before] = [
                math.ceil(years[year] - fmean(own[-_RECENT:]))
                for (_, kind), years in self._days.items()
                if kind == span
                for year in sorted(years)
                if year < before and len(own := _habit(years, year)) >= 2
            ]
        return self._steps[span, before]


def _habit(years: dict[int, int], before: int) -> list[int]:
    """Days after the end of the span, oldest report first, without those that straggled."""
    days = [years[year] for year in sorted(years) if year < before][-_REMEMBERED:]
    if len(days) < 4:
        return days
    middle = median(days)
    return [day for day in days if day <= middle + _STRAGGLES_BY]


def _share(days: Sequence[int], share: float) -> int:
    """The day by which so many had appeared.

    >>> _share([3, 9, 5], 0.95), _share(list(range(100)), 0.95)
    (9, 94)
    """
    ranked = sorted(days)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


def _after(end: date, days: float) -> date:
    return end + timedelta(days=math.ceil(days))
