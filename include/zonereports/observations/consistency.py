"""Whether the numbers of one report fit together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from zonereports.observations.balances import check_balances
from zonereports.observations.finding import Finding
from zonereports.observations.observation import Extraction, Observation
from zonereports.observations.ratios import check_ratios
from zonereports.observations.repeats import check_repeats
from zonereports.observations.sentences import MIN_CONFIDENCE, sentences

_AROUND = 12


def find_gaps(extraction: Extraction, text: str) -> tuple[Finding, ...]:
    """A note for each run of digits that is neither an observation nor excluded for a reason."""
    return tuple(
        Finding(
            "unaccounted",
            "note",
            (gap.start,),
            None,
            None,
            f"{gap.quote} is no observation and has no reason to be none: "
            f"{_words(text, gap.start, gap.start + len(gap.quote))}",
        )  # fmt: skip
        for gap in extraction.unaccounted
    )


def _words(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - _AROUND) : end + _AROUND].split())


def find_inconsistencies(observations: Sequence[Observation], text: str) -> tuple[Finding, ...]:
    """Every place where numbers of a report contradict each other, in reading order.

    Needs no extraction of its own: rows that were stored and are read back serve as well. Numbers
    with a confidence below 0.5 and numbers that the text itself calls approximate are left out, and
    so is every comparison whose parts the words do not name beyond doubt: no finding is no proof.

    Args:
        observations: the numbers of the text, in any order.
        text: the text whose offsets the observations bear.
    """
    found: list[Finding] = []
    certain = [o for o in observations if o.confidence >= MIN_CONFIDENCE]
    by_label: dict[str, list[Observation]] = defaultdict(list)
    for o in certain:
        by_label[o.label].append(o)
    for sentence in sentences(observations, text):
        found += check_ratios(sentence, by_label)
        found += check_balances(sentence)
    found += check_repeats(sorted(certain, key=lambda o: o.start), text)
    unique = {(f.kind, f.starts): f for f in found}
    return tuple(sorted(unique.values(), key=lambda f: (f.starts, f.kind)))
