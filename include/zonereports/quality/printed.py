"""What a number as printed stands for, and what it would be without a slip of the pen."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_DECIMALS = re.compile(r"\d[.．](\d+)")  # noqa: RUF001 - pages print either point

# Money is told in 万 and 亿: each is taken for the other, not for anything between.
_MOVED = {10.0: "a zero too few", 0.1: "a zero too many or a point lost by one place"} | {
    100.0: "the point two places too far left",
    0.01: "a point lost by two places",
    1e4: "万 for 亿",
    1e-4: "亿 for 万",
}

# Half a step of the last place, and what floating point adds.
_HALF = 0.5 + 1e-6


@dataclass(frozen=True, slots=True)
class Printed:
    """All numbers from low to high, in base units; percent stay percent."""

    low: float
    high: float

    def meets(self, other: Printed) -> bool:
        """Whether some number lies in both."""
        return self.low <= other.high and other.low <= self.high

    def times(self, factor: Printed) -> Printed:
        """All products; `factor` is above zero."""
        ends = [a * b for a in (self.low, self.high) for b in (factor.low, factor.high)]
        return Printed(min(ends), max(ends))

    def over(self, divisor: Printed) -> Printed:
        """All quotients; `divisor` is above zero."""
        return self.times(Printed(1 / divisor.high, 1 / divisor.low))

    def scaled(self, by: float, plus: float = 0.0) -> Printed:
        """Each number times `by` (which may turn it round), and `plus` added."""
        ends = (self.low * by + plus, self.high * by + plus)
        return Printed(min(ends), max(ends))

    @property
    def middle(self) -> float:
        """The number itself."""
        return (self.low + self.high) / 2


def printed(row: Mapping[str, Any]) -> Printed | None:
    """The numbers that are printed as this row's; None where it says "about" or "over".

    Args:
        row: of `observations`; without its quote a number counts as printed with the decimals
            that its value needs.
    """
    value = row.get("value")
    if value is None or row.get("qualifier") is not None:
        return None
    norm = row.get("value_norm") if row["measure"] in {"level", "delta"} else value
    if norm is None or not (math.isfinite(value) and math.isfinite(norm)):
        return None
    scale = float(norm) / float(value) if value else 1.0
    width = _HALF * 10.0 ** -decimals(row) * abs(scale)
    return Printed(float(norm) - width, float(norm) + width)


def decimals(row: Mapping[str, Any]) -> int:
    """How many places after the point are printed."""
    if quote := row.get("quote"):
        found = _DECIMALS.search(quote)
        return len(found[1]) if found else 0
    _, _, after = format(row["value"], "f").rstrip("0").partition(".")
    return len(after)


def slips(row: Mapping[str, Any]) -> Iterator[tuple[str, Printed]]:
    """What the number would be had its author not slipped once, and how he slipped.

    Two neighbouring digits swapped, the point or the zeros moved, 万 for 亿, or the other sign.
    """
    here = printed(row)
    if here is None or not row["value"]:
        return
    scale = here.middle / float(row["value"])
    width = (here.high - here.low) / 2
    text = format(abs(row["value"]), f".{decimals(row)}f")
    sign = -1 if row["value"] < 0 else 1
    digits = [at for at, character in enumerate(text) if character.isdigit()]
    for at, to in pairwise(digits):
        if text[at] != text[to]:
            swapped = text[:at] + text[to] + text[at + 1 : to] + text[at] + text[to + 1 :]
            middle = sign * float(swapped) * scale
            yield "two digits swapped", Printed(middle - width, middle + width)
    for factor, what in _MOVED.items():
        if abs(factor) not in {1e4, 1e-4} or row["measure"] == "level":
            yield what, here.scaled(factor)
    if row["measure"] in {"yoy", "delta"}:
        yield "a rise for a fall, or a fall for a rise", here.scaled(-1)
