"""What was read from one page or file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

SourceKind = Literal["government page", "government attachment", "document library", "template"]
PeriodKind = Literal["annual", "half_year", "quarter"]
DateKind = Literal["listed", "meta", "published", "written", "address", "signed"]
OFFICIAL: frozenset[SourceKind] = frozenset({"government page", "government attachment"})
"""Kinds of source whose words are the government's own, and not a copy's or a model's."""


@dataclass(frozen=True, slots=True)
class DatedFact:
    """One date that was found, China time; several may say the same."""

    kind: DateKind
    """listed: in the row of the listing. meta: in a meta tag. published: labelled 发布日期 and the
    like. written: labelled 成文日期 and the like. address: in the address. signed: by whom it is
    signed."""
    on: date
    """The first day of the month or year when no day is said."""
    precision: Literal["day", "month", "year"]
    found_in: str
    """Where, in words: list row, meta tag pubdate, label 发布日期, address, signature."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A fact on which two places disagree. It is kept as decided and flagged."""

    fact: str
    """The field of the document."""
    said: tuple[tuple[str, str], ...]
    """(value, where), at least two."""
    kept: str | None
    """The value that the document has."""


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
    document_number: str | None = None
    """文号, as the page or the line under the title says: 青开管〔2024〕3号."""
    dates: tuple[DatedFact, ...] = ()
    """Every date that was found, the strongest evidence of publication first."""
    found_in: tuple[tuple[str, str], ...] = ()
    """(field, where its value was found), for the fields that have one."""
    conflicts: tuple[Conflict, ...] = ()
    agreement: float | None = None
    """How far a second reader of the page found the same body, 0 to 1; None where none looked."""

    @property
    def official(self) -> bool:
        """Whether it belongs in a series of official figures: no library's copy and no template."""
        return self.source_kind in OFFICIAL

    @property
    def text_sha256(self) -> str:
        """Digest of the text: the identity of a version."""
        import hashlib

        return hashlib.sha256(self.text.encode()).hexdigest()
