"""What is at odds inside one report."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal[
    "growth", "delta", "share", "completion", "rate", "remainder", "part", "sum", "repeat",
    "cumulative", "sign",
    "unaccounted",
]  # fmt: skip
Severity = Literal["contradiction", "rounding", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Numbers of one report that do not fit together, each within the precision it is printed in.

    Or, as `unaccounted`, digits of which nobody knows what they are: the ledger's gap.
    """

    kind: Kind
    severity: Severity
    """contradiction: no rounding explains it; rounding: one in the last printed place, or a number
    printed in round hundreds, does; note: it can be right for a reason that the text may not tell."""
    starts: tuple[int, ...]
    """Offsets of the observations involved, in reading order."""
    expected: Decimal | None
    """What follows from the other numbers, or what the stated one may not pass; in its unit."""
    stated: Decimal | None
    says: str
    """One sentence with the numbers."""
