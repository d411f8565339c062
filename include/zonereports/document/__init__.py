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
from zonereports.document.places import Place
from zonereports.document.reader import read, read_mapped
from zonereports.document.sections import sections
from zonereports.document.served import show_served
from zonereports.document.source_map import Origin, Range, SourceMap
from zonereports.document.zone_names import zone_key

__all__ = [
    "OFFICIAL",
    "Conflict",
    "DatedFact",
    "Document",
    "Origin",
    "PeriodKind",
    "Place",
    "Range",
    "Section",
    "SourceKind",
    "SourceMap",
    "find_attachments",
    "read",
    "read_mapped",
    "sections",
    "show_served",
    "zone_key",
]
