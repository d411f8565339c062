"""From archived pages to published rows, events and promised alerts.

The order makes a crash harmless: rows are published first (publishing the same rows again changes
nothing), then one transaction stores versions, events and messages and settles the captures. What
was not settled is read again by the next run and comes out the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from zonereports.alerts import Outbox, Subject, Subscriptions, compose
from zonereports.archive import Archive, Capture
from zonereports.errors import (
    ArchiveDamaged,
    AttachmentMissing,
    NeedsOcr,
    NotRecognisable,
    UnreadablePage,
    WrongSetting,
    ZoneReportsError,
)
from zonereports.events import Event, History, Sighting, Step, record_events
from zonereports.lake import Lake
from zonereports.pipeline.evidence import evidence_of, write_evidence
from zonereports.pipeline.headlines import headlines
from zonereports.pipeline.pages import Pages
from zonereports.pipeline.reconciling import reconcile_changed
from zonereports.pipeline.rows import Reading, Row, observe_document, unreadable_row
from zonereports.pipeline.small_rows import check_rows, event_rows, last_check, zone_rows
from zonereports.pipeline.sources import Sources
from zonereports.pipeline.subjects import placed, subject_of, subjects_in_lake
from zonereports.quality import Batch, Verdict
from zonereports.sites import Site
from zonereports.state import State

log = logging.getLogger(__name__)
_UNSEEN = (ArchiveDamaged, WrongSetting, UnreadablePage, NotRecognisable, AttachmentMissing)
IN_ATTACHMENT = "in its attachment"
"""Outcome of a page whose report was read from its attachment."""
_WORDS = {
    "readable": "unreadable",
    "needs_ocr": "needs OCR",
    "attachment_fetched": "attachment missing",
}
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
    needs_ocr: tuple[str, ...] = ()
    """Captures of scanned papers and pictures, with the reason: kept, and in quarantine."""

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
            self.needs_ocr + other.needs_ocr,
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
    subscriptions: Subscriptions
    now: Callable[[], datetime]
    check: Callable[[Batch, str], Verdict]
    evidence_dir: Path
    """Gets the page of each published version."""
    public_url: str = ""
    """Where the evidence folder is served; empty: messages name the file."""
    chunk: int = CHUNK

    def publish(self) -> PublishResult:
        """Publish every capture that is not settled yet. Doing it again changes nothing.

        Visits without news are published with the next report, or else once a day (UTC).
        """
        result = PublishResult()
        with self.state.exclusive("publish"):
            while True:
                while pending := self.archive.pending(self.chunk):
                    result += self._publish(self._read(pending), f"publish-{pending[0].id}")
                # Last, so that a report that moved is not taken for withdrawn.
                events, reopened = self._settle_gone()
                result += PublishResult(events=tuple(event.event_id for event in events))
                if not reopened:
                    return result + self._publish_quiet()

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
        history = History(self.state, self._look)
        chunk = _Chunk(history)
        sources = Sources(self.archive, self.sites)
        for capture in pending:
            try:
                source = sources.of(capture)
            except (UnreadablePage, NotRecognisable, AttachmentMissing) as error:
                log.warning("not readable: capture=%s %s", capture.id, error)
                shown = sources.shown(capture)
                report_id = history.report_at(shown.url)
                chunk.refused.append(unreadable_row(shown, report_id, error.what, _rule(error)))
                chunk.settled.append((capture, f"{_WORDS[_rule(error)]}: {error.what}"))
                continue
            if source is None:
                chunk.settled.append((capture, IN_ATTACHMENT))
                continue
            step = history.see(source.sighting)
            if step.version is not None and (
                step.report_id in chunk.readings
                or any(row["report_id"] == step.report_id for row in chunk.refused)
            ):
                # The next chunk sees it as a correction of what this one publishes, or takes back
                # what this one refuses.
                break
            history.take(step)
            chunk.steps.append(step)
            if step.version is None:
                chunk.settled.append((capture, step.outcome))
                continue
            if source.capture.id != capture.id:
                chunk.settled.append((capture, IN_ATTACHMENT))
            chunk.readings[step.report_id] = Reading(
                source, observe_document(source.document), step.version
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
            small={
                "zones": zone_rows(self.sites()),
                "checks": check_rows(self.state, self.lake),
                "events": event_rows(
                    self.state, self.lake, _events(_fit_steps(chunk, verdict.held_back))
                ),
            },
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
            unreadable=_told(chunk.refused, scanned=False),
            events=tuple(event.event_id for event in events),
            snapshots=(commit.snapshot_id,) if commit else (),
            failures=tuple(str(failure) for failure in verdict.failures),
            findings=len(findings),
            contradictions=sum(row["severity"] == "contradiction" for row in findings),
            across_years=sum(row["verdict"] == "contradiction" for row in reconciled.rows),
            needs_ocr=_told(chunk.refused, scanned=True),
        )

    def _store(
        self, connection: Connection, chunk: _Chunk, fit: Sequence[Reading], verdict: Verdict
    ) -> list[Event]:
        """One transaction: versions, events, promised messages, settled captures."""
        at = self.now()
        published = {item.version.document_id: item for item in fit}
        steps = _fit_steps(chunk, verdict.held_back)
        for step in steps:
            chunk.history.store(connection, step)
            if step.reopen is not None:
                self.archive.reopen(connection, step.reopen)
        events = record_events(connection, _events(steps))
        for event in events:
            document_id = event.version.document_id
            item = published.get(document_id)
            self._promise(
                connection,
                event,
                county=item.document.county if item else None,
                documents=verdict.documents,
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
        documents: Sequence[Row] = (),
        observations: Sequence[Row] = (),
    ) -> None:
        if event.version.site is None:
            return
        at, site = self.now(), self.sites().get(event.version.site)
        document_id = event.version.document_id
        subject = subject_of(document_id, documents, observations)
        if subject == Subject() and self.subscriptions.rules:
            # Nothing of it was published just now: a report that moved, or was withdrawn.
            subject = subjects_in_lake(self.lake, [document_id]).get(document_id, subject)
        subject = placed(subject, site, zone=event.version.zone, year=event.version.report_year)
        promises = self.subscriptions.promises(event.kind, subject, at=at)
        if not promises:
            return
        where = f"{self.public_url.rstrip('/')}/" if self.public_url else "evidence/"
        message = compose(
            event,
            county=county or (site.name if site else None),
            headlines=headlines(observations, document_id),
            evidence=f"{where}{document_id}.html",
            subject=subject,
        )
        self.outbox.add(connection, message, channels=promises, at=at)

    def _look(self, capture_id: str) -> Sighting | None:
        try:
            source = Sources(self.archive, self.sites).of(self.archive.capture(capture_id))
        except _UNSEEN as error:
            log.warning("cannot be seen again: capture=%s %s", capture_id, error)
            return None
        return None if source is None else source.sighting


def _fit_steps(chunk: _Chunk, held_back: Container[str]) -> list[Step]:
    """A report held back is nobody's news yet: its step waits for the version that passes."""
    return [
        step
        for step in chunk.steps
        if step.version is None or step.version.document_id not in held_back
    ]


def _events(steps: Sequence[Step]) -> list[Event]:
    return [event for step in steps for event in step.events]


def _rule(error: ZoneReportsError) -> str:
    """The expectation that a capture without a report fails."""
    if isinstance(error, NeedsOcr):
        return "needs_ocr"
    return "attachment_fetched" if isinstance(error, AttachmentMissing) else "readable"


def _told(refused: Sequence[Row], *, scanned: bool) -> tuple[str, ...]:
    return tuple(
        f"{row['url']}: {row['reason']}"
        for row in refused
        if (row["expectations"] == ["needs_ocr"]) is scanned
    )
