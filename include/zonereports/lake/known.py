"""When a version of a report was known: from its own capture to that of the next version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zonereports.lake.table import TIMESTAMP

KNOWN_FROM, KNOWN_TO = "known_from", "known_to"


def chain(documents: Sequence[dict[str, Any]]) -> None:
    """Set `known_from`, `known_to` and `is_latest` of all versions of some reports, in place.

    A version is known until the next one was fetched. One that was fetched later than the next
    (a file that a person brought) was never the latest that was known: its span is empty.
    """
    reports: dict[str, list[dict[str, Any]]] = {}
    for row in documents:
        reports.setdefault(row["report_id"], []).append(row)
    for versions in reports.values():
        versions.sort(key=lambda row: int(row["version"]))
        following: dict[str, Any] | None = None
        for row in reversed(versions):
            row[KNOWN_FROM] = row["fetched_at"]
            row[KNOWN_TO] = following and max(row["fetched_at"], following[KNOWN_FROM])
            row["is_latest"] = following is None
            following = row


@dataclass(frozen=True, slots=True)
class Spans:
    """When documents were known, to be written on the rows that come from them."""

    ids: pa.Array
    since: pa.Array
    until: pa.Array

    @classmethod
    def of(cls, documents: Iterable[Mapping[str, Any]]) -> Spans:
        """The spans of documents that went through `chain`."""
        rows = list(documents)
        return cls(
            pa.array([row["document_id"] for row in rows], pa.string()),
            pa.array([row[KNOWN_FROM] for row in rows], TIMESTAMP),
            pa.array([row[KNOWN_TO] for row in rows], TIMESTAMP),
        )

    def stamp(self, rows: pa.Table) -> pa.Table:
        """Rows with the span of their document; null where it is not among these."""
        at = pc.index_in(rows["document_id"], value_set=self.ids)
        for name, values in ((KNOWN_FROM, self.since), (KNOWN_TO, self.until)):
            place = rows.schema.get_field_index(name)
            rows = rows.set_column(place, rows.schema.field(place), pc.take(values, at))
        return rows
