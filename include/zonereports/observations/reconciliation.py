"""What two reports of one zone say of the same thing, where they do not say the same."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from zonereports.observations.explaining import Verdict
from zonereports.observations.statement import Statement

Topic = Literal[
    "restated", "growth", "copied", "unit", "part", "cumulative", "target", "completion"
]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A difference between the reports of a zone with what explains it, or a target's outcome."""

    kind: Topic
    verdict: Verdict
    code: str
    period: str
    """The time that `stated` speaks of."""
    expected: Decimal | None
    """What follows from the earlier report, in the unit of the stated number."""
    stated: Decimal
    """What the later report states."""
    here: tuple[Statement, ...]
    """The later report's numbers, the stated one first."""
    there: tuple[Statement, ...]
    """The earlier report's; of the same report only where part and whole stand in one."""
    says: str
    """One sentence with the numbers."""
