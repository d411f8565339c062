"""What people decided about rows: released, corrected or rejected; by whom, when and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, cast, get_args

from sqlalchemy import Column, Connection, Index, Integer, String, Text, insert, select, update
from sqlalchemy import Table as SqlTable

from zonereports.errors import WrongSetting
from zonereports.quality.batch import COLUMNS, Row, Table
from zonereports.state import METADATA, State, UtcDateTime

DecisionKind = Literal["release", "correct", "reject"]

CORRECTABLE: Mapping[Table, tuple[str, ...]] = {
    "documents": (
        *("zone", "zone_level", "county", "prefecture", "province", "adcode"),
        *("report_year", "plan_year", "period_kind", "title", "published_at", "signed_on"),
    ),
    "observations": (
        *("code", "label", "measure", "value", "unit"),
        *("period", "status", "scope", "qualifier"),
    ),
}
"""What a person may set. The proof (text, quote, start, capture) stays what the page says."""

DECISIONS = SqlTable(
    "quality_decisions",
    METADATA,
    Column("decision_id", Integer, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("table_name", String(12), nullable=False),
    Column("row_id", String(64), nullable=False),
    Column("document_id", String(64), nullable=False),
    Column("report_id", String(64), nullable=False),
    Column("source_digest", String(64), nullable=False),
    Column("expectations", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("who", String(100), nullable=False),
    Column("why", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("lapsed_at", UtcDateTime),
    Column("withdrawn_at", UtcDateTime),
    Column("withdrawn_by", String(100)),
    Column("withdrawn_why", Text),
    Index("quality_decisions_by_report", "report_id", "decision_id"),
)


@dataclass(frozen=True, slots=True)
class Decision:
    """One word of a person about one row. Nothing is ever deleted; of a row the last word holds."""

    kind: DecisionKind
    table: Table
    row_id: str
    document_id: str
    report_id: str
    source_digest: str
    """Of the words that the decision is about: see `source_digest`."""
    who: str
    why: str
    at: datetime
    """Aware, UTC."""
    expectations: tuple[str, ...] = ()
    """Of a release: the failed expectations that the person accepts, and no others."""
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Of a correction: column to new value."""
    decision_id: int = 0
    lapsed_at: datetime | None = None
    """Since when the source is another one than the decision was about."""
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_why: str | None = None

    @property
    def standing(self) -> str:
        """In a word: holds, lapsed or withdrawn."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "lapsed" if self.lapsed_at is not None else "holds"


def source_digest(table: Table, row: Row, text: str | None) -> str:
    """What a decision is bound to: the whole text, and of an observation its place and quote."""
    parts = [text or ""]
    if table == "observations":
        parts += [str(row.get("start")), str(row.get("quote"))]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def read_changes(table: Table, given: Mapping[str, str | None]) -> dict[str, Any]:
    """New values from words, typed as their columns; None empties a column.

    Raises:
        WrongSetting: a column that no person may set, or a value that is none of its type.
    """
    if not given:
        raise WrongSetting("a correction without a new value", next_step="give COLUMN=VALUE")
    changes: dict[str, Any] = {}
    for column, words in given.items():
        if column not in CORRECTABLE[table]:
            raise WrongSetting(
                f"{column} of {table} cannot be corrected",
                next_step=f"one of {', '.join(CORRECTABLE[table])}",
            )
        try:
            changes[column] = None if words in (None, "") else _typed(table, column, str(words))
        except (ValueError, InvalidOperation):
            raise WrongSetting(f"{column}: {words!r} is no value of that column") from None
    if "value" in changes and changes["value"] is None:
        raise WrongSetting("an observation without a value", next_step="reject it instead")
    return changes


def _typed(table: Table, column: str, words: str) -> Any:
    kinds = COLUMNS[table][column]
    if Decimal in kinds:
        value = Decimal(words.replace(",", ""))
        if not value.is_finite():
            raise ValueError(words)
        return value
    if int in kinds:
        return int(words)
    if date in kinds:
        return date.fromisoformat(words)
    return words


def store_decision(connection: Connection, decision: Decision) -> Decision:
    """Keep a decision, within the caller's transaction; the same with its number.

    Raises:
        WrongSetting: nobody, or no reason, or a kind that is none.
    """
    if decision.kind not in get_args(DecisionKind):
        raise WrongSetting(f"{decision.kind!r} is no decision: release, correct or reject")
    if not decision.who.strip() or not decision.why.strip():
        raise WrongSetting(
            "a decision needs a person and a reason", next_step="give --who and --why"
        )
    changes = {name: _told(value) for name, value in decision.changes.items()}
    done = connection.execute(
        insert(DECISIONS).values(
            kind=decision.kind,
            table_name=decision.table,
            row_id=decision.row_id,
            document_id=decision.document_id,
            report_id=decision.report_id,
            source_digest=decision.source_digest,
            expectations=json.dumps(list(decision.expectations)),
            changes=json.dumps(changes, ensure_ascii=False),
            who=decision.who.strip(),
            why=decision.why.strip(),
            at=decision.at,
        )
    )
    (number,) = done.inserted_primary_key or (0,)
    return replace(decision, decision_id=int(number))


def stored_decisions(state: State, reports: Collection[str] | None = None) -> list[Decision]:
    """All decisions, of some reports or of all, oldest first."""
    query = select(DECISIONS).order_by(DECISIONS.c.decision_id)
    with state.read() as connection:
        if reports is None:
            return [_decision(row) for row in connection.execute(query)]
        asked, found = sorted(reports), []
        for start in range(0, len(asked), 500):
            some = query.where(DECISIONS.c.report_id.in_(asked[start : start + 500]))
            found += [_decision(row) for row in connection.execute(some)]
    return sorted(found, key=lambda one: one.decision_id)


def standing(decisions: Iterable[Decision]) -> dict[tuple[Table, str], Decision]:
    """The last word about each row, by table and row_id; withdrawn ones are no words."""
    return {
        (one.table, one.row_id): one
        for one in sorted(decisions, key=lambda one: one.decision_id)
        if one.withdrawn_at is None
    }


def withdraw_decision(
    connection: Connection, decision_id: int, *, who: str, why: str, at: datetime
) -> Decision:
    """Take a decision back; the record stays, and who took it back.

    Raises:
        WrongSetting: there is no such decision, it was withdrawn before, or nobody says why.
    """
    if not who.strip() or not why.strip():
        raise WrongSetting("a withdrawal needs a person and a reason")
    query = select(DECISIONS).where(DECISIONS.c.decision_id == decision_id)
    row = connection.execute(query).first()
    if row is None or row.withdrawn_at is not None:
        what = "was withdrawn before" if row is not None else "is not known"
        raise WrongSetting(
            f"decision {decision_id} {what}", next_step="see zonereports quality decisions"
        )
    connection.execute(
        update(DECISIONS)
        .where(DECISIONS.c.decision_id == decision_id)
        .values(withdrawn_at=at, withdrawn_by=who.strip(), withdrawn_why=why.strip())
    )
    return _decision(connection.execute(query).one())


def mark_lapsed(connection: Connection, decisions: Iterable[int], at: datetime | None) -> None:
    """Write since when decisions speak of another source; None when they hold again."""
    for decision_id in decisions:
        connection.execute(
            update(DECISIONS).where(DECISIONS.c.decision_id == decision_id).values(lapsed_at=at)
        )


def _told(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date) else value


def _decision(row: Any) -> Decision:
    facts: dict[str, Any] = dict(row._mapping)
    table = cast("Table", facts.pop("table_name"))
    changes = {
        column: None if value is None else _typed(table, column, str(value))
        for column, value in json.loads(facts.pop("changes")).items()
    }
    return Decision(
        table=table,
        expectations=tuple(json.loads(facts.pop("expectations"))),
        changes=changes,
        **facts,
    )
