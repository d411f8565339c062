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

from sqlalchemy import Connection

from zonereports.alerts import Channel, Outbox, compose
from zonereports.archive import Archive, Capture
from zonereports.document import Document, read
from zonereports.errors import NotRecognisable, UnreadablePage
from zonereports.events import Event, History, Version, changes, fingerprint, record_events
from zonereports.lake import Lake
from zonereports.pipeline.headlines import headlines
from zonereports.pipeline.rows import Reading, Row, observe_document, unreadable_row
from zonereports.pipeline.small_rows import check_rows, event_rows, last_check, zone_rows
from zonereports.quality import Batch, Verdict
from zonereports.sites import Site
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
        )


@dataclass
class _Chunk:
    """What is to be published and stored about some captures; one capture of a report at most."""

    history: History
    readings: dict[str, Reading] = field(default_factory=dict)
    """By report id."""
    events: list[Event] = field(default_factory=list)
    settled: list[tuple[Capture, str]] = field(default_factory=list)
    """Captures that bring nothing, with the reason."""
    addresses: list[tuple[str, str]] = field(default_factory=list)
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

    def publish(self) -> PublishResult:
        """Publish every capture that is not settled yet. Doing it again changes nothing.

        Visits without news are published with the next report, or else once a day (UTC).
        """
        result = PublishResult()
        with self.state.exclusive("publish"):
            while pending := self.archive.pending(CHUNK):
                result += self._publish(self._read(pending), f"publish-{pending[0].id}")
            result += self._publish_quiet()
        return result

    def _publish_quiet(self) -> PublishResult:
        """Publish what happened without a new page: a withdrawal; and the visits, once a day."""
        last, small = last_check(self.lake), {"events": event_rows(self.state, self.lake)}
        daily = last is None or last.date() < self.now().date()
        if daily:
            small["checks"] = check_rows(self.state, self.lake)
            if not self.lake.count("zones"):  # else they wait for a run that reads the county files
                small["zones"] = zone_rows(self.sites())
        if not any(small.values()):
            return PublishResult()
        commit = self.lake.publish([], [], [], reports=(), small=small, checks_count=daily)
        return PublishResult(snapshots=(commit.snapshot_id,) if commit else ())

    def _read(self, pending: Sequence[Capture]) -> _Chunk:
        history = History(self.state)
        chunk = _Chunk(history)
        for capture in pending:
            try:
                document = self._document(capture)
            except (UnreadablePage, NotRecognisable) as error:
                log.warning("not readable: capture=%s %s", capture.id, error)
                report_id = history.report_id(capture.url, "")
                chunk.refused.append(unreadable_row(capture, report_id, error.what))
                chunk.settled.append((capture, f"unreadable: {error.what}"))
                continue
            wording = fingerprint(document.text)
            report_id = history.report_id(capture.url, wording)
            latest = history.latest(report_id)
            brought = latest is not None and latest.site is None and capture.site is not None
            if latest is not None and latest.fingerprint == wording and not brought:
                chunk.settled.append((capture, "same wording"))
                chunk.addresses.append((capture.url, report_id))
                continue
            if report_id in chunk.readings:
                # The next chunk sees it as a correction of what this one publishes.
                break
            version = _next_version(report_id, latest, capture, document, wording)
            history.remember(version, capture.url)
            chunk.readings[report_id] = Reading(
                capture,
                document,
                observe_document(document),
                version,
            )
            if capture.site is not None:
                chunk.events.append(self._event(capture, document, version, latest))
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
        at = self.now()
        # A report that is held back, or a page that cannot be read, leaves the version before it
        # in the lake: only its rows in quarantine are replaced.
        commit = self.lake.publish(
            verdict.documents,
            verdict.observations,
            [{**row, "refused_at": at} for row in refused],
            reports={item.version.report_id for item in fit},
            refused={str(row["report_id"]) for row in refused},
            findings=findings,
            small={
                "zones": zone_rows(self.sites()),
                "checks": check_rows(self.state, self.lake),
                "events": event_rows(self.state, self.lake, _fit_events(chunk, fit)),
            },
        )
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
        )

    def _store(
        self, connection: Connection, chunk: _Chunk, fit: Sequence[Reading], verdict: Verdict
    ) -> list[Event]:
        """One transaction: versions, events, promised messages, settled captures."""
        at = self.now()
        published = {item.version.document_id: item for item in fit}
        for item in fit:
            chunk.history.store(connection, item.version, item.capture.url)
        for url, report_id in chunk.addresses:
            chunk.history.store_address(connection, url, report_id)
        # A report held back is nobody's news yet: its event waits for the version that passes.
        events = record_events(connection, _fit_events(chunk, fit))
        for event in events:
            document_id = event.version.document_id
            message = compose(
                event,
                county=published[document_id].document.county,
                headlines=headlines(verdict.observations, document_id),
            )
            self.outbox.add(connection, message, channels=self.channels, at=at)
        for item in chunk.readings.values():
            outcome = "published" if item.version.document_id in published else "held back"
            self.archive.settle(connection, item.capture.id, outcome, at)
        for capture, reason in chunk.settled:
            self.archive.settle(connection, capture.id, reason, at)
        return events

    def _document(self, capture: Capture) -> Document:
        response = self.archive.read(capture.id)
        return read(
            response.body,
            url=capture.url,
            content_type=capture.content_type,
            site=self.sites().get(capture.site or ""),
            link_title=capture.link_title,
            listed_on=capture.listed_on,
        )

    def _event(
        self, capture: Capture, document: Document, version: Version, latest: Version | None
    ) -> Event:
        if latest is None or latest.site is None:
            return Event("first", version, capture.url, capture.fetched_at)
        before = self.archive.capture(latest.capture_id)
        return Event(
            "corrected",
            version,
            capture.url,
            capture.fetched_at,
            tuple(changes(self._document(before).text, document.text)),
        )


def _fit_events(chunk: _Chunk, fit: Sequence[Reading]) -> list[Event]:
    """The events of the versions that are published."""
    published = {item.version.document_id for item in fit}
    return [event for event in chunk.events if event.version.document_id in published]


def _next_version(
    report_id: str, latest: Version | None, capture: Capture, document: Document, wording: str
) -> Version:
    number = latest.version + 1 if latest else 1
    return Version(
        report_id=report_id,
        version=number,
        document_id=f"{report_id}-{number}",
        fingerprint=wording,
        capture_id=capture.id,
        site=capture.site,
        title=document.title,
        zone=document.zone,
        report_year=document.report_year,
        seen_at=capture.fetched_at,
    )
