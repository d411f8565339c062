"""What the lake knows of a report, for subscriptions: now, and over the past for a preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from zonereports.alerts import Rule, Subject
from zonereports.events import stored_events
from zonereports.lake import Lake
from zonereports.pipeline.rows import Row
from zonereports.sites import Site
from zonereports.state import State

_CHUNK = 200
_DOCUMENT = (
    "document_id, report_year, site, zone, zone_level, county, prefecture, province, title, text"
)
_OBSERVATION = "document_id, code, label, measure, value_norm, quote, scope, status"


class Fired(NamedTuple):
    """An event that a rule would have told."""

    event: dict[str, Any]
    why: str
    due_at: datetime


def subject_of(document_id: str, documents: Sequence[Row], observations: Sequence[Row]) -> Subject:
    """The subject of one document among rows; an empty one when it is not there."""
    found = next((row for row in documents if row["document_id"] == document_id), None)
    if found is None:
        return Subject()
    return Subject.of_rows(
        found, tuple(row for row in observations if row["document_id"] == document_id)
    )


def subjects_in_lake(lake: Lake, document_ids: Sequence[str]) -> dict[str, Subject]:
    """The subjects of published documents, by document id; ones that are not there are left out."""
    if not document_ids or "documents" not in lake.describe()["tables"]:
        return {}
    ids = list(document_ids)
    # By their list, since a query sees the tables of one snapshot and nothing of the state.
    marks = ", ".join("?" for _ in ids)
    documents = lake.query(
        f"select {_DOCUMENT} from documents where document_id in ({marks})", ids
    ).to_pylist()
    observations = lake.query(
        f"select {_OBSERVATION} from observations where document_id in ({marks})", ids
    ).to_pylist()
    of: dict[str, list[Row]] = {}
    for row in observations:
        of.setdefault(str(row["document_id"]), []).append(row)
    return {
        str(row["document_id"]): Subject.of_rows(row, tuple(of.get(str(row["document_id"]), ())))
        for row in documents
    }


def placed(subject: Subject, site: Site | None, *, zone: str | None, year: int | None) -> Subject:
    """A subject with what the event itself tells, where the lake knows nothing."""
    return replace(
        subject,
        zone=subject.zone or zone,
        year=subject.year or year,
        county=subject.county or (site.name if site else None),
        site=subject.site or (site.key if site else None),
    )


def preview(
    rule: Rule, *, state: State, lake: Lake, sites: dict[str, Site], since: datetime
) -> list[Fired]:
    """The stored events since then that the rule would have told, oldest first.

    Reports are judged by what is published of them now.
    """
    events = [row for row in stored_events(state) if _aware(row["happened_at"]) >= since]
    fired = []
    for start in range(0, len(events), _CHUNK):
        chunk = events[start : start + _CHUNK]
        ids = {row["event_id"]: f"{row['report_id']}-{row['version']}" for row in chunk}
        known = subjects_in_lake(lake, sorted(set(ids.values())))
        for row in chunk:
            subject = placed(
                known.get(ids[row["event_id"]], Subject()),
                sites.get(str(row["site"])),
                zone=row["zone"],  # type: ignore[arg-type]  # the columns' types
                year=row["report_year"],  # type: ignore[arg-type]
            )
            why = rule.why(str(row["kind"]), subject) if row["site"] else None
            if why is not None:
                fired.append(Fired(row, why, rule.due(_aware(row["happened_at"]))))
    return fired


def _aware(value: object) -> datetime:
    assert isinstance(value, datetime)  # the column's type
    return value
