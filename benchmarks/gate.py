"""The gate: seeded errors caught, false alarms, and what checking costs.

An error is caught when its row goes to quarantine or a warning names that very row. The clean
corpus has every report of every family of the replica, as crawled and read.
"""

from __future__ import annotations

import random
import resource
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import cycle

from benchmarks.gate_corpus import Corpus, Row, corpus
from benchmarks.gate_errors import FURTHER_ROW_ERRORS, ROW_ERRORS, Spoil
from benchmarks.gate_judging import Score, judge, refused_rows, warned_rows
from benchmarks.gate_source import in_source
from zonereports.observations import catalogue
from zonereports.quality import Verdict

ERRORS = 2000
"""Seeded errors in rows; a quarter as many in the source, since each needs a page read again."""


def clean(held: Corpus) -> tuple[Verdict, float]:
    """The verdict about the clean corpus, and the share of its rows refused or warned about."""
    observations = held.observations()
    verdict = judge(held.documents(), observations, held.contradictions(), "clean")
    alarmed = refused_rows(verdict) | warned_rows(verdict)
    return verdict, len(alarmed) / len(observations)


def in_rows(held: Corpus, kinds: Mapping[str, Spoil], *, seed: int, errors: int) -> Score:
    """Spoil rows of the clean corpus, in batches in which one row in ten is spoiled."""
    dice, score, indicators = random.Random(seed), Score(), catalogue()
    said, turns = held.contradictions(), cycle(kinds)
    kind = next(turns)
    while score.injected.total() < errors:
        rows = held.observations()
        order = dice.sample(range(len(rows)), len(rows))
        spoiled: dict[str, str] = {}
        extra: list[Row] = []
        for at in order:
            if len(spoiled) >= min(len(rows) // 10, errors - score.injected.total()):
                break
            # A kind that this row cannot bear waits for the next row.
            row = kinds[kind](rows[at], dice, indicators, rows)
            if row is None:
                continue
            if kind == "duplicated row":
                extra.append(row)
            else:
                rows[at] = row
            spoiled[row["observation_id"]] = kind
            kind = next(turns)
        verdict = judge(held.documents(), [*rows, *extra], said, "rows")
        score.count(verdict, spoiled)
    return score


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


def figures() -> Iterator[str]:
    """Errors caught by kind, false alarms, and cost."""
    held = corpus(seed=1)
    families = Counter(reading.capture.site for reading in held.readings)
    verdict, alarms = clean(held)
    by_rule = Counter[str]()
    for failure in verdict.failures:
        by_rule[f"{failure.table}.{failure.name} ({failure.severity})"] += failure.count or 0
    yield (
        f"clean corpus: {len(held.readings)} reports of {len(families)} sites, "
        f"{len(held.observations())} observations; false alarms {alarms:.2%}"
    )
    yield from (f"    {name}: {count}" for name, count in by_rule.most_common())
    yield from _told("errors in rows", in_rows(held, ROW_ERRORS, seed=7, errors=ERRORS))
    further = in_rows(held, FURTHER_ROW_ERRORS, seed=7, errors=ERRORS // 4)
    yield from _told("further errors in rows", further)
    source = in_source(held, seed=7, errors=ERRORS // 4)
    every = source.provable + source.others
    yield from _told("errors in the page's own words", every)
    share = source.provable.injected.total() / every.injected.total()
    yield from _told(
        f"of these, {share:.1%} break an equation with other numbers and can be proved",
        source.provable,
    )
    yield from _told("no equation holds the others: only their size can be odd", source.others)
    yield from cost(held)


def _told(what: str, score: Score) -> list[str]:
    return [f"{what}: {score.total}", *score.lines()]
