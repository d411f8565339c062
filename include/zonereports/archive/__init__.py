"""Every response exactly as served, stored once, found again by its capture id."""

from zonereports.archive.archive import Archive
from zonereports.archive.capture import FOUND_AGAIN, UNCHANGED, Capture, CaptureKind
from zonereports.archive.index import Entry
from zonereports.archive.rebuild import Reindex
from zonereports.archive.survey import Survey
from zonereports.archive.verification import Damage, Verification

__all__ = [
    "FOUND_AGAIN",
    "UNCHANGED",
    "Archive",
    "Capture",
    "CaptureKind",
    "Damage",
    "Entry",
    "Reindex",
    "Survey",
    "Verification",
]
