"""The page that proves a report's numbers: its text with each number marked and explained."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from zonereports.archive import Capture
from zonereports.document import Document, SourceMap, is_file, read_mapped, show_served
from zonereports.errors import UnreadablePage
from zonereports.events import Version
from zonereports.fetch import Response
from zonereports.observations import Extraction, Finding, find_inconsistencies
from zonereports.pipeline.evidence_layout import blocks
from zonereports.pipeline.evidence_marks import Mark, marks, place_of
from zonereports.pipeline.evidence_pages import EvidencePages
from zonereports.pipeline.evidence_words import EVIDENCE_WORDS, Language, word
from zonereports.pipeline.rows import Reading, observe_document
from zonereports.pipeline.sources import Source
from zonereports.sites import Link

_FOLDER = Path(__file__).parent / "evidence_page"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One version of a report, read, with what is known of its capture."""

    document: Document
    extraction: Extraction
    url: str
    capture: Capture | None = None
    """None for a file that was never archived."""
    document_id: str | None = None
    version: int | None = None
    refused: frozenset[int] = frozenset()
    """Offsets of numbers that did not pass the quality gate."""
    attachment: Link | None = None
    """The file that was read, when the report is not on the page itself."""
    map: SourceMap | None = None
    """Of a file: where in it each character stands."""


def evidence_of(reading: Reading, published: Collection[object]) -> Evidence:
    """What is shown of a reading whose observation ids were published, or not."""
    known = reading.version
    refused = frozenset(
        item.start
        for item in reading.extraction.observations
        if f"{known.document_id}-{item.start}" not in published
    )
    return _of_source(reading.source, reading.extraction, known, refused)


def _of_source(
    source: Source, extraction: Extraction, version: Version, refused: frozenset[int]
) -> Evidence:
    return Evidence(
        document=source.document,
        extraction=extraction,
        url=source.capture.url,
        capture=source.capture,
        document_id=version.document_id,
        version=version.version,
        refused=refused,
        attachment=source.attachment,
        map=source.map if is_file(source.response.body) else None,
    )


def evidence_page(
    evidence: Evidence, *, served: str | None = None, language: Language = "zh"
) -> str:
    """The page as one HTML file that needs nothing else: no script, nothing loaded.

    The same evidence gives the same characters. Each number has the anchor `#o-START`.

    Args:
        evidence: the report.
        served: markup of the page as captured, from `show_served`; None for the clean text.
        language: of all that is not the report's own.
    """
    found = marks(evidence.extraction, evidence.refused, evidence.map, language)
    kinds = Counter(mark.kind for mark in found)
    observations = evidence.extraction.observations
    style = _style()
    template = _templates().get_template("page.html.j2")
    page: str = template.render(
        t=lambda chinese, english: english if language == "en" else chinese,
        title=evidence.document.title or word("said", "untitled", language),
        facts=_facts(evidence, language),
        link=evidence.url if evidence.url.startswith(("http://", "https://")) else None,
        style=style,
        style_digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        statuses={code: word("status", code, language) for code in EVIDENCE_WORDS["status"]},
        counts=Counter(item.status for item in observations),
        excluded=kinds["excluded"],
        gaps=kinds["gap"],
        findings=_findings(evidence, language),
        blocks=list(blocks(evidence.document, found)) if served is None else [],
        served=served,
    )
    return page


def page_of_file(response: Response, *, as_served: bool) -> str:
    """The evidence page of a file that was never archived.

    Raises:
        UnreadablePage: no report in it; or as served, but not a page.
    """
    document, source = read_mapped(
        response.body, url=response.url, content_type=response.header("content-type")
    )
    evidence = Evidence(
        document,
        observe_document(document),
        response.url,
        map=source if is_file(response.body) else None,
    )
    return _served(response, evidence, source) if as_served else evidence_page(evidence)


def page_of_version(
    source: Source,
    version: Version,
    *,
    refused: Collection[str],
    as_served: bool,
    language: Language = "zh",
) -> str:
    """The evidence page of a published version, read again from its capture.

    Args:
        source: the report as it is read today, mapped.
        version: of which report.
        refused: ids of its observations that did not pass the quality gate.
        as_served: the page as captured, not the clean text.
        language: of all that is not the report's own.

    Raises:
        UnreadablePage: as served, but not a page.
    """
    extraction = observe_document(source.document)
    held = frozenset(
        item.start
        for item in extraction.observations
        if f"{version.document_id}-{item.start}" in refused
    )
    evidence = _of_source(source, extraction, version, held)
    if not as_served:
        return evidence_page(evidence, language=language)
    if source.map is None:
        raise ValueError("the source was read without its map")
    return _served(source.response, evidence, source.map, language, parts=source.parts)


