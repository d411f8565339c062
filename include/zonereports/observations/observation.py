"""One number that a report states, with the words it came from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Measure = Literal["level", "yoy", "share", "completion", "rank", "multiple", "delta"]
Status = Literal["actual", "estimate", "target", "prior"]
Scope = Literal["zone", "sub", "parent", "peer"]
Qualifier = Literal["approx", "over", "at_least", "at_most"]


@dataclass(frozen=True, slots=True)
class Observation:
    """One number of a report. `text[start:start+len(quote)] == quote` always holds."""

    start: int
    """Offset in the document's text, in characters."""
    quote: str
    """The number with its unit, as written."""
    code: str | None
    """Indicator of the catalogue; None when nothing fits."""
    label: str
    """The phrase that names what is measured."""
    measure: Measure
    value: Decimal
    """As printed, Chinese numerals resolved."""
    unit: str
    """As printed, without the number; empty when none is printed."""
    period: str | None
    """YYYY, YYYY-MM/YYYY-MM, YYYY-MM, YYYY-MM-DD or YYYY/YYYY; None when it cannot be known."""
    status: Status
    scope: Scope
    qualifier: Qualifier | None
    value_norm: Decimal | None
    """In the base unit of its dimension."""
    unit_norm: str | None
    """CNY, USD, m2, m, %, person, item …"""
    rule: str
    """Which rule bound the number to its label."""
    confidence: float
    """0 to 1; below 0.5 a person should look."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """A digit run that is no data, and why."""

    start: int
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found in one text, in reading order."""

    observations: tuple[Observation, ...]
    excluded: tuple[Excluded, ...]
    unaccounted: tuple[Excluded, ...] = ()
    """Digit runs that are in neither: the ledger's gap."""
    implied: tuple[Observation, ...] = ()
    """Growth stated without a numeral (持平, 翻番), by the rule "no numeral"; the words stand among
    the excluded too, for the annotation guide knows numbers only."""

    @property
    def coverage(self) -> float:
        """Share of digit runs that are accounted for, 0 to 1."""
        known = len(self.observations) + len(self.excluded)
        return known / (known + len(self.unaccounted)) if known + len(self.unaccounted) else 1.0
