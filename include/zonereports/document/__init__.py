"""Bytes to a document: title, dates, zone, plain text with its sections."""

from typing import TYPE_CHECKING

from zonereports.document.sections import sections
from zonereports.front_door import lazy_door

if TYPE_CHECKING:
    from zonereports.document.attachments import find_attachments, report_attachment
    from zonereports.document.document import (
        OFFICIAL,
        Conflict,
        DatedFact,
        Document,
        PeriodKind,
        Section,
        SourceKind,
    )
    from zonereports.document.file_names import file_name
    from zonereports.document.files import is_file
    from zonereports.document.parts import find_parts
    from zonereports.document.places import Place
    from zonereports.document.reader import read, read_mapped
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
    "file_name",
    "find_attachments",
    "find_parts",
    "is_file",
    "read",
    "read_mapped",
    "report_attachment",
    "sections",
    "show_served",
    "zone_key",
]

__getattr__, __dir__ = lazy_door(__name__)
