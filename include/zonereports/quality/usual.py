"""How far a number lies from what reports usually say under the same words."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from zonereports.quality.spans import WHOLE_YEAR, span_of

Row = Mapping[str, Any]
Words = tuple[object, ...]

NUMBERS_AT_LEAST = 8
"""Fewer numbers tell nothing usual."""
REPORTS_AT_LEAST = 5
"""One report that repeats itself tells nothing usual either."""

# 1.4826 times the median deviation is the standard deviation of normal numbers.
_NORMAL = 1.4826
# However close the others lie together, at 3.5 a number must be twice or half of the usual one;
# growth, three points and a half from it.
_LEAST_LOG = math.log(2) / 3.5
_LEAST_POINTS = 1.0

_CHANGES = frozenset({"yoy", "delta"})


@dataclass(slots=True)
class _Told:
    values: list[float] = field(default_factory=list)
    reports: set[object] = field(default_factory=set)
    middle: tuple[float, float] | None = None

    @property
    def is_enough(self) -> bool:
        return len(self.values) >= NUMBERS_AT_LEAST and len(self.reports) >= REPORTS_AT_LEAST


class Usual:
    """Numbers by their words: the indicator, the label, the measure, the unit and the months."""

    def __init__(self) -> None:
        self._told: dict[Words, _Told] = defaultdict(_Told)

    def add(self, row: Row) -> None:
        """Take a row."""
        value = _size(row)
        if value is None:
            return
        for words in _words(row):
            told = self._told[words]
            told.values.append(value)
            told.reports.add(row.get("report_id"))
            told.middle = None

    def deviation(self, row: Row) -> float | None:
        """So many standard deviations from the median, both of them robust; None with few others.

        Iglewicz and Hoaglin (1993) call a number an outlier beyond 3.5. Sizes are compared by their
        logarithms, growth and differences in points. Where few reports use the same words over as
        many months, those over any months are taken, then all that has the same indicator.
        """
        value, told = _size(row), self._nearest(row)
        if value is None or told is None:
            return None
        if told.middle is None:
            usual = median(told.values)
            spread = _NORMAL * median(abs(one - usual) for one in told.values)
            least = _LEAST_POINTS if row["measure"] in _CHANGES else _LEAST_LOG
            told.middle = usual, max(spread, least)
        return abs(value - told.middle[0]) / told.middle[1]

    def is_turned(self, row: Row) -> bool | None:
        """Whether it rises where under these words everything falls, or falls where all rises.

        Where the others are few, or some of them go its way, the answer is no.
        """
        value, told = _size(row), self._nearest(row)
        if value is None or told is None or row["measure"] not in _CHANGES or not value:
            return None
        # The row is among them: all but it, and its repetition in a table.
        against = sum(one * value < 0 for one in told.values)
        along = sum(one * value > 0 for one in told.values)
        return along <= 2 and against >= 4 * NUMBERS_AT_LEAST * along

    def _nearest(self, row: Row) -> _Told | None:
        found = (self._told[words] for words in _words(row) if words in self._told)
        return next((told for told in found if told.is_enough), None)


def _size(row: Row) -> float | None:
    measure = row.get("measure")
    number = row.get("value_norm") if measure == "level" else row.get("value")
    if number is None or not math.isfinite(number):
        return None
    value = float(number)
    if measure in _CHANGES:
        return value
    return math.log(value) if value > 0 else None


def _words(row: Row) -> Iterator[Words]:
    """What a number is filed under, the narrowest first."""
    code, label, measure = row.get("code"), row.get("label"), row.get("measure")
    if row.get("scope") not in {"zone", "sub"}:
        return
    kind = (
        *(code, measure, str(row.get("unit_norm") or row.get("unit"))),
        *(row.get("status") == "target", row.get("scope")),
    )
    if label:
        span = span_of(row)
        months = span[0] if span and measure == "level" else WHOLE_YEAR
        yield (*kind, label, months)
        yield (*kind, label)
    if code:
        yield kind