def _served(
    response: Response,
    evidence: Evidence,
    source: SourceMap,
    language: Language = "zh",
    *,
    parts: tuple[Response, ...] = (),
) -> str:
    found = marks(evidence.extraction, evidence.refused, language=language)
    if is_file(response.body):
        places = dict.fromkeys(
            where
            for mark in found
            if mark.kind == "number" and (where := place_of(source, mark.start, mark.end))
        )
        told = evidence.attachment
        raise UnreadablePage(
            f"the report stands in a file{f' ({told.title}, {told.url})' if told else ''}, which "
            f"no browser shows as a page; its numbers stand on {'、'.join(places) or 'no page'}",
            url=evidence.url,
            next_step="leave --as-served out: each number is then shown with its place in the file",
        )
    numbers = [
        (source.ranges(mark.start, mark.end), _Wrap(mark, language))
        for mark in found
        if mark.kind == "number"
    ]
    content_type = response.header("content-type")
    more = [(one.body, one.header("content-type")) for one in parts]
    served = show_served(response.body, content_type, url=evidence.url, marks=numbers, parts=more)
    return evidence_page(evidence, served=served, language=language)


def write_evidence(pages: EvidencePages, evidence: Evidence) -> str:
    """Keep the page of a published version; where it stands. The same page again changes nothing.

    Raises:
        CouldNotWrite: no room, or no permission.
        EvidenceUnreachable: they are kept in a bucket, and the storage does not answer.
    """
    return pages.write(str(evidence.document_id), evidence_page(evidence).encode())


class _Wrap:
    """Makes the elements of one mark on the page as captured."""

    def __init__(self, mark: Mark, language: Language) -> None:
        self._mark = mark
        self._language = language

    def __call__(self, text: str, first: bool) -> list[Any]:
        from lxml import etree

        if not first:
            piece = etree.Element("span", {"class": f"n {self._mark.status}"})
            piece.text = text
            return [piece]
        template = _templates().get_template("tell.html.j2").module
        whole = etree.fromstring(f"<div>{template.tell(self._mark, self._language)}</div>")
        start = self._mark.start
        link = etree.Element(
            "a",
            {
                "class": f"n {self._mark.status}",
                "id": f"o-{start}",
                "href": f"#o-{start}",
                "aria-describedby": f"f-{start}",
            },
        )
        link.text = text
        anchors = [
            etree.Element("span", {"class": "at", "id": f"o-{item.start}"})
            for item in self._mark.told[1:]
            if item.start != start
        ]
        return [*anchors, link, whole[0]]


def _facts(evidence: Evidence, language: Language) -> list[tuple[str, str]]:
    document, capture = evidence.document, evidence.capture
    facts = {
        "zone": document.zone,
        "where": "".join(
            dict.fromkeys(p for p in (document.province, document.prefecture, document.county) if p)
        ),
        "report_year": document.report_year,
        "plan_year": document.plan_year,
        "published_at": document.published_at,
        "signed_on": document.signed_on,
        "issuer": document.issuer,
        "source": document.source,
        "source_kind": word("source_kind", document.source_kind, language),
        "url": evidence.url,
        "attachment": evidence.attachment and evidence.attachment.title,
        "attachment_url": evidence.attachment and evidence.attachment.url,
        "fetched_at": capture and capture.fetched_at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        "capture_id": capture and capture.id,
        "document_id": evidence.document_id,
        "version": evidence.version,
        "digest": f"sha256:{document.text_sha256}",
    }
    return [
        (word("document", code, language), str(value)) for code, value in facts.items() if value
    ]


def _findings(evidence: Evidence, language: Language) -> list[dict[str, Any]]:
    held = {
        item.start: item
        for item in evidence.extraction.observations
        if item.start not in evidence.refused
    }
    inconsistent = find_inconsistencies(tuple(held.values()), evidence.document.text)

    def shown(item: Finding) -> dict[str, Any]:
        severity, kind = (
            word("severity", item.severity, language),
            word("finding", item.kind, language),
        )
        return {
            "severity": item.severity,
            "word": f"{severity} ({kind})" if language == "en" else f"{severity}（{kind}）",
            "says": item.says,
            "numbers": [(start, held[start].quote) for start in item.starts],
        }

    return [shown(item) for item in inconsistent]


@lru_cache(maxsize=1)
def _templates() -> Any:
    # Imported here: the pipeline is loaded by commands that show nothing.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )


@lru_cache(maxsize=1)
def _style() -> str:
    return (_FOLDER / "page.css.j2").read_text(encoding="utf-8")
