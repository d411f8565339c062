"""What happened to a report: first, corrected, reposted, moved, withdrawn, and how its copies differ."""

from zonereports.events.differences import Change, NumberChange, changes
from zonereports.events.event import EVENTS, Event, EventKind, record_events, stored_events
from zonereports.events.history import History, Step
from zonereports.events.resemblance import is_copy
from zonereports.events.sighting import Sighting
from zonereports.events.standing import STANDINGS
from zonereports.events.version import Version, version_of
from zonereports.events.wording import fingerprint

__all__ = [
    "EVENTS",
    "STANDINGS",
    "Change",
    "Event",
    "EventKind",
    "History",
    "NumberChange",
    "Sighting",
    "Step",
    "Version",
    "version_of",
    "changes",
    "fingerprint",
    "is_copy",
    "record_events",
    "stored_events",
]
