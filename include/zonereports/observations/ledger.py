"""The account of every digit: in an observation, excluded for a reason, or a gap."""

from __future__ import annotations

from collections.abc import Iterable

from zonereports.observations.exclusions import DIGITS
from zonereports.observations.observation import Excluded, Observation


def close(
    text: str, observations: Iterable[Observation], excluded: Iterable[Excluded]
) -> tuple[tuple[Excluded, ...], tuple[Excluded, ...]]:
    """Excluded stretches in reading order without overlaps, and the digit runs in neither."""
    spans = sorted((o.start, o.start + len(o.quote)) for o in observations)
    kept: list[Excluded] = []
    floor = 0
    for item in sorted(excluded, key=lambda e: (e.start, -len(e.quote))):
        if item.start >= floor and item.quote:
            kept.append(item)
            floor = item.start + len(item.quote)
    covered = sorted(spans + [(e.start, e.start + len(e.quote)) for e in kept])
    gaps: list[Excluded] = []
    index = reach = 0
    for m in DIGITS.finditer(text):
        while index < len(covered) and covered[index][0] <= m.start():
            reach = max(reach, covered[index][1])
            index += 1
        if m.start() >= reach:
            gaps.append(Excluded(m.start(), m[0], "unaccounted"))
    return tuple(kept), tuple(gaps)
