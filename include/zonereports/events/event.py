"""An event: one thing that happened to one report, once, with its evidence."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Column, Connection, Integer, String, Table, Text, insert, select

from zonereports.events.differences import Change
from zonereports.events.history import Version
from zonereports.state import METADATA, State, UtcDateTime

EventKind = Literal["first", "corrected", "withdrawn"]

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
)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, to which report, seen in which capture."""

    kind: EventKind
    version: Version
    url: str
    happened_at: datetime
    """When it was seen; aware, UTC."""
    changes: tuple[Change, ...] = ()
    """For `corrected`: what the page says now and said before."""

    @property
    def event_id(self) -> str:
        """The same event has the same id however often it is derived."""
        return f"{self.kind}-{self.version.document_id}"

    def row(self) -> dict[str, object]:
        """The row of the table `events`."""
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
            "capture_id": self.version.capture_id,
            "happened_at": self.happened_at,
            "evidence": json.dumps([asdict(c) for c in self.changes], ensure_ascii=False),
        }


def record_events(connection: Connection, events: Iterable[Event]) -> list[Event]:
    """Store events within the caller's transaction; the ones that were not known yet come back."""
    new = []
    for event in events:
        known = connection.scalar(
            select(EVENTS.c.event_id).where(EVENTS.c.event_id == event.event_id)
        )
        if known is None:
            connection.execute(insert(EVENTS).values(**event.row()))
            new.append(event)
    return new


def stored_events(state: State) -> list[dict[str, object]]:
    """All events, oldest first, as rows."""
    with state.read() as connection:
        rows = connection.execute(select(EVENTS).order_by(EVENTS.c.happened_at, EVENTS.c.event_id))
        return [row._asdict() for row in rows]
