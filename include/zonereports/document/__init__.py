"""Bytes to a document: title, dates, zone, plain text with its sections."""

from zonereports.document.document import Document, PeriodKind, Section, SourceKind

__all__ = ["Document", "PeriodKind", "Section", "SourceKind"]
