"""What was read from one page or file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

SourceKind = Literal["government page", "government attachment", "document library", "template"]
PeriodKind = Literal["annual", "half_year", "quarter"]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the stretch of text that it governs (to the next heading of its rank)."""

    level: int
    """1 for 一、, 2 for （一）, 3 for 1. or ①."""
    heading: str
    start: int
    end: int
    """text[start:end] is the heading and what follows it."""
    about: Literal["review", "plan", "problems"] | None = None
    """What a top-level part is about, where its heading or the document tells."""


@dataclass(frozen=True, slots=True)
class Document:
    """A report as read: its plain text and what is known of it.

    Everything is a pure function of the bytes and what the crawl knew of them.
    """

    title: str | None
    text: str
    """Body without furniture: paragraphs separated by one newline."""
    sections: tuple[Section, ...] = ()
    zone: str | None = None
    """As the site's zones name it, else as the report does."""
    zone_level: str | None = None
    county: str | None = None
    prefecture: str | None = None
    province: str | None = None
    adcode: str | None = None
    """GB/T 2260, six digits."""
    report_year: int | None = None
    """The year under review, from title and body; None when masked (20xx). Never the publication's."""
    plan_year: int | None = None
    period_kind: PeriodKind = "annual"
    published_at: date | None = None
    """China time."""
    signed_on: date | None = None
    issuer: str | None = None
    """Who signed it."""
    source: str | None = None
    """来源 as the page says."""
    source_kind: SourceKind = "government page"
    index_number: str | None = None
    notes: tuple[str, ...] = field(default=())
    """What was repaired or conflicts, in words."""
    agreement: float | None = None
    """How far a second reader of the page found the same body, 0 to 1; None where none looked."""

    @property
    def text_sha256(self) -> str:
        """Digest of the text: the identity of a version."""
        import hashlib

        return hashlib.sha256(self.text.encode()).hexdigest()
