"""What happened to a report: first seen, corrected, withdrawn."""

from zonereports.events.differences import Change, changes
from zonereports.events.event import EVENTS, Event, EventKind, record_events, stored_events
from zonereports.events.history import History, Version, fingerprint

__all__ = [
    "EVENTS",
    "Change",
    "Event",
    "EventKind",
    "History",
    "Version",
    "changes",
    "fingerprint",
    "record_events",
    "stored_events",
]
