"""What a publication brought, for whoever asked for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublishResult:
    """What one run published."""

    documents: tuple[str, ...] = ()
    """Ids of the new document versions in the lake."""
    observations: int = 0
    quarantined: int = 0
    held_back: tuple[str, ...] = ()
    """Documents that failed a critical check: an operator must look."""
    unreadable: tuple[str, ...] = ()
    """Captures in which no report could be read, with the reason."""
    events: tuple[str, ...] = ()
    snapshots: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    """Failed expectations with their severity and count."""
    findings: int = 0
    """Places where numbers of one report do not fit together."""
    contradictions: int = 0
    """Those of them that no rounding explains."""
    across_years: int = 0
    """Contradictions between reports of one zone, of the zones that this run changed."""
    needs_ocr: tuple[str, ...] = ()
    """Captures of scanned papers and pictures, with the reason: kept, and in quarantine."""
    verdicts: tuple[str, ...] = ()
    """What the gate decided, a line a batch."""

    def __add__(self, other: PublishResult) -> PublishResult:
        return PublishResult(
            self.documents + other.documents,
            self.observations + other.observations,
            self.quarantined + other.quarantined,
            self.held_back + other.held_back,
            self.unreadable + other.unreadable,
            self.events + other.events,
            self.snapshots + other.snapshots,
            self.failures + other.failures,
            self.findings + other.findings,
            self.contradictions + other.contradictions,
            self.across_years + other.across_years,
            self.needs_ocr + other.needs_ocr,
            self.verdicts + other.verdicts,
        )
