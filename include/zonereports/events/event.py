"""An event: one thing that happened to one report, once, with its evidence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Column, Connection, Integer, String, Table, Text, insert, select

from zonereports.events.differences import Change
from zonereports.events.version import Version
from zonereports.state import METADATA, State, UtcDateTime, dag_run

EventKind = Literal[
    "first",
    "corrected",
    "withdrawn",
    "reposted",
    "moved",
    "attachment added",
    "differs",
    "alternates",
]
"""first: seen for the first time. corrected: its wording changed where it leads. withdrawn: it
stands nowhere any more. reposted: the same wording with a later date, or back after it was gone.
moved: it stands at another address, and the old one is gone or leads there. attachment added: its
page offers one more file. differs: a copy at another address does not say the same.
alternates: wordings that were told before, or two reports, take turns where it leads; told once, and
no turn after it makes a version."""

Proof = tuple[tuple[str, str], ...]
"""Evidence by name: (name, value)."""

EVENTS = Table(
    "events",
    METADATA,
    Column("event_id", String(48), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("report_id", String(16), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("site", String(64)),
    Column("zone", Text),
    Column("report_year", Integer),
    Column("title", Text),
    Column("url", String(2000), nullable=False),
    Column("capture_id", String(16), nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("evidence", Text, nullable=False),
    dag_run(),
)
_ONCE_A_VERSION = ("first", "corrected", "alternates")


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, to which report, seen in which capture."""

    kind: EventKind
    version: Version
    """The version that it is about: the latest when it happened."""
    url: str
    """Where it happened."""
    happened_at: datetime
    """When it was seen; aware, UTC."""
    changes: tuple[Change, ...] = ()
    """What the page says now and said before; for `differs` and `moved`, what the copy says and
    what the report's version does."""
    evidence: Proof = ()
    """Further proof by name: old_capture, new_capture, old_url, new_url, old_date, new_date,
    attachment, name."""
    key: str = ""
    """What tells events of one kind and version apart."""

    @property
    def event_id(self) -> str:
        """The same event has the same id however often it is derived."""
        if self.kind in _ONCE_A_VERSION:
            return f"{self.kind}-{self.version.document_id}"
        told = hashlib.sha256(f"{self.url}\n{self.key}".encode()).hexdigest()[:8]
        return f"{self.kind}-{self.version.document_id}-{told}"

    def row(self) -> dict[str, object]:
        """The row of the table `events`."""
        evidence = dict(self.evidence)
        return {
            "event_id": self.event_id,
            "kind": self.kind,
            "report_id": self.version.report_id,
            "version": self.version.version,
            "site": self.version.site,
            "zone": self.version.zone,
            "report_year": self.version.report_year,
            "title": self.version.title,
            "url": self.url,
            "capture_id": evidence.get("new_capture", self.version.capture_id),
            "happened_at": self.happened_at,
            "evidence": json.dumps(
                evidence | {"changes": [_told(change) for change in self.changes]},
                ensure_ascii=False,
            ),
        }


def record_events(connection: Connection, events: Iterable[Event]) -> list[Event]:
    """Store events within the caller's transaction; the ones that were not known yet come back."""
    new = []
    for event in events:
        if not is_recorded(connection, event.event_id):
            connection.execute(insert(EVENTS).values(**event.row()))
            new.append(event)
    return new


def is_recorded(connection: Connection, event_id: str) -> bool:
    """Whether an event is known."""
    query = select(EVENTS.c.event_id).where(EVENTS.c.event_id == event_id)
    return connection.scalar(query) is not None


def stored_events(
    state: State, *, report_id: str | None = None, since: datetime | None = None
) -> list[dict[str, object]]:
    """All events, oldest first, as rows.

    Args:
        state: where they are.
        report_id: only those of one report.
        since: only those that were seen then or later; aware.
    """
    query = select(EVENTS).order_by(EVENTS.c.happened_at, EVENTS.c.event_id)
    if report_id is not None:
        query = query.where(EVENTS.c.report_id == report_id)
    if since is not None:
        query = query.where(EVENTS.c.happened_at >= since)
    with state.read() as connection:
        return [row._asdict() for row in connection.execute(query)]


def _told(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind,
        "old": change.old,
        "new": change.new,
        "numbers": [number._asdict() for number in change.numbers],
    }
