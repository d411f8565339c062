"""Whether the reports of one zone fit together, year by year."""

from __future__ import annotations

from collections.abc import Iterable

from zonereports.observations.claims import Claims
from zonereports.observations.growth import check_growth, check_last_year
from zonereports.observations.reconciliation import Reconciliation
from zonereports.observations.statement import Row, statements
from zonereports.observations.targets import check_targets
from zonereports.observations.totals import check_cumulative, check_parts


def reconcile(documents: Iterable[Row], observations: Iterable[Row]) -> tuple[Reconciliation, ...]:
    """Everything on which the reports of one zone disagree, and what became of each target.

    Compared are only numbers of the zone itself with an indicator of which a zone has one value a
    period; no row is no proof. The same number in two copies of a report counts once.

    Args:
        documents: rows of the lake's table `documents`, the latest versions of one zone's reports.
        observations: the rows of `observations` that belong to them, in any order.
    """
    claims = Claims(statements(documents, observations))
    found = [
        *check_last_year(claims),
        *check_growth(claims),
        *check_parts(claims),
        *check_cumulative(claims),
        *check_targets(claims),
    ]
    # A number that is off by its unit is off everywhere: it is told once.
    slips = {id(s.row) for r in found if r.kind == "unit" for s in (*r.here, *r.there)}
    kept = [
        r
        for r in found
        if r.kind in ("unit", "target") or not any(id(s.row) in slips for s in (*r.here, *r.there))
    ]
    unique = {
        (r.kind, r.code, r.period, *(_told(s.row) for s in (*r.here, *r.there))): r
        for r in reversed(kept)
    }
    return tuple(reversed(unique.values()))


def _told(row: Row) -> tuple[object, ...]:
    return row["report_year"], row["period"], row["quote"]
