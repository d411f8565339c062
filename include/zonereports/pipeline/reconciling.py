"""The reports of a zone beside each other: which zones, from where, and as which rows."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zonereports.lake import Lake
from zonereports.observations import Reconciliation, reconcile

Row = Mapping[str, Any]
_BATCH = 200
"""Zones whose numbers are in memory at once."""
_DOCUMENTS = (
    "select document_id, report_id, report_year, zone, adcode, text from documents "
    "where is_latest and zone in (select unnest(?))"
)
_OBSERVATIONS = (
    "select * from observations where code is not null and scope = 'zone' "
    "and zone in (select unnest(?))"
)
_ZONES_OF = (
    "select distinct zone from documents where report_id in (select unnest(?)) and zone is not null"
)
# Their own zone's: what makes a row, beside the numbers.
_PLACE = (
    "document_id", "report_id", "report_year", "site", "zone", "zone_level", "county",
    "prefecture", "province", "adcode", "url", "published_at", "capture_id",
)  # fmt: skip
_OTHER = ("document_id", "report_id", "report_year", "url", "published_at", "capture_id")


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a comparison found, and for which reports."""

    rows: tuple[dict[str, Any], ...]
    """Rows of the table `reconciliations`."""
    reports: frozenset[str]
    """All reports of the zones that were compared: rows that name others stay as they are."""

    def counts(self) -> Counter[tuple[str, str]]:
        """Rows by kind and verdict."""
        return Counter((row["kind"], row["verdict"]) for row in self.rows)


def reconcile_changed(
    lake: Lake, documents: Sequence[Row], observations: Sequence[Row]
) -> Reconciled:
    """Compare the reports of the zones of which something is about to be published.

    Args:
        lake: what is published so far.
        documents: rows that are to take the place of the versions before them.
        observations: the numbers of these.
    """
    replaced = {str(row["report_id"]) for row in documents}
    zones = {str(row["zone"]) for row in documents if row.get("zone")}
    # A version may name its zone otherwise than the one before: both zones change.
    before = lake.query(_ZONES_OF, [sorted(replaced)]).column("zone").to_pylist()
    held, numbers = _published(lake, zones | set(before))
    return _compared(
        [*(row for row in held if row["report_id"] not in replaced), *documents],
        [*(row for row in numbers if row["report_id"] not in replaced), *observations],
        also=replaced,
    )


def reconcile_all(lake: Lake) -> Reconciled:
    """Compare the reports of every zone that is published."""
    found = lake.query(
        "select distinct zone from documents where is_latest and zone is not null order by zone"
    )
    zones = found.column("zone").to_pylist()
    rows: list[dict[str, Any]] = []
    reports: set[str] = set()
    for start in range(0, len(zones), _BATCH):
        part = _compared(*_published(lake, zones[start : start + _BATCH]))
        rows += part.rows
        reports |= part.reports
    # Rows of reports that lost their zone go as well.
    known = lake.query("select distinct report_id from documents").column("report_id").to_pylist()
    return Reconciled(tuple(rows), frozenset(reports | set(known)))


def _published(lake: Lake, zones: Collection[str]) -> tuple[list[Row], list[Row]]:
    if not zones:
        return [], []
    asked = [sorted(zones)]
    return (
        lake.query(_DOCUMENTS, asked).to_pylist(),
        lake.query(_OBSERVATIONS, asked).to_pylist(),
    )


def _compared(
    documents: Iterable[Row], observations: Iterable[Row], *, also: Collection[str] = ()
) -> Reconciled:
    """Zones of one name in two counties are two zones."""
    reports: dict[tuple[Any, Any], list[Row]] = defaultdict(list)
    numbers: dict[tuple[Any, Any], list[Row]] = defaultdict(list)
    for row in documents:
        reports[row.get("zone"), row.get("adcode")].append(row)
    for row in observations:
        numbers[row.get("zone"), row.get("adcode")].append(row)
    rows = {
        row["reconciliation_id"]: row
        for zone, held in sorted(reports.items(), key=repr)
        if zone[0] and len(held) > 1
        for row in map(_row, reconcile(held, numbers[zone]))
    }
    known = {str(row["report_id"]) for held in reports.values() for row in held}
    return Reconciled(tuple(rows.values()), frozenset(known | set(also)))


def _row(item: Reconciliation) -> dict[str, Any]:
    here, there = item.here[0].row, item.there[0].row
    ids = [s.row["observation_id"] for s in item.here]
    other_ids = [s.row["observation_id"] for s in item.there]
    told = hashlib.sha256(repr((item.kind, ids, other_ids)).encode()).hexdigest()[:16]
    return {
        **{name: here.get(name) for name in _PLACE},
        **{f"other_{name}": there.get(name) for name in _OTHER},
        "reconciliation_id": f"{here['document_id']}-{told}",
        "kind": item.kind,
        "verdict": item.verdict,
        "code": item.code,
        "period": item.period,
        "expected": None if item.expected is None else float(item.expected),
        "stated": float(item.stated),
        "says": item.says,
        "observation_ids": ids,
        "starts": [s.row["start"] for s in item.here],
        "quotes": [s.row["quote"] for s in item.here],
        "other_observation_ids": other_ids,
        "other_starts": [s.row["start"] for s in item.there],
        "other_quotes": [s.row["quote"] for s in item.there],
    }
