"""What people do about refused rows: see them, decide, and have the report published again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from zonereports.errors import WrongSetting
from zonereports.lake import Lake
from zonereports.pipeline.publish import Publisher
from zonereports.pipeline.publish_result import PublishResult
from zonereports.quality import (
    Decision,
    DecisionKind,
    StoredVerdict,
    read_changes,
    source_digest,
    store_decision,
    stored_decisions,
    stored_verdicts,
    withdraw_decision,
)
from zonereports.state import State

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, and what publishing the report again made of it."""

    decision: Decision
    published: PublishResult


@dataclass(frozen=True, slots=True)
class Review:
    """Quarantine, decisions and verdicts: for the shell, and for a page that calls the same."""

    state: State
    lake: Lake
    publisher: Callable[[], Publisher]
    now: Callable[[], datetime]

    def quarantine(self, *, site: str | None = None, open_only: bool = True) -> list[Row]:
        """Refused rows, newest first, each with `decision` (None, or what a person said).

        Args:
            site: of one site only.
            open_only: without those that a person has rejected: nothing is left to do there.
        """
        words = {
            (one.table, one.row_id): one
            for one in stored_decisions(self.state)
            if one.standing == "holds"
        }
        rows: list[Row] = []
        for row in self.lake.read("quarantine").to_pylist():
            decision = words.get((row["table"], row["row_id"]))
            if site is not None and row["site"] != site:
                continue
            if open_only and decision is not None and decision.kind == "reject":
                continue
            rows.append({**row, "decision": decision})
        return sorted(rows, key=lambda row: row["refused_at"], reverse=True)

    def decisions(self) -> list[Decision]:
        """Every decision that was ever made, oldest first, with what became of it."""
        return stored_decisions(self.state)

    def verdicts(self, limit: int = 100) -> list[StoredVerdict]:
        """What the gate decided about the newest batches, newest first."""
        return stored_verdicts(self.state, limit)

    def decide(
        self,
        row_id: str,
        kind: DecisionKind,
        *,
        who: str,
        why: str,
        changes: Mapping[str, str | None] | None = None,
    ) -> Decided:
        """Keep a decision about a row and publish its report again.

        Args:
            row_id: key of the row, or its `quarantine_id`. A release is of a refused row; a
                correction and a rejection may be of a published one, too.
            kind: release, correct or reject.
            who: the person who answers for it.
            why: the reason, for whoever reads the numbers later.
            changes: of a correction, column to new value in words.

        Raises:
            WrongSetting: no such row, nothing to accept in it, or a value that does not fit.
        """
        table, row, accepted = self._find(row_id)
        if changes and kind != "correct":
            raise WrongSetting(f"a {kind} changes no value", next_step="use correct")
        if kind == "release" and not accepted:
            raise WrongSetting(f"{row_id} is not in quarantine: there is nothing to release")
        if "document_held_back" in accepted and kind == "release" and len(accepted) == 1:
            raise WrongSetting(
                f"{row_id} is only held back with its document",
                next_step=f"decide about the document: {row['document_id']}",
            )
        decision = Decision(
            kind=kind,
            table=table,
            row_id=row["document_id"] if table == "documents" else row["observation_id"],
            document_id=row["document_id"],
            report_id=row["report_id"],
            source_digest=source_digest(table, row, self._text(table, row)),
            expectations=accepted if kind == "release" else (),
            changes=read_changes(table, changes or {}) if kind == "correct" else {},
            who=who,
            why=why,
            at=self.now(),
        )
        with self.state.begin() as connection:
            decision = store_decision(connection, decision)
        return Decided(decision, self.publisher().publish_again([decision.report_id]))

    def withdraw(self, decision_id: int, *, who: str, why: str) -> Decided:
        """Take a decision back and publish its report again, as it would be without it."""
        with self.state.begin() as connection:
            decision = withdraw_decision(connection, decision_id, who=who, why=why, at=self.now())
        return Decided(decision, self.publisher().publish_again([decision.report_id]))

    def _find(self, row_id: str) -> tuple[Any, Row, tuple[str, ...]]:
        """The row of that id: its table, the row, and the expectations that it fails."""
        refused = [
            row
            for row in self.lake.read("quarantine").to_pylist()
            if row_id in (row["row_id"], row["quarantine_id"])
        ]
        if len(refused) > 1:
            raise WrongSetting(
                f"{row_id} is refused {len(refused)} times",
                next_step="name one by its quarantine_id",
            )
        if refused:
            (held,) = refused
            row = json.loads(held["row"])
            if not held["document_id"] or held["row_id"].startswith("content:"):
                raise WrongSetting(
                    f"{row_id} has no key: it cannot be decided about",
                    next_step="correct the reader or the site's file",
                )
            return held["table"], row, tuple(held["expectations"])
        for table, key in (("observations", "observation_id"), ("documents", "document_id")):
            answer = self.lake.query(f"select * from {table} where {key} = ?", [row_id])  # noqa: S608
            if answer.num_rows:
                return table, answer.to_pylist()[0], ()
        raise WrongSetting(
            f"no row {row_id} is published or in quarantine",
            next_step="see zonereports quality list",
        )

    def _text(self, table: str, row: Row) -> str | None:
        """The text that a row was read from: its document's, published or held back."""
        if table == "documents":
            return cast("str | None", row["text"])
        found = self.lake.query(
            "select text from documents where document_id = ?", [row["document_id"]]
        ).to_pylist()
        if found:
            return cast("str | None", found[0]["text"])
        held = self.lake.query(
            "select row from quarantine where \"table\" = 'documents' and row_id = ?",
            [row["document_id"]],
        ).to_pylist()
        return cast("str | None", json.loads(held[0]["row"])["text"]) if held else None
