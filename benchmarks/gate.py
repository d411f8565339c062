"""The gate: seeded errors caught, false alarms, and what checking costs.

An error is caught when its row goes to quarantine or a warning names that very row. The clean
corpus has every report of every family of the replica, as crawled and read.
"""

from __future__ import annotations

import random
import resource
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from benchmarks.gate_corpus import Corpus, Row, contradictions, corpus
from benchmarks.gate_errors import ROW_ERRORS, SOURCE_ERRORS, fall_before, with_words
from zonereports.observations import catalogue, ranges_by_level
from zonereports.pipeline.rows import Reading
from zonereports.quality import Batch, Verdict, check

ERRORS = 2000
"""Seeded errors in rows; a quarter as many in the source, since each needs a page read again."""
PER_PAGE = 2
"""Source errors put into one page: with more, one would prove the other."""


@dataclass
class Score:
    """How many of each kind were injected and how many caught."""

    injected: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    warned: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """Caught of injected, over all kinds."""
        return (self.refused.total() + self.warned.total()) / self.injected.total()

    def lines(self) -> list[str]:
        """A line a kind."""
        return [
            f"    {kind}: {self.refused[kind] + self.warned[kind]} of {count} "
            f"({(self.refused[kind] + self.warned[kind]) / count:.1%}; "
            f"{self.refused[kind]} in quarantine, {self.warned[kind]} warned)"
            for kind, count in self.injected.items()
        ]


