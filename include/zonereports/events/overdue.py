"""Whether a report is overdue, or whether nobody could tell."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from zonereports.events.overdue_rhythm import Expectation, Rhythm, Span, end_of

Absence = Literal["overdue", "could not look", "not watched"]
"""Of a report that is due and was not seen. overdue: its site was looked at after the day it was
due. could not look: it was not. not watched: looking began when it should have stood there already,
so that it may stand further down."""

SPANS: tuple[Span, ...] = ("annual", "half_year")
FORGOTTEN_AFTER = timedelta(days=300)
"""After its day: the next report is awaited by then."""


@dataclass(frozen=True, slots=True)
class Looks:
    """On which days a site was seen and understood, China time; None: never."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A report that is due and was not seen."""

    zone: str
    span: Span
    year: int
    expected: Expectation
    absence: Absence


def missing(
    zone: str,
    *,
    rhythm: Rhythm,
    seen: Collection[tuple[Span, int]],
    looks: Looks,
    today: date,
) -> Iterator[Missing]:
    """The reports of a zone that are due and were not seen, the oldest first.

    An annual report is awaited of every zone, one on a half-year only of a zone that published one
    on one of the two years before.

    Args:
        zone: as in the rhythm's history.
        rhythm: when reports are due.
        seen: spans and years of reports that appeared, fit to be published or not.
        looks: at the zone's site.
        today: in China.
    """
    for span in SPANS:
        for year in range(today.year - 2, today.year + 1):
            if (span, year) in seen or end_of(span, year) > today + timedelta(days=62):
                continue
            if span == "half_year" and not rhythm.published(zone, span, (year - 1, year - 2)):
                continue
            expected = rhythm.expect(zone, span, year)
            if expected.due < today <= expected.due + FORGOTTEN_AFTER:
                yield Missing(zone, span, year, expected, _absence(expected, looks))


def _absence(expected: Expectation, looks: Looks) -> Absence:
    # A zone whose earlier reports are known was read back to them: a later one would be above.
    since = expected.due if expected.reports else expected.opens
    if looks.last is None or looks.last <= expected.due:
        return "could not look"
    if looks.first is None or looks.first > since:
        return "not watched"
    return "overdue"
