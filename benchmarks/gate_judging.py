"""What the gate says of a batch, and how many seeded errors it caught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.gate_corpus import Row
from zonereports.observations import catalogue, ranges_by_level
from zonereports.quality import Batch, Past, Verdict, check


@dataclass
class Score:
    """How many of each kind were injected and how many caught."""

    injected: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    warned: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """Caught of injected, over all kinds."""
        return (self.refused.total() + self.warned.total()) / max(1, self.injected.total())

    @property
    def total(self) -> str:
        """Caught of injected in words, what was refused and what only warned about apart."""
        return (
            f"{self.share:.1%} of {self.injected.total()} caught "
            f"({self.refused.total()} in quarantine, {self.warned.total()} warned)"
        )

    def count(self, verdict: Verdict, spoiled: Mapping[str, str]) -> None:
        """Take what became of rows, by key, each with the kind of its error."""
        refused, warned = refused_rows(verdict), warned_rows(verdict)
        for key, kind in spoiled.items():
            self.injected[kind] += 1
            if key in refused:
                self.refused[kind] += 1
            elif key in warned:
                self.warned[kind] += 1

    def __add__(self, other: Score) -> Score:
        return Score(
            self.injected + other.injected, self.refused + other.refused, self.warned + other.warned
        )

    def lines(self) -> list[str]:
        """A line a kind."""
        return [
            f"    {kind}: {self.refused[kind] + self.warned[kind]} of {count} "
            f"({(self.refused[kind] + self.warned[kind]) / count:.1%}; "
            f"{self.refused[kind]} in quarantine, {self.warned[kind]} warned)"
            for kind, count in sorted(self.injected.items())
        ]


def judge(
    documents: Sequence[Row],
    observations: Sequence[Row],
    said: Mapping[str, str],
    name: str,
    *,
    past: Past | None = None,
) -> Verdict:
    """The gate as publishing calls it, without Data Docs; asserts that no row is lost."""
    indicators = catalogue()
    verdict = check(
        Batch(list(documents), list(observations)),
        name=name,
        ranges={code: item.range for code, item in indicators.items()},
        ranges_by_level=ranges_by_level(),
        dimensions={code: item.dimension for code, item in indicators.items()},
        indicators=indicators,
        contradictions=said,
        past=past,
    )
    published = len(verdict.documents) + len(verdict.observations)
    if published + len(verdict.quarantine) != len(documents) + len(observations):
        raise AssertionError("rows in are not rows published and quarantined")
    return verdict


def refused_rows(verdict: Verdict) -> set[str]:
    """Keys of observations in quarantine."""
    return {row["row_id"] for row in verdict.quarantine if row["table"] == "observations"}


def warned_rows(verdict: Verdict) -> set[str]:
    """Keys of observations that a warning names."""
    return {
        key
        for failure in verdict.failures
        if failure.table == "observations" and failure.severity == "warning"
        for key in failure.rows
    }
