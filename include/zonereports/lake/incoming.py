"""What is to be published, checked against what it claims to belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from zonereports.errors import WrongRow
from zonereports.lake.replace import rows_of
from zonereports.lake.rows import Row, by_year
from zonereports.lake.schema import (
    DOCUMENTS,
    OF_THE_LATEST,
    PARTITION,
    RECONCILIATIONS,
    TABLES,
    Table,
)


def prepare(
    given: Mapping[str, Sequence[Row]],
    reports: Mapping[str, frozenset[str]],
    current: Path | None,
) -> dict[str, dict[int, pa.Table]]:
    """By table and report year: all rows that the reports of each table have from now on.

    Raises:
        WrongRow: a row does not fit its table, belongs to another report, or is an observation or
            a finding of a version that is not the latest.
    """
    for name, rows in given.items():
        for row in rows:
            if row.get("report_id") not in reports[name]:
                raise WrongRow(
                    f"{name} row {row.get(TABLES[name].key)!r} belongs to report "
                    f"{row.get('report_id')!r}, which is not among the reports published"
                )
    incoming = {
        name: by_year(TABLES[name], rows) for name, rows in given.items() if name != DOCUMENTS.name
    }
    documents = _merged(given[DOCUMENTS.name], reports[DOCUMENTS.name], current)
    incoming[DOCUMENTS.name] = by_year(DOCUMENTS, documents)
    latest: dict[str, Row] = {d["document_id"]: d for d in documents if d["is_latest"]}
    # A reconciliation may stand with a report that is not published anew.
    others = reports[RECONCILIATIONS.name] - reports[DOCUMENTS.name]
    latest |= _latest_of({r for r in others if given[RECONCILIATIONS.name]}, current)
    for name in OF_THE_LATEST:
        _check_documents(TABLES[name], given[name], latest)
    return incoming


def _latest_of(reports: set[str], current: Path | None) -> dict[str, Row]:
    if not reports or current is None:
        return {}
    columns = ["document_id", "report_id", "is_latest"]
    return {
        row["document_id"]: {**row, PARTITION: year}
        for year, rows in rows_of(DOCUMENTS, reports, current, columns).items()
        for row in rows.to_pylist()
        if row["is_latest"]
    }


def _merged(
    given: Sequence[Row], reports: frozenset[str], current: Path | None
) -> list[dict[str, Any]]:
    """All versions of these reports from now on, the highest of each marked as the latest."""
    # Checked before they are compared: a version that is no number cannot be.
    by_year(DOCUMENTS, [{**row, "is_latest": False} for row in given])
    merged = [dict(row) for row in given]
    versions = {(row["report_id"], row["version"]) for row in merged}
    if len(versions) < len(merged):
        twice = sorted({r for r, _ in versions})
        raise WrongRow(f"documents: two given rows claim one version of a report, of {twice}")
    known = {row["document_id"] for row in merged}
    if current is not None:
        for year, rows in rows_of(DOCUMENTS, reports, current).items():
            for row in rows.to_pylist():
                place = (row["report_id"], row["version"])
                if row["document_id"] not in known and place not in versions:
                    merged.append({**row, PARTITION: year})
    latest: dict[str, int] = {}
    for row in merged:
        latest[row["report_id"]] = max(row["version"], latest.get(row["report_id"], row["version"]))
    for row in merged:
        row["is_latest"] = row["version"] == latest[row["report_id"]]
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
