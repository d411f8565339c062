"""What happened to a report (first, corrected, moved, withdrawn …), what did not, and to its source."""

from typing import TYPE_CHECKING

from zonereports.front_door import lazy_door

if TYPE_CHECKING:
    from zonereports.events.differences import Change, NumberChange, changes
    from zonereports.events.event import EVENTS, Event, EventKind, record_events, stored_events
    from zonereports.events.health import Look, Source, troubles, unknowable
    from zonereports.events.history import History, Step
    from zonereports.events.notice import (
        NOTICES,
        Notice,
        NoticeKind,
        Trouble,
        Turn,
        stored_notices,
        turn,
    )
    from zonereports.events.overdue import SPANS, Looks, Missing, missing
    from zonereports.events.overdue_rhythm import Appearance, Expectation, Rhythm, Span
    from zonereports.events.resemblance import is_copy
    from zonereports.events.sighting import Sighting
    from zonereports.events.standing import STANDINGS
    from zonereports.events.version import Version, version_of
    from zonereports.events.wording import fingerprint

__all__ = [
    "EVENTS",
    "NOTICES",
    "SPANS",
    "STANDINGS",
    "Appearance",
    "Change",
    "Event",
    "EventKind",
    "Expectation",
    "History",
    "Look",
    "Looks",
    "Missing",
    "Notice",
    "NoticeKind",
    "NumberChange",
    "Rhythm",
    "Sighting",
    "Source",
    "Span",
    "Step",
    "Trouble",
    "Turn",
    "Version",
    "changes",
    "fingerprint",
    "is_copy",
    "missing",
    "record_events",
    "stored_events",
    "stored_notices",
    "troubles",
    "turn",
    "unknowable",
    "version_of",
]

__getattr__, __dir__ = lazy_door(__name__)
