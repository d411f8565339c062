"""What is to be published, checked against what it claims to belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from zonereports.errors import WrongRow
from zonereports.lake.known import KNOWN_FROM, Spans, chain
from zonereports.lake.replace import rows_of
from zonereports.lake.rows import Row, by_year
from zonereports.lake.schema import (
    DOCUMENTS,
    OF_THE_LATEST,
    PARTITION,
    RECONCILIATIONS,
    TABLES,
    WITH_HISTORY,
    Table,
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What some reports have from now on."""

    tables: dict[str, dict[int, pa.Table]]
    """Rows by table and report year."""
    documents: list[dict[str, Any]]
    """All versions of these reports, each with the time in which it was the latest known."""
    texts: dict[str, str]
    """Digest of the text of each version that was published before, by document id."""


def prepare(
    given: Mapping[str, Sequence[Row]],
    reports: Mapping[str, frozenset[str]],
    current: Path | None,
) -> Incoming:
    """All rows that the reports of each table have from now on.

    Raises:
        WrongRow: a row does not fit its table, belongs to another report, or is an observation, a
            finding or a reconciliation of a version that is not the latest.
    """
    for name, rows in given.items():
        for row in rows:
            if row.get("report_id") not in reports[name]:
                raise WrongRow(
                    f"{name} row {row.get(TABLES[name].key)!r} belongs to report "
                    f"{row.get('report_id')!r}, which is not among the reports published"
                )
    incoming = {
        name: by_year(TABLES[name], rows)
        for name, rows in given.items()
        if name not in (DOCUMENTS.name, RECONCILIATIONS.name)
    }
    held = _held(reports[DOCUMENTS.name], current)
    documents = _merged(given[DOCUMENTS.name], held)
    incoming[DOCUMENTS.name] = by_year(TABLES[DOCUMENTS.name], documents)
    latest: dict[str, Row] = {d["document_id"]: d for d in documents if d["is_latest"]}
    spans = Spans.of(latest.values())
    reconciliations = given[RECONCILIATIONS.name]
    if reconciliations:
        # They may stand with reports that are not published anew.
        others = reports[RECONCILIATIONS.name] - reports[DOCUMENTS.name]
        latest |= _latest_held(others, current)
    for name in OF_THE_LATEST:
        _check_documents(TABLES[name], given[name], latest)
    _check_others(reconciliations, latest)
    incoming[RECONCILIATIONS.name] = by_year(RECONCILIATIONS, _known(reconciliations, latest))
    for name in WITH_HISTORY:
        incoming[name] = {year: spans.stamp(rows) for year, rows in incoming[name].items()}
    texts = {row["document_id"]: row["text_sha256"] for row in held}
    return Incoming(incoming, documents, texts)


def _held(reports: frozenset[str], current: Path | None) -> list[dict[str, Any]]:
    """All versions of these reports that are published, with their report year."""
    if current is None or not reports:
        return []
    return [
        {**row, PARTITION: year}
        for year, rows in rows_of(TABLES[DOCUMENTS.name], reports, current).items()
        for row in rows.to_pylist()
    ]


def _latest_held(reports: frozenset[str], current: Path | None) -> dict[str, Row]:
    """The latest versions of reports that are published, by document id; without their texts."""
    if not reports or current is None:
        return {}
    columns = ["document_id", "report_id", "is_latest", "fetched_at"]
    return {
        row["document_id"]: {**row, PARTITION: year}
        for year, rows in rows_of(DOCUMENTS, reports, current, columns).items()
        for row in rows.to_pylist()
        if row["is_latest"]
    }


def _known(reconciliations: Sequence[Row], latest: Mapping[str, Row]) -> list[dict[str, Any]]:
    """Rows that are known since the later of their two documents was fetched."""
    return [
        {
            **row,
            KNOWN_FROM: max(
                latest[row[name]]["fetched_at"] for name in ("document_id", "other_document_id")
            ),
        }
        for row in reconciliations
    ]


def _merged(given: Sequence[Row], held: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """All versions of these reports from now on, the highest of each marked as the latest."""
    # Checked before they are compared: a version that is no number cannot be.
    by_year(TABLES[DOCUMENTS.name], [{**row, "is_latest": False} for row in given])
    merged = [dict(row) for row in given]
    versions = {(row["report_id"], row["version"]) for row in merged}
    if len(versions) < len(merged):
        twice = sorted({r for r, _ in versions})
        raise WrongRow(f"documents: two given rows claim one version of a report, of {twice}")
    known = {row["document_id"] for row in merged}
    merged += [
        dict(row)
        for row in held
        if row["document_id"] not in known and (row["report_id"], row["version"]) not in versions
    ]
    chain(merged)
    return merged


def _check_documents(table: Table, rows: Sequence[Row], latest: Mapping[str, Row]) -> None:
    for row in rows:
        document = latest.get(row["document_id"])
        if document is None or document["report_id"] != row["report_id"]:
            raise WrongRow(
                f"{table.name} row {row[table.key]!r}: document {row['document_id']!r} "
                f"is not the latest version of report {row['report_id']!r}"
            )
        if (row.get(PARTITION) or 0) != (document.get(PARTITION) or 0):
            raise WrongRow(
                f"{table.name} row {row[table.key]!r}: {PARTITION} {row.get(PARTITION)!r} "
                f"is not that of its document, {document.get(PARTITION)!r}"
            )


def _check_others(rows: Sequence[Row], latest: Mapping[str, Row]) -> None:
    for row in rows:
        document = latest.get(str(row.get("other_document_id")))
        told = (row.get("other_report_id"), row.get("other_report_year"))
        if document is None or told != (document["report_id"], document.get(PARTITION) or 0):
            raise WrongRow(
                f"{RECONCILIATIONS.name} row {row.get(RECONCILIATIONS.key)!r}: document "
                f"{row.get('other_document_id')!r} is not the latest version of report {told[0]!r} "
                f"on {told[1]!r}, or that report is not among those reconciled"
            )
