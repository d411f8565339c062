"""Contradictions between the reports of a zone: what is found, and how often honesty is accused.

The corpus is the replica's (invented, its own truth): six annual reports of each zone in succession and
three half-years'. A seed counts as found when a row with the verdict contradiction names the number
that was changed. The honest reasons are those of `years_seeds.explained`; no real series of
several years was at hand, so neither figure says how often real reports are accused.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.years_seeds import Seed, contradictions, explained, reports_of
from replica.counties import COUNTIES
from replica.report import Report
from zonereports.observations import Reconciliation, observe, reconcile

ROUNDS = int(os.environ.get("ZONEREPORTS_BENCH_ROUNDS", "12"))
"""Seeds of the replica: so many histories of each zone."""
_FIELDS = (
    "start", "quote", "code", "label", "measure", "value", "unit", "period", "status", "scope",
    "qualifier", "unit_norm", "rule", "confidence",
)  # fmt: skip
Rows = tuple[dict[str, Any], list[dict[str, Any]]]


@dataclass
class Score:
    """What came out."""

    reports: int = 0
    zones: int = 0
    comparisons: Counter[str] = field(default_factory=Counter)
    """Rows of the honest corpus by kind and verdict."""
    accused: list[str] = field(default_factory=list)
    """What the honest corpus is accused of."""
    accused_reports: int = 0
    seeds: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    honest: Counter[str] = field(default_factory=Counter)
    wrongly: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    """Verdicts on the differences that have a reason."""
    seconds: float = 0.0

    @property
    def recall(self) -> float:
        """Share of the seeded contradictions that were found."""
        return self.found.total() / self.seeds.total()

    @property
    def false_alarms(self) -> float:
        """Share of honest reports and explained differences that are called contradictions."""
        tried = self.reports + self.honest.total()
        return (self.accused_reports + self.wrongly.total()) / tried


def figures() -> list[str]:
    """Found, accused and time."""
    score = measure(range(1, ROUNDS + 1))
    lines = [
        f"{score.zones} histories of zones, {score.reports} reports; comparing the nine reports of a zone "
        f"takes {score.seconds / score.zones * 1000:.1f} ms",
        f"seeded contradictions found: {score.found.total()} of {score.seeds.total()} "
        f"({score.recall:.1%})",
    ]
    lines += [
        f"  {kind}: {score.found[kind]} of {count} ({score.found[kind] / count:.1%})"
        for kind, count in sorted(score.seeds.items())
    ]
    lines.append(
        f"false alarms: {score.accused_reports} of {score.reports} honest reports and "
        f"{score.wrongly.total()} of {score.honest.total()} explained differences "
        f"({score.false_alarms:.1%} of both)"
    )
    lines += [
        f"  {kind}: {score.wrongly[kind]} of {count} accused"
        for kind, count in score.honest.items()
    ]
    lines += [f"  {told}: {count}" for told, count in sorted(score.told.items())]
    lines += [f"rows of the honest corpus: {dict(sorted(score.comparisons.items()))}"]
    return lines


def measure(rounds: Iterable[int], counties: int | None = None) -> Score:
    """Seed and judge the histories of the first counties' first zones."""
    score = Score()
    for seed in rounds:
        for county in COUNTIES[:counties]:
            zone = county.zones[0]
            reports = reports_of(county, zone, seed=seed)
            read = [rows(report, number) for number, report in enumerate(reports)]
            began = time.process_time()
            found = _told(read)
            score.seconds += time.process_time() - began
            _judge_honest(score, read, found)
            dice = random.Random(f"{seed}:{zone.key}")
            for item in contradictions(reports, dice):
                _judge_seed(score, item, read)
            for item in explained(reports, dice):
                _judge_explained(score, item, read)
    return score


def rows(report: Report, number: int) -> Rows:
    """A report as the rows of the lake that a comparison needs."""
    name = f"{report.report_year}-{number}"
    place = {"document_id": name, "report_id": name, "report_year": report.report_year}
    found = observe(
        report.text, title=report.title, report_year=report.report_year, zone=report.zone
    )
    numbers = [
        {
            **place,
            "published_at": report.signed_on,
            **{key: getattr(o, key) for key in _FIELDS},
            "value_norm": None if o.value_norm is None else float(o.value_norm),
            "sentence": _sentence(report.text, o.start),
        }
        for o in (*found.observations, *found.implied)
    ]
    return {**place, "text": report.text}, numbers


def _sentence(text: str, start: int) -> str:
    begin = max(text.rfind(mark, 0, start) for mark in "。；\n") + 1
    ends = [at for mark in "。；\n" if (at := text.find(mark, start)) >= 0]
    return text[begin : min(ends, default=len(text))]


def _told(read: Sequence[Rows]) -> tuple[Reconciliation, ...]:
    return reconcile([d for d, _ in read], [n for _, numbers in read for n in numbers])


def _judge_honest(score: Score, read: Sequence[Rows], found: Sequence[Reconciliation]) -> None:
    score.zones += 1
    score.reports += len(read)
    score.comparisons.update(f"{r.kind} {r.verdict}" for r in found)
    accused = [r for r in found if r.verdict == "contradiction"]
    score.accused += [r.says for r in accused]
    score.accused_reports += len({r.here[0].document_id for r in accused})


def _named(seed: Seed, read: Sequence[Rows]) -> list[Reconciliation]:
    """The rows that name the changed number, as the publication of the changed report gives them."""
    document = rows(seed.reports[seed.changed], seed.changed)
    found = _told([*read[: seed.changed], document, *read[seed.changed + 1 :]])
    return [
        r
        for r in found
        if any(
            s.document_id == document[0]["document_id"] and s.number.start == seed.start
            for s in (*r.here, *r.there)
        )
    ]


def _judge_seed(score: Score, seed: Seed, read: Sequence[Rows]) -> None:
    score.seeds[seed.kind] += 1
    named = _named(seed, read)
    if any(r.verdict == "contradiction" for r in named):
        score.found[seed.kind] += 1
    else:
        text = seed.reports[seed.changed].text
        words = text[max(0, seed.start - 40) : seed.start + 20].replace("\n", "|")
        verdicts = [f"{r.kind} {r.verdict}" for r in named]
        score.missed.append(f"{seed.kind} by {seed.size:.0%}: {words} -> {verdicts}")


def _judge_explained(score: Score, seed: Seed, read: Sequence[Rows]) -> None:
    score.honest[seed.kind] += 1
    named = [r for r in _named(seed, read) if r.kind != "target"]
    score.told.update(f"{seed.kind} -> {r.verdict}" for r in named)
    score.wrongly[seed.kind] += any(r.verdict == "contradiction" for r in named)
