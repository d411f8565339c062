"""What the gate decided: what may be published, what is refused and why."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from zonereports.quality.batch import KEYS, TABLES, Row, Table, typed
from zonereports.quality.rule import Severity


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that did not hold in this batch."""

    name: str
    table: Table
    severity: Severity
    count: int | None
    """Rows that fail it; None when it fails for the table as a whole."""
    why: str
    expectation: str = ""
    columns: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    """The document_ids of those rows, sorted."""
    rows: tuple[str, ...] = ()
    """The keys of those rows, in the order of the batch; "" where a row has none."""
    detail: str = ""
    """What was observed instead, where it fails for the table as a whole."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rows of a batch, told apart. Every row that came in is in exactly one place.

    Documents bear `quality`: "passed", or "warned" when the document or one of its observations
    fails a warning or when one of its observations was refused. Both bear `doubts`: the names of
    the warnings that the row itself fails, with ", " between, or None.
    """

    documents: list[Row] = field(default_factory=list)
    observations: list[Row] = field(default_factory=list)
    quarantine: list[Row] = field(default_factory=list)
    """Refused rows, documents first, in the order of the batch. Keys: quarantine_id, table, row_id,
    document_id, report_id, version, site, zone, severity, expectations (names), reason, evidence
    (the words it was read from), row (JSON), capture_id, report_year."""
    held_back: tuple[str, ...] = ()
    """Documents that were refused with all their observations, sorted."""
    failures: tuple[Failure, ...] = ()
    """Critical ones first, then in the order of the rules."""
    evaluated: Mapping[str, int] = field(default_factory=dict)
    """How many documents and observations came in, and how many expectations were evaluated."""
    page: Path | None = None
    """Data Docs, when they were asked for."""
    decisions: tuple[int, ...] = ()
    """Decisions of people that were about rows of this batch."""
    lapsed: tuple[int, ...] = ()
    """Decisions about reports of this batch whose source has changed."""
    rejected: tuple[str, ...] = ()
    """Documents among those held back of which a person said that they stay out, sorted."""

    def __post_init__(self) -> None:
        refused = Counter(row["table"] for row in self.quarantine)
        for table, kept in zip(TABLES, (self.documents, self.observations), strict=True):
            arrived = self.evaluated.get(table, 0)
            if len(kept) + refused[table] != arrived:
                raise AssertionError(
                    f"{arrived} {table} came in, {len(kept)} are published, {refused[table]} refused"
                )

    @property
    def success(self) -> bool:
        """No critical expectation failed. Rows may be published without it; see `documents`."""
        return not any(failure.severity == "critical" for failure in self.failures)


@dataclass(slots=True)
class Refusal:
    """Why one row is refused: names of expectations and reasons, in the order they were found."""

    names: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def add(self, name: str, reason: str) -> None:
        """One more reason."""
        self.names.append(name)
        self.reasons.append(f"{name}: {reason}")


def quarantine_rows(
    table: Table, refused: Iterable[tuple[Row, Refusal]], versions: Mapping[str, int | None]
) -> list[Row]:
    """The refused rows as the lake keeps them; `versions` by document_id.

    The same row gets the same `quarantine_id` in every run, whatever was wrong with it, so that
    repeating a run repeats no row. Copies of one row are numbered.
    """
    seen: Counter[str] = Counter()
    rows = []
    for row, refusal in refused:
        known, _ = typed(row, table)
        content = _json(row)
        row_id = known[KEYS[table]] or "content:" + _digest(content)
        seen[row_id] += 1
        rows.append(
            {
                "quarantine_id": _digest(table, row_id, str(seen[row_id])),
                "table": table,
                "row_id": row_id,
                **{key: known[key] for key in ("document_id", "report_id", "site", "zone")},
                "version": versions.get(known["document_id"]),
                "severity": "critical",
                "expectations": list(refusal.names),
                "reason": "; ".join(refusal.reasons),
                "evidence": known["sentence"] if table == "observations" else known["title"],
                "row": content,
                "capture_id": known["capture_id"],
                "report_year": known["report_year"],
            }
        )
    return rows


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def _json(row: Row) -> str:
    plain = {str(key): _plain(value) for key, value in row.items()}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str)
    # A lone surrogate may be what the row is refused for.
    return text.encode("utf-8", "backslashreplace").decode()


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    # As a string a Decimal keeps its zeros, and JSON knows neither NaN nor infinity.
    if isinstance(value, Decimal) or (isinstance(value, float) and value - value != 0):
        return str(value)
    return value
