"""From archived pages to published rows, events and promised alerts.

The order makes a crash harmless: rows are published first (publishing the same rows again changes
nothing), then one transaction stores versions, events and messages and settles the captures. What
was not settled is read again by the next run and comes out the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from zonereports.alerts import Channel, Outbox, compose
from zonereports.archive import Archive, Capture
from zonereports.document import Document, find_attachments, read
from zonereports.errors import ArchiveDamaged, NotRecognisable, UnreadablePage, WrongSetting
from zonereports.events import Event, History, Sighting, Step, record_events
from zonereports.fetch import Response
from zonereports.lake import Lake
from zonereports.pipeline.evidence import evidence_of, write_evidence
from zonereports.pipeline.headlines import headlines
from zonereports.pipeline.pages import Pages
from zonereports.pipeline.reconciling import reconcile_changed
from zonereports.pipeline.rows import Reading, Row, observe_document, unreadable_row
from zonereports.quality import Batch, Verdict
from zonereports.sites import Link, Site, canonical_url
from zonereports.state import State

log = logging.getLogger(__name__)
CHUNK = 200
"""Captures read and published at once: bounds memory in a backfill."""


@dataclass(frozen=True, slots=True)
class PublishResult:
    """What one run published."""

    documents: tuple[str, ...] = ()
    """Ids of the new document versions in the lake."""
    observations: int = 0
    quarantined: int = 0
    held_back: tuple[str, ...] = ()
    """Documents that failed a critical check: an operator must look."""
    unreadable: tuple[str, ...] = ()
    """Captures in which no report could be read, with the reason."""
    events: tuple[str, ...] = ()
    snapshots: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    """Failed expectations with their severity and count."""
    findings: int = 0
    """Places where numbers of one report do not fit together."""
    contradictions: int = 0
    """Those of them that no rounding explains."""
    across_years: int = 0
    """Contradictions between reports of one zone, of the zones that this run changed."""

    def __add__(self, other: PublishResult) -> PublishResult:
        return PublishResult(
            self.documents + other.documents,
            self.observations + other.observations,
            self.quarantined + other.quarantined,
            self.held_back + other.held_back,
            self.unreadable + other.unreadable,
            self.events + other.events,
            self.snapshots + other.snapshots,
            self.failures + other.failures,
            self.findings + other.findings,
            self.contradictions + other.contradictions,
            self.across_years + other.across_years,
        )


@dataclass
class _Chunk:
    """What is to be published and stored about some captures; one capture of a report at most."""

    history: History
    readings: dict[str, Reading] = field(default_factory=dict)
    """By report id."""
    steps: list[Step] = field(default_factory=list)
    """In the order of their captures."""
    settled: list[tuple[Capture, str]] = field(default_factory=list)
    """Captures that bring no version, with the reason."""
    refused: list[Row] = field(default_factory=list)
    """Quarantine rows of pages that cannot be read."""


@dataclass
class Publisher:
    """Reads what the crawl archived and publishes what is fit."""

    state: State
    archive: Archive
    lake: Lake
    outbox: Outbox
    sites: Callable[[], dict[str, Site]]
    channels: Sequence[Channel]
    now: Callable[[], datetime]
    check: Callable[[Batch, str], Verdict]
    evidence_dir: Path
    """Gets the page of each published version."""
    chunk: int = CHUNK

    def publish(self) -> PublishResult:
        """Publish every capture that is not settled yet. Doing it again changes nothing."""
        result = PublishResult()
        with self.state.exclusive("publish"):
            while True:
                while pending := self.archive.pending(self.chunk):
                    result += self._publish(self._read(pending), f"publish-{pending[0].id}")
                # Last, so that a report that moved is not taken for withdrawn.
                events, reopened = self._settle_gone()
                result += PublishResult(events=tuple(event.event_id for event in events))
                if not reopened:
                    return result

    def _read(self, pending: Sequence[Capture]) -> _Chunk:
        history = History(self.state, self._look)
        chunk = _Chunk(history)
        for capture in pending:
            try:
                document, sighting = self._see(capture)
            except (UnreadablePage, NotRecognisable) as error:
                log.warning("not readable: capture=%s %s", capture.id, error)
                report_id = history.report_at(capture.url)
                chunk.refused.append(unreadable_row(capture, report_id, error.what))
                chunk.settled.append((capture, f"unreadable: {error.what}"))
                continue
            step = history.see(sighting)
            if step.version is not None and step.report_id in chunk.readings:
                # The next chunk sees it as a correction of what this one publishes.
                break
            history.take(step)
            chunk.steps.append(step)
            if step.version is None:
                chunk.settled.append((capture, step.outcome))
                continue
            chunk.readings[step.report_id] = Reading(
                capture, document, observe_document(document), step.version
            )
        return chunk

    def _publish(self, chunk: _Chunk, name: str) -> PublishResult:
        readings = list(chunk.readings.values())
        verdict = self.check(
            Batch(
                documents=[reading.document_row() for reading in readings],
                observations=[row for reading in readings for row in reading.observation_rows()],
            ),
            name,
        )
        held_back = set(verdict.held_back)
        fit = [item for item in readings if item.version.document_id not in held_back]
        published = {row["observation_id"] for row in verdict.observations}
        findings = [row for item in fit for row in item.finding_rows(published)]
        refused = [*verdict.quarantine, *chunk.refused]
        fetched = {item.capture.id: item.capture.fetched_at for item in readings}
        fetched |= {capture.id: capture.fetched_at for capture, _ in chunk.settled}
        reconciled = reconcile_changed(self.lake, verdict.documents, verdict.observations)
        # A report that is held back, or a page that cannot be read, leaves the version before it
        # in the lake: only its rows in quarantine are replaced.
        commit = self.lake.publish(
            verdict.documents,
            verdict.observations,
            [{**row, "refused_at": fetched[str(row["capture_id"])]} for row in refused],
            reports={item.version.report_id for item in fit},
            refused={str(row["report_id"]) for row in refused},
            findings=findings,
            reconciliations=reconciled.rows,
            reconciled=reconciled.reports,
        )
        # Before the captures are settled: after a crash the next run writes the pages again.
        for item in fit:
            write_evidence(self.evidence_dir, evidence_of(item, published))
        with self.state.begin() as connection:
            events = self._store(connection, chunk, fit, verdict)
        return PublishResult(
            documents=tuple(str(row["document_id"]) for row in verdict.documents),
            observations=len(verdict.observations),
            quarantined=len(refused),
            held_back=tuple(sorted(held_back)),
            unreadable=tuple(f"{row['url']}: {row['reason']}" for row in chunk.refused),
            events=tuple(event.event_id for event in events),
            snapshots=(commit.snapshot_id,) if commit else (),
            failures=tuple(str(failure) for failure in verdict.failures),
            findings=len(findings),
            contradictions=sum(row["severity"] == "contradiction" for row in findings),
            across_years=sum(row["verdict"] == "contradiction" for row in reconciled.rows),
        )

    def _store(
        self, connection: Connection, chunk: _Chunk, fit: Sequence[Reading], verdict: Verdict
    ) -> list[Event]:
        """One transaction: versions, events, promised messages, settled captures."""
        at = self.now()
        published = {item.version.document_id: item for item in fit}
        # A report held back is nobody's news yet: its step waits for the version that passes.
        steps = [
            step
            for step in chunk.steps
            if step.version is None or step.version.document_id in published
        ]
        for step in steps:
            chunk.history.store(connection, step)
            if step.reopen is not None:
                self.archive.reopen(connection, step.reopen)
        events = record_events(connection, [event for step in steps for event in step.events])
        for event in events:
            document_id = event.version.document_id
            item = published.get(document_id)
            self._promise(
                connection,
                event,
                county=item.document.county if item else None,
                observations=verdict.observations,
            )
        for item in chunk.readings.values():
            outcome = "published" if item.version.document_id in published else "held back"
            self.archive.settle(connection, item.capture.id, outcome, at)
        for capture, reason in chunk.settled:
            self.archive.settle(connection, capture.id, reason, at)
        return events

    def settle_gone(self) -> list[Event]:
        """Tell of pages that are gone or back, unless a capture waits that may explain it."""
        if not Pages.turned(self.state):
            return []
        with self.state.exclusive("publish"):
            return [] if self.archive.pending(1) else self._settle_gone()[0]

    def _settle_gone(self) -> tuple[list[Event], bool]:
        """The new events, and whether a capture is to be read again because of them."""
        history, told, reopened = History(self.state, self._look), list[Event](), False
        for url, at, is_gone in Pages.turned(self.state):
            step = history.gone(url, at) if is_gone else history.returned(url, at)
            history.take(step)
            with self.state.begin() as connection:
                history.store(connection, step)
                if step.reopen is not None:
                    self.archive.reopen(connection, step.reopen)
                    reopened = True
                for event in record_events(connection, step.events):
                    self._promise(connection, event)
                    told.append(event)
        return told, reopened

    def _promise(
        self,
        connection: Connection,
        event: Event,
        *,
        county: str | None = None,
        observations: Sequence[Row] = (),
    ) -> None:
        if event.version.site is None:
            return
        site = self.sites().get(event.version.site)
        message = compose(
            event,
            county=county or (site.name if site else None),
            headlines=headlines(observations, event.version.document_id),
        )
        self.outbox.add(connection, message, channels=self.channels, at=self.now())

    def _look(self, capture_id: str) -> Sighting | None:
        try:
            return self._see(self.archive.capture(capture_id))[1]
        except (ArchiveDamaged, WrongSetting, UnreadablePage, NotRecognisable) as error:
            log.warning("cannot be seen again: capture=%s %s", capture_id, error)
            return None

    def _see(self, capture: Capture) -> tuple[Document, Sighting]:
        response = self.archive.read(capture.id)
        document = read(
            response.body,
            url=capture.url,
            content_type=capture.content_type,
            site=self.sites().get(capture.site or ""),
            link_title=capture.link_title,
            listed_on=capture.listed_on,
        )
        return document, Sighting.of(
            capture,
            document,
            attachments=_attachments(response, capture),
            redirects_to=_redirect(response),
        )


def _attachments(response: Response, capture: Capture) -> tuple[Link, ...]:
    """The files that a page offers; a file offers none."""
    if capture.kind != "article" or b"<" not in response.body[:16]:
        return ()
    return find_attachments(response.body, url=capture.url, content_type=capture.content_type)


def _redirect(response: Response) -> str | None:
    """The address that answered, when more than its scheme is another one."""
    try:
        asked, answered = canonical_url(response.url), canonical_url(response.final_url)
    except WrongSetting:
        return None
    same = asked.partition("://")[2] == answered.partition("://")[2]
    return None if same else answered
