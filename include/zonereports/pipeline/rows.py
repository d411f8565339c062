"""A reading as rows of the lake."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass

from zonereports.archive import Capture
from zonereports.document import Document
from zonereports.events import Version
from zonereports.observations import (
    Extraction,
    Finding,
    Observation,
    find_gaps,
    find_inconsistencies,
    observe,
    period_bounds,
)
from zonereports.pipeline.sources import Source

Row = dict[str, object]
IMPORTED = "import"
"""What the column `site` says of files that a person brought."""
_SENTENCE_END = re.compile(r"[。；;！？\n]")


@dataclass(frozen=True, slots=True)
class Reading:
    """One capture, read: its document, its numbers, and which version of which report it is."""

    source: Source
    extraction: Extraction
    version: Version

    @property
    def capture(self) -> Capture:
        """What was read, under the address of its page."""
        return self.source.capture

    @property
    def document(self) -> Document:
        """What was read in it."""
        return self.source.document

    @property
    def place(self) -> Row:
        """The columns that the tables share."""
        document = self.document
        return {
            "document_id": self.version.document_id,
            "report_id": self.version.report_id,
            "report_year": document.report_year,
            "site": self.capture.site or IMPORTED,
            "zone": document.zone,
            "zone_level": document.zone_level,
            "county": document.county,
            "prefecture": document.prefecture,
            "province": document.province,
            "adcode": document.adcode,
            "url": self.capture.url,
            "published_at": document.published_at,
            "official": document.official,
            "capture_id": self.capture.id,
        }

    def document_row(self) -> Row:
        """The row of `documents`."""
        document, attachment = self.document, self.source.attachment
        return {
            **self.place,
            "version": self.version.version,
            "is_latest": True,
            "plan_year": document.plan_year,
            "period_kind": document.period_kind,
            "title": document.title,
            "text": document.text,
            "text_sha256": document.text_sha256,
            "signed_on": document.signed_on,
            "issuer": document.issuer,
            "source": document.source,
            "source_kind": document.source_kind,
            "index_number": document.index_number,
            "fetched_at": self.capture.fetched_at,
            "characters": len(document.text),
            "observations": len(self._numbers),
            "coverage": self.extraction.coverage,
            "agreement": document.agreement,
            "notes": "\n".join(document.notes),
            "document_number": document.document_number,
            **proof_columns(document),
            "attachment_url": attachment.url if attachment else None,
            "attachment_name": (attachment.title if attachment else self.capture.name) or None,
            "page_capture_id": self.source.page_capture_id,
            "attachments": list(self.source.beside),
        }

    def observation_rows(self) -> list[Row]:
        """The rows of `observations`, in reading order."""
        return [self._observation_row(item) for item in self._numbers]

    @property
    def _numbers(self) -> list[Observation]:
        """What the text states, growth without a numeral (持平 is 0 %) in its place."""
        extraction = self.extraction
        return sorted([*extraction.observations, *extraction.implied], key=lambda o: o.start)

    def contradictions(self) -> dict[str, str]:
        """What numbers of the report say against each other, by observation id."""
        said: dict[str, str] = {}
        for found in find_inconsistencies(self.extraction.observations, self.document.text):
            if found.severity == "contradiction":
                for start in found.starts:
                    said.setdefault(self._observation_id(start), found.says)
        return said

    def finding_rows(self, published: Collection[object]) -> list[Row]:
        """The rows of `findings`, in reading order.

        Args:
            published: observation ids that passed the gate; other numbers prove nothing.
        """
        held = {
            item.start: item
            for item in self.extraction.observations
            if self._observation_id(item.start) in published
        }
        found = find_inconsistencies(tuple(held.values()), self.document.text)
        gaps = find_gaps(self.extraction, self.document.text)
        return [self._finding_row(item, held) for item in (*found, *gaps)]

    def _finding_row(self, item: Finding, held: dict[int, Observation]) -> Row:
        # From what is compared, not from its place in the list: one that is added moves no other.
        quotes = {gap.start: gap.quote for gap in self.extraction.unaccounted}
        told = hashlib.sha256(repr((item.kind, item.starts)).encode()).hexdigest()[:16]
        return {
            **{name: value for name, value in self.place.items() if name != "official"},
            "finding_id": f"{self.version.document_id}-{told}",
            "kind": item.kind,
            "severity": item.severity,
            "says": item.says,
            "expected": None if item.expected is None else float(item.expected),
            "stated": None if item.stated is None else float(item.stated),
            "observation_ids": [self._observation_id(at) for at in item.starts if at in held],
            "starts": list(item.starts),
            "quotes": [held[at].quote if at in held else quotes[at] for at in item.starts],
        }

    def _observation_id(self, start: int) -> str:
        return f"{self.version.document_id}-{start}"

    def _observation_row(self, item: Observation) -> Row:
        start, end = period_bounds(item.period)
        return {
            **self.place,
            "observation_id": self._observation_id(item.start),
            "code": item.code,
            "label": item.label,
            "measure": item.measure,
            "value": item.value,
            "unit": item.unit,
            "value_norm": None if item.value_norm is None else float(item.value_norm),
            "unit_norm": item.unit_norm,
            "period": item.period,
            "period_start": start,
            "period_end": end,
            "status": item.status,
            "scope": item.scope,
            "qualifier": item.qualifier,
            "start": item.start,
            "quote": item.quote,
            "sentence": sentence_at(self.document.text, item.start, len(item.quote)),
            "rule": item.rule,
            "confidence": item.confidence,
        }


def proof_columns(document: Document) -> dict[str, str | None]:
    """The columns that prove a document's facts, as JSON text; null where there is nothing."""
    dates = [
        {"kind": d.kind, "date": d.on.isoformat(), "precision": d.precision, "found_in": d.found_in}
        for d in document.dates
    ]
    conflicts = [
        {
            "fact": c.fact,
            "kept": c.kept,
            "said": [{"value": value, "found_in": place} for value, place in c.said],
        }
        for c in document.conflicts
    ]
    told = {"dates": dates, "found_in": dict(document.found_in), "conflicts": conflicts}
    return {
        name: json.dumps(value, ensure_ascii=False) if value else None
        for name, value in told.items()
    }


def observe_document(document: Document) -> Extraction:
    """The numbers of a document, read with everything that it tells of itself."""
    return observe(
        document.text,
        title=document.title,
        report_year=document.report_year,
        sections=document.sections,
        zone=document.zone,
    )


def unreadable_row(capture: Capture, report_id: str, reason: str, rule: str = "readable") -> Row:
    """The quarantine row of a page in which no report could be read, and the rule that it fails."""
    return {
        "quarantine_id": capture.id,
        "table": "documents",
        "row_id": capture.id,
        "document_id": None,
        "report_id": report_id,
        "report_year": None,
        "site": capture.site or IMPORTED,
        "zone": None,
        "severity": "critical",
        "expectations": [rule],
        "reason": reason,
        "url": capture.url,
        "row": json.dumps({"url": capture.url}, ensure_ascii=False),
        "capture_id": capture.id,
    }


def sentence_at(text: str, start: int, length: int) -> str:
    """The sentence around text[start:start+length], without its white space at the ends."""
    begin = 0
    for match in _SENTENCE_END.finditer(text, 0, start):
        begin = match.end()
    following = _SENTENCE_END.search(text, start + length)
    return text[begin : following.end() if following else len(text)].strip()
