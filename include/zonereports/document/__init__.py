"""Bytes to a document: title, dates, zone, plain text with its sections."""

from zonereports.document.attachments import find_attachments, report_attachment
from zonereports.document.document import Document, PeriodKind, Section, SourceKind
from zonereports.document.file_names import file_name
from zonereports.document.files import is_file
from zonereports.document.reader import read
from zonereports.document.sections import sections

__all__ = [
    "Document",
    "PeriodKind",
    "Section",
    "SourceKind",
    "file_name",
    "find_attachments",
    "is_file",
    "read",
    "report_attachment",
    "sections",
]