def judge(
    documents: Sequence[Row], observations: Sequence[Row], said: Mapping[str, str], name: str
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


def clean(held: Corpus) -> tuple[Verdict, float]:
    """The verdict about the clean corpus, and the share of its rows refused or warned about."""
    observations = held.observations()
    verdict = judge(held.documents(), observations, held.contradictions(), "clean")
    alarmed = refused_rows(verdict) | warned_rows(verdict)
    return verdict, len(alarmed) / len(observations)


def in_rows(held: Corpus, *, seed: int, errors: int) -> Score:
    """Spoil rows of the clean corpus, in batches in which one row in twenty is spoiled."""
    dice, score, indicators = random.Random(seed), Score(), catalogue()
    said, turn = held.contradictions(), 0
    kinds = list(ROW_ERRORS)
    while score.injected.total() < errors:
        rows = held.observations()
        order = dice.sample(range(len(rows)), len(rows))
        spoiled: dict[str, str] = {}
        extra: list[Row] = []
        for at in order:
            if len(spoiled) >= min(len(rows) // 20, errors - score.injected.total()):
                break
            # A kind that this row cannot bear waits for the next row.
            kind = kinds[turn % len(kinds)]
            row = ROW_ERRORS[kind](rows[at], dice, indicators, rows)
            if row is None:
                continue
            turn += 1
            if kind == "duplicated row":
                extra.append(row)
            else:
                rows[at] = row
            spoiled[row["observation_id"]] = kind
        verdict = judge(held.documents(), [*rows, *extra], said, "rows")
        _count(score, verdict, spoiled)
    return score


def in_source(held: Corpus, *, seed: int, errors: int) -> tuple[Score, Score]:
    """Spoil the words of pages and read them again: all zone-level amounts, and all numbers."""
    dice, known, others = random.Random(seed), Score(), Score()
    kinds, turn = list(SOURCE_ERRORS), 0
    while known.injected.total() + others.injected.total() < errors:
        readings: list[Reading] = []
        spoiled: dict[str, str] = {}
        for reading in held.readings:
            changed = reading
            for _ in range(PER_PAGE):
                kind = kinds[turn % len(kinds)]
                told = _spoil(changed, kind, dice)
                turn += 1
                if told is not None:
                    changed, start = told
                    spoiled[f"{reading.version.document_id}-{start}"] = kind
            readings.append(changed)
        rows = [row for reading in readings for row in reading.observation_rows()]
        # A second change moves the first: only numbers that are still there count.
        here = {row["observation_id"]: row for row in rows}
        kept = {key: kind for key, kind in spoiled.items() if key in here}
        verdict = judge(
            [reading.document_row() for reading in readings],
            rows,
            contradictions(readings),
            "source",
        )
        coded = {key for key in kept if here[key]["code"] and here[key]["scope"] == "zone"}
        _count(known, verdict, {key: kind for key, kind in kept.items() if key in coded})
        _count(others, verdict, {key: kind for key, kind in kept.items() if key not in coded})
    return known, others


def _spoil(reading: Reading, kind: str, dice: random.Random) -> tuple[Reading, int] | None:
    text = reading.document.text
    items = list(reading.extraction.observations)
    for item in dice.sample(items, len(items)):
        if kind == "rise for fall":
            found = fall_before(text, item.start) if item.value < 0 else None
            if found is None:
                continue
            changed = with_words(reading, found[0], found[1], "增长")
            return changed, item.start + 2 - len(found[1])
        words = SOURCE_ERRORS[kind](item, dice)
        if words is not None and words != item.quote:
            return with_words(reading, item.start, item.quote, words), item.start
    return None


def _count(score: Score, verdict: Verdict, spoiled: Mapping[str, str]) -> None:
    refused, warned = refused_rows(verdict), warned_rows(verdict)
    for key, kind in spoiled.items():
        score.injected[kind] += 1
        if key in refused:
            score.refused[kind] += 1
        elif key in warned:
            score.warned[kind] += 1


def many_rows(held: Corpus, rows: int) -> tuple[list[Row], list[Row], dict[str, str]]:
    """The corpus again and again, as reports of other zones, until there are so many rows."""
    documents: list[Row] = []
    observations: list[Row] = []
    said: dict[str, str] = {}
    copy = 0
    while len(observations) < rows:
        for reading in held.readings:
            version = reading.version
            again = replace(
                reading,
                version=replace(
                    version,
                    report_id=f"{version.report_id}{copy}",
                    document_id=f"{version.document_id}{copy}",
                ),
            )
            zone = f"{reading.document.zone}{copy}"
            documents.append({**again.document_row(), "zone": zone})
            observations += [{**row, "zone": zone} for row in again.observation_rows()]
        copy += 1
    return documents, observations[:rows], said


def cost(held: Corpus) -> list[str]:
    """Seconds for one report and for 100,000 rows, with peak memory."""
    lines = []
    one = Corpus(held.readings[:1])
    judge(one.documents(), one.observations(), {}, "warm")
    for what, (documents, observations, said) in (
        ("one report", (one.documents(), one.observations(), one.contradictions())),
        ("100,000 rows", many_rows(held, 100_000)),
    ):
        wall, cpu = time.perf_counter(), time.process_time()
        judge(documents, observations, said, "cost")
        lines.append(
            f"{what} ({len(documents)} documents, {len(observations)} observations): "
            f"{time.perf_counter() - wall:.2f} s wall, {time.process_time() - cpu:.2f} s CPU"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [*lines, f"peak memory of this process: {peak:.0f} MB"]


def figures() -> list[str]:
    """Errors caught by kind, false alarms, and cost."""
    held = corpus(seed=1)
    families = Counter(reading.capture.site for reading in held.readings)
    verdict, alarms = clean(held)
    by_rule = Counter[str]()
    for failure in verdict.failures:
        by_rule[f"{failure.table}.{failure.name} ({failure.severity})"] += failure.count or 0
    rows = in_rows(held, seed=7, errors=ERRORS)
    known, others = in_source(held, seed=7, errors=ERRORS // 4)
    return [
        f"clean corpus: {len(held.readings)} reports of {len(families)} sites, "
        f"{len(held.observations())} observations; false alarms {alarms:.2%}",
        *(f"    {name}: {count}" for name, count in by_rule.most_common()),
        f"errors in rows: {rows.share:.1%} of {rows.injected.total()} caught",
        *rows.lines(),
        "errors in the page's own words, the zone's indicators: "
        f"{known.share:.1%} of {known.injected.total()} caught",
        *known.lines(),
        "errors in the page's own words, other numbers (nothing to compare them with): "
        f"{others.share:.1%} of {others.injected.total()} caught",
        *others.lines(),
        *cost(held),
    ]
