"""Errors in the page's own words: every row then agrees with its page, and only other numbers tell.

As in publishing, a fifth of the reports comes in as a batch, and the others are the lake's past.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.gate_corpus import Corpus, Row, contradictions
from benchmarks.gate_errors import SOURCE_ERRORS, fall_before, with_words
from benchmarks.gate_judging import Score, judge
from zonereports.observations import find_inconsistencies
from zonereports.pipeline.rows import Reading
from zonereports.quality import Past, Printed, printed

PER_PAGE = 2
"""Errors put into one page: with more, one would prove the other."""
BATCHES = 5
"""Every how many-th report comes in with one batch."""


@dataclass(slots=True)
class Slip:
    """One error in a page."""

    kind: str
    start: int
    is_provable: bool
    """Whether it breaks an equation that the clean number held to the last printed place."""


@dataclass(frozen=True, slots=True)
class SourceScore:
    """How many errors were caught, of three sorts."""

    provable: Score
    """They break an equation between numbers of this report or of the zone's others."""
    others: Score
    """No equation holds the number: only its size or direction can look strange."""


def in_source(held: Corpus, *, seed: int, errors: int) -> SourceScore:
    """Spoil the words of pages, read them again and ask the gate."""
    dice, score = random.Random(seed), SourceScore(Score(), Score())
    past = Past.of(held.documents(), held.observations())
    kinds = _kinds()
    turn = 0
    while (left := errors - sum(part.injected.total() for part in _parts(score))) > 0:
        mine = held.readings[turn % BATCHES :: BATCHES]
        turn += 1
        slips: dict[str, Slip] = {}
        batch: list[Reading] = []
        for reading in mine:
            wanted = min(PER_PAGE, left - len(slips))
            changed, found = _spoiled(reading, [next(kinds) for _ in range(wanted)], dice, past)
            batch.append(changed)
            key = reading.version.document_id
            slips |= {f"{key}-{slip.start}": slip for slip in found}
        _judge(held, batch, slips, score)
    return score


def _kinds() -> Iterator[str]:
    while True:
        yield from SOURCE_ERRORS


def _parts(score: SourceScore) -> tuple[Score, Score]:
    return score.provable, score.others


def _judge(
    held: Corpus, batch: Sequence[Reading], slips: dict[str, Slip], score: SourceScore
) -> None:
    rows = [row for reading in batch for row in reading.observation_rows()]
    here = {row["observation_id"] for row in rows}
    mine = {reading.version.document_id for reading in batch}
    rest = Corpus(tuple(r for r in held.readings if r.version.document_id not in mine))
    verdict = judge(
        [reading.document_row() for reading in batch],
        rows,
        contradictions(batch),
        "source",
        past=Past.of(rest.documents(), rest.observations()),
    )
    # A number that is no observation any more cannot be named.
    for part, wanted in ((score.provable, True), (score.others, False)):
        kept = {
            key: slip.kind
            for key, slip in slips.items()
            if key in here and slip.is_provable is wanted
        }
        part.count(verdict, kept)


def _spoiled(
    reading: Reading, kinds: Sequence[str], dice: random.Random, past: Past
) -> tuple[Reading, list[Slip]]:
    """The report with an error of each kind that it has a number for."""
    changed, slips = reading, list[Slip]()
    for kind in kinds:
        told = _spoil(changed, kind, dice, {slip.start for slip in slips})
        if told is None:
            continue
        after, before_at, start = told
        moved = len(after.document.text) - len(changed.document.text)
        for slip in slips:
            slip.start += moved if slip.start > before_at else 0
        proof = _breaks_equation(changed, after, before_at, start, past)
        slips.append(Slip(kind, start, proof))
        changed = after
    return changed, slips


def _spoil(
    reading: Reading, kind: str, dice: random.Random, taken: set[int]
) -> tuple[Reading, int, int] | None:
    """The report with other words for one number, and where it stood and stands."""
    text = reading.document.text
    items = [item for item in reading.extraction.observations if item.start not in taken]
    for item in dice.sample(items, len(items)):
        if kind == "rise for fall":
            found = fall_before(text, item.start) if item.value < 0 else None
            if found is None:
                continue
            changed = with_words(reading, found[0], found[1], "增长")
            return changed, item.start, item.start + 2 - len(found[1])
        words = SOURCE_ERRORS[kind](item, dice)
        if words is not None and words != item.quote:
            return with_words(reading, item.start, item.quote, words), item.start, item.start
    return None


def _breaks_equation(
    before: Reading, after: Reading, before_at: int, start: int, past: Past
) -> bool:
    old, new = _row(before, before_at), _row(after, start)
    if old is None or new is None:
        return False
    was, now = printed(old), printed(new)
    if was is not None and now is not None:
        held: list[Printed] = [one for one in past.identities.expected(old) if was.meets(one)]
        if any(not now.meets(one) for one in held):
            return True
    return start in _contradicted(after) and before_at not in _contradicted(before)


def _contradicted(reading: Reading) -> set[int]:
    found = find_inconsistencies(reading.extraction.observations, reading.document.text)
    return {start for one in found for start in one.starts}


def _row(reading: Reading, start: int) -> Row | None:
    return next((row for row in reading.observation_rows() if row["start"] == start), None)
