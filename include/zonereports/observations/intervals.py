"""What a printed number stands for: every number that would be printed so."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from zonereports.observations.finding import Severity
from zonereports.observations.observation import Observation
from zonereports.observations.units import find_unit

_COUNTED = frozenset(("item", "person"))
_ROUND_COUNT = Decimal(1000)  # counts below are exact however many zeros they end in


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from low to high, both included."""

    low: Decimal
    high: Decimal

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both."""
        return self.low <= other.high and other.low <= self.high

    def plus(self, other: Interval) -> Interval:
        """All sums."""
        return Interval(self.low + other.low, self.high + other.high)

    def minus(self, other: Interval) -> Interval:
        """All differences."""
        return Interval(self.low - other.high, self.high - other.low)

    def percent_of(self, whole: Interval) -> Interval:
        """All percentages that a part not below zero makes of a whole.

        Raises:
            ValueError: the whole may be zero.
        """
        if whole.low <= 0:
            raise ValueError("a whole that may be zero")
        return Interval(100 * self.low / whole.high, 100 * self.high / whole.low)

    def shifted(self, by: int) -> Interval:
        """All numbers moved by the same amount."""
        return Interval(self.low + by, self.high + by)


def factor(o: Observation) -> Decimal:
    """What one of the printed unit is in the base unit."""
    if o.value and o.value_norm is not None:
        return o.value_norm / o.value
    return find_unit(o.unit).factor


def in_unit_of(other: Observation, o: Observation) -> Decimal:
    """The other's value in the unit in which this one is printed: 15000 万元 is 1.5 beside 亿元."""
    return (other.value * factor(other) / factor(o)).normalize() + 0


def printed(o: Observation) -> Interval:
    """A printed 23.19 is any number from 23.185 to 23.195; a count is itself. In base units."""
    return _around(o, Decimal("0.5"), round_hundreds=False)


def lenient(o: Observation) -> Interval:
    """The same when digits may have been cut off, or a large number given in round hundreds."""
    return _around(o, Decimal(1), round_hundreds=True)


def judge(tight: tuple[Interval, Interval], loose: tuple[Interval, Interval]) -> Severity | None:
    """How badly what follows and what is stated disagree; None when they agree."""
    if tight[0].meets(tight[1]):
        return None
    return "rounding" if loose[0].meets(loose[1]) else "contradiction"


def _around(o: Observation, places: Decimal, *, round_hundreds: bool) -> Interval:
    scale = factor(o)
    value = o.value * scale
    exponent = int(o.value.as_tuple().exponent)
    zeros = 0
    if exponent >= 0 and o.value:
        digits = format(o.value, "f")
        zeros = len(digits) - len(digits.rstrip("0"))
    rounded = round_hundreds and zeros >= 2 and abs(o.value) >= _ROUND_COUNT
    if o.unit_norm in _COUNTED and scale == 1 and not rounded:
        return Interval(value, value)
    width = places * Decimal(10) ** (zeros if rounded else min(exponent, 0)) * scale
    return Interval(value - width, value + width)
