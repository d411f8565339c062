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
    find_inconsistencies,
    observe,
    period_bounds,
)

Row = dict[str, object]
IMPORTED = "import"
"""What the column `site` says of files that a person brought."""
_SENTENCE_END = re.compile(r"[。；;！？\n]")


@dataclass(frozen=True, slots=True)
class Reading:
    """One capture, read: its document, its numbers, and which version of which report it is."""

    capture: Capture
    document: Document
    extraction: Extraction
    version: Version

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
        document = self.document
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
            "observations": len(self.extraction.observations),
            "coverage": self.extraction.coverage,
            "notes": "\n".join(document.notes),
            "document_number": document.document_number,
            **evidence(document),
        }

    def observation_rows(self) -> list[Row]:
        """The rows of `observations`, in reading order."""
        return [self._observation_row(item) for item in self.extraction.observations]

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
        return [self._finding_row(item, held) for item in found]

    def _finding_row(self, item: Finding, held: dict[int, Observation]) -> Row:
        # From what is compared, not from its place in the list: one that is added moves no other.
        told = hashlib.sha256(repr((item.kind, item.starts)).encode()).hexdigest()[:16]
        return {
            **{name: value for name, value in self.place.items() if name != "official"},
            "finding_id": f"{self.version.document_id}-{told}",
            "kind": item.kind,
            "severity": item.severity,
            "says": item.says,
            "expected": None if item.expected is None else float(item.expected),
            "stated": None if item.stated is None else float(item.stated),
            "observation_ids": [self._observation_id(start) for start in item.starts],
            "starts": list(item.starts),
            "quotes": [held[start].quote for start in item.starts],
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


def evidence(document: Document) -> dict[str, str | None]:
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


def unreadable_row(capture: Capture, report_id: str, reason: str) -> Row:
    """The quarantine row of a page in which no report could be read."""
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
        "expectations": ["readable"],
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
