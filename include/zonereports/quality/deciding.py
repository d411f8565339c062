"""Decisions of people, applied to a batch before and after its rules run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zonereports.quality.batch import KEYS, TABLES, Batch, Row, Table
from zonereports.quality.decision import Decision, source_digest, standing
from zonereports.quality.grounding import PLACE


@dataclass(slots=True)
class Deciding:
    """Which decisions meet a row of this batch, and which speak of a source that is gone."""

    met: dict[tuple[Table, int], Decision] = field(default_factory=dict)
    """By table and position in the batch."""
    lapsed: tuple[int, ...] = ()
    """Numbers of decisions about reports of the batch that met no row: their source changed."""
    holding: tuple[int, ...] = ()
    """Numbers of those that met one."""

    @classmethod
    def of(cls, batch: Batch, decisions: Iterable[Decision]) -> Deciding:
        """Match decisions with rows by table, key and the words that the row was read from."""
        words = standing(decisions)
        found = cls()
        if not words:
            return found
        texts = {row.get("document_id"): row.get("text") for row in batch.documents}
        for table in TABLES:
            for position, row in enumerate(batch.rows(table)):
                decision = words.get((table, str(row.get(KEYS[table]))))
                if decision is None:
                    continue
                if source_digest(table, row, texts.get(row.get("document_id"))) == (
                    decision.source_digest
                ):
                    found.met[table, position] = decision
        held = {decision.decision_id for decision in found.met.values()}
        reports = {row.get("report_id") for row in batch.documents}
        about = {one.decision_id for one in words.values() if one.report_id in reports}
        found.lapsed = tuple(sorted(about - held))
        found.holding = tuple(sorted(held))
        return found

    def corrected(self, batch: Batch) -> Batch:
        """The batch with what people corrected; rows are copies where they differ.

        What follows from a corrected column follows anew: base units, first and last day. A
        document's place and year are those of its observations, too.
        """
        if not any(one.kind == "correct" for one in self.met.values()):
            return batch
        documents, moved = list(batch.documents), dict[object, Mapping[str, object]]()
        observations = list(batch.observations)
        for (table, position), decision in self.met.items():
            if decision.kind == "correct" and table == "documents":
                documents[position] = {**documents[position], **decision.changes}
                moved[documents[position]["document_id"]] = {
                    name: value for name, value in decision.changes.items() if name in PLACE
                }
        for position, row in enumerate(observations):
            if place := moved.get(row.get("document_id")):
                observations[position] = {**row, **place}
        for (table, position), decision in self.met.items():
            if decision.kind == "correct" and table == "observations":
                observations[position] = _corrected(observations[position], decision)
        return Batch(documents, observations)

    def kind(self, table: Table, position: int) -> str | None:
        """What was decided about a row."""
        decision = self.met.get((table, position))
        return decision.kind if decision else None


def _corrected(row: Row, decision: Decision) -> Row:
    from zonereports.observations import find_unit, period_bounds

    new = {**row, **decision.changes, "rule": "corrected by a person", "confidence": 1.0}
    if {"value", "unit"} & decision.changes.keys():
        unit = find_unit(new["unit"] or "")
        new["unit_norm"] = unit.base
        new["value_norm"] = (
            float(new["value"]) * float(unit.factor) if unit.base is not None else None
        )
    if "period" in decision.changes:
        try:
            new["period_start"], new["period_end"] = period_bounds(new["period"])
        except ValueError:
            # The rule about the form of a period says so.
            new["period_start"], new["period_end"] = None, None
    return new
