"""Verdicts as they are kept: one row in the state store for each batch that was checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, String, Table, Text, insert, select

from zonereports.quality.verdict import Verdict
from zonereports.state import METADATA, State, UtcDateTime, dag_run

_ROWS_TOLD = 50

VERDICTS = Table(
    "quality_verdicts",
    METADATA,
    Column("verdict_id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("success", Boolean, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("documents_published", Integer, nullable=False),
    Column("observations", Integer, nullable=False),
    Column("observations_published", Integer, nullable=False),
    Column("quarantined", Integer, nullable=False),
    Column("held_back", Text, nullable=False),
    Column("expectations", Integer, nullable=False),
    Column("failures", Text, nullable=False),
    Column("decisions", Text, nullable=False),
    Column("page", Text),
    Column("snapshot_id", String(64)),
    dag_run(),
)


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """What the gate decided about one batch."""

    verdict_id: int
    name: str
    at: datetime
    """Aware, UTC."""
    success: bool
    """No critical expectation failed."""
    documents: int
    documents_published: int
    observations: int
    observations_published: int
    quarantined: int
    held_back: tuple[str, ...]
    expectations: int
    failures: tuple[dict[str, Any], ...]
    """name, table, severity, count (None: the table as a whole), why, rows (the first fifty)."""
    decisions: tuple[int, ...]
    """Decisions of people that were applied."""
    page: str | None
    """Data Docs."""
    snapshot_id: str | None
    """What the lake made of it; None when nothing changed there."""
    dag_run: str | None = None
    """The run of Airflow that checked it, as DAG/RUN; None from a shell or a page."""

    @property
    def line(self) -> str:
        """The verdict in one line, for logs."""
        critical = sum(one["severity"] == "critical" for one in self.failures)
        return (
            f"{self.name}: {'passed' if self.success else 'critical failures'}; "
            f"{self.documents_published} of {self.documents} documents, "
            f"{self.observations_published} of {self.observations} observations published, "
            f"{self.quarantined} in quarantine; {critical} critical and "
            f"{len(self.failures) - critical} warning rules failed of {self.expectations}"
        )


def store_verdict(
    connection: Connection,
    verdict: Verdict,
    *,
    name: str,
    at: datetime,
    snapshot_id: str | None = None,
) -> StoredVerdict:
    """Keep a verdict, within the caller's transaction."""
    failures = [
        {
            "name": one.name,
            "table": one.table,
            "severity": one.severity,
            "count": one.count,
            "why": one.why,
            "detail": one.detail,
            "rows": list(one.rows[:_ROWS_TOLD]),
        }
        for one in verdict.failures
    ]
    facts: dict[str, Any] = {
        "name": name,
        "at": at,
        "success": verdict.success,
        "documents": verdict.evaluated.get("documents", 0),
        "documents_published": len(verdict.documents),
        "observations": verdict.evaluated.get("observations", 0),
        "observations_published": len(verdict.observations),
        "quarantined": len(verdict.quarantine),
        "held_back": json.dumps(list(verdict.held_back)),
        "expectations": verdict.evaluated.get("expectations", 0),
        "failures": json.dumps(failures, ensure_ascii=False),
        "decisions": json.dumps(list(verdict.decisions)),
        "page": None if verdict.page is None else str(verdict.page),
        "snapshot_id": snapshot_id,
    }
    done = connection.execute(insert(VERDICTS).values(facts))
    (number,) = done.inserted_primary_key or (0,)
    return _stored({**facts, "verdict_id": int(number)})


def stored_verdicts(state: State, limit: int = 100) -> list[StoredVerdict]:
    """The newest verdicts, newest first."""
    query = select(VERDICTS).order_by(VERDICTS.c.verdict_id.desc()).limit(limit)
    with state.read() as connection:
        return [_stored(dict(row._mapping)) for row in connection.execute(query)]


def _stored(facts: dict[str, Any]) -> StoredVerdict:
    told = {name: json.loads(facts[name]) for name in ("held_back", "failures", "decisions")}
    return StoredVerdict(**(facts | {name: tuple(value) for name, value in told.items()}))
