"""Bytes to a document: title, dates, zone, plain text with its sections."""

from zonereports.document.attachments import find_attachments
from zonereports.document.document import (
    OFFICIAL,
    Conflict,
    DatedFact,
    Document,
    PeriodKind,
    Section,
    SourceKind,
)
from zonereports.document.reader import read
from zonereports.document.sections import sections
from zonereports.document.zone_names import zone_key

__all__ = [
    "OFFICIAL",
    "Conflict",
    "DatedFact",
    "Document",
    "PeriodKind",
    "Section",
    "SourceKind",
    "find_attachments",
    "read",
    "sections",
    "zone_key",
]
