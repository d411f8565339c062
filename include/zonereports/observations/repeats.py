"""One indicator stated more than once: the same period must give one value, a longer one no less."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from zonereports.observations.finding import Finding, Severity
from zonereports.observations.intervals import in_unit_of, lenient, printed
from zonereports.observations.observation import Observation
from zonereports.observations.reading import fold
from zonereports.observations.sentences import bare_label
from zonereports.observations.single import (
    BOUND,
    CAN_FALL,
    SINGLE,
    STOCKS,
    is_partial,
    lead_of,
)

_TO_DATE = re.compile("截[至止]")
_FLOW = re.compile(r"(\d{4})(?:-01/\1-(\d\d))?")
_MONTH = re.compile(r"(\d{4})-(\d\d)(?:-\d\d)?")


def check_repeats(observations: Sequence[Observation], text: str) -> Iterator[Finding]:
    """Findings on indicators of the zone itself that are stated more than once."""
    flat = fold(text)
    rows = [o for o in observations if _countable(o) and not is_partial(lead_of(flat, o))]
    yield from _twice(rows)
    yield from _shrinking(rows, flat)


def _countable(o: Observation) -> bool:
    return (
        o.code in SINGLE
        and o.scope == "zone"
        and o.status in ("actual", "estimate")
        and o.qualifier is None
        and o.period is not None
        and o.value_norm is not None
        and (
            (o.measure == "level" and o.rule in BOUND)
            or (o.measure == "yoy" and "value_added" not in (o.code or "") and o.code != "gdp")
        )
    )


def _twice(rows: Sequence[Observation]) -> Iterator[Finding]:
    groups: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for o in rows:
        key = (
            o.code,
            bare_label(o.label) if o.measure == "level" else "",
            o.measure,
            o.status,
            o.period,
        )
        groups[(*key, o.unit_norm)].append(o)
    for group in groups.values():
        first = group[0]
        for other in group[1:]:
            if printed(other).meets(printed(first)):
                continue
            loose = lenient(other).meets(lenient(first))
            severity: Severity = "rounding" if loose else "contradiction"
            if first.measure == "yoy":
                severity = "note"
            yield Finding(
                "repeat", severity, (first.start, other.start), in_unit_of(first, other), other.value,
                f"{first.label}: {first.quote} and later {other.quote}, both for {first.period}.",
            )  # fmt: skip
            break


def _shrinking(rows: Sequence[Observation], flat: str) -> Iterator[Finding]:
    runs: dict[tuple[str | None, str, str, str | None], list[tuple[int, Observation]]] = (
        defaultdict(list)
    )
    for o in rows:
        found = _FLOW.fullmatch(o.period or "")
        if not found and _TO_DATE.search(
            re.split("[。\n]", flat[max(0, o.start - 80) : o.start])[-1]
        ):
            found = _MONTH.fullmatch(o.period or "")
        if o.measure == "level" and o.code not in STOCKS and found:
            until = int(found[2]) if found[2] else 12
            runs[(o.code, bare_label(o.label), found[1], o.unit_norm)].append((until, o))
    for run in runs.values():
        run.sort(key=lambda item: (item[0], item[1].start))
        for (early, less), (late, more) in pairwise(run):
            if late == early or printed(less).low <= printed(more).high:
                continue
            certain = lenient(less).low > lenient(more).high and less.code not in CAN_FALL
            yield Finding(
                "cumulative", "contradiction" if certain else "note",
                tuple(sorted((less.start, more.start))), in_unit_of(less, more), more.value,
                f"{less.label}: {less.quote} for {less.period}, yet only {more.quote} "
                f"for {more.period}.",
            )  # fmt: skip
