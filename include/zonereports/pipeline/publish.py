"""From archived pages to published rows, events and promised alerts.

The order makes a crash harmless: rows are published first (publishing the same rows again changes
nothing), then one transaction stores versions, events and messages and settles the captures. What
was not settled is read again by the next run and comes out the same.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from zonereports.alerts import Outbox, Subject, Subscriptions, compose
from zonereports.archive import Archive, Capture
from zonereports.errors import (
    ArchiveDamaged,
    AttachmentMissing,
    NotRecognisable,
    UnreadablePage,
    WrongSetting,
)
from zonereports.events import Event, History, Sighting, record_events
from zonereports.lake import Lake
from zonereports.logs import about
from zonereports.pipeline.chunk import Chunk, events_of
from zonereports.pipeline.evidence import evidence_of, write_evidence
from zonereports.pipeline.evidence_pages import EvidencePages
from zonereports.pipeline.gate import Check
from zonereports.pipeline.headlines import headlines
from zonereports.pipeline.memory import give_back
from zonereports.pipeline.pages import Pages
from zonereports.pipeline.publish_result import PublishResult
from zonereports.pipeline.reconciling import reconcile_changed
from zonereports.pipeline.refusals import IN_ATTACHMENT, WORDS, captures_refused, rule_of, told
from zonereports.pipeline.rows import Reading, Row, observe_document, unreadable_row
from zonereports.pipeline.small_rows import check_rows, event_rows, last_check, zone_rows
from zonereports.pipeline.sources import Sources
from zonereports.pipeline.subjects import placed, subject_of, subjects_in_lake
from zonereports.pipeline.words import keep_words
from zonereports.quality import Batch, Verdict, mark_lapsed, store_verdict
from zonereports.sites import Site
from zonereports.state import State

log = logging.getLogger(__name__)
_UNSEEN = (ArchiveDamaged, WrongSetting, UnreadablePage, NotRecognisable, AttachmentMissing)
CHUNK = 200
"""Captures read and published at once: bounds memory in a backfill."""
PATIENCE_S = 60.0
"""What was read so far is published then, so that a run with a time limit leaves something done and
the next one goes on, where it would else begin with the same captures for ever."""


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
    check: Check
    """The gate."""
    evidence: EvidencePages
    """Gets the page of each published version."""
    public_url: str = ""
    """Where the evidence folder is served; empty: messages name the file."""
    chunk: int = CHUNK
    patience_s: float = PATIENCE_S
    tick: Callable[[], float] = time.monotonic

    def publish(self) -> PublishResult:
        """Publish every capture that is not settled yet. Doing it again changes nothing.

        Visits without news are published with the next report, or else once a day (UTC).
        """
        result = PublishResult()
        with self.state.exclusive("publish"):
            keep_words(self.archive, self.state, self.now)
            while True:
                while pending := self.archive.pending(self.chunk):
                    result += self._publish(self._read(pending), f"publish-{pending[0].id}")
                    give_back()
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

    def publish_again(self, reports: Collection[str]) -> PublishResult:
        """Check and publish what is known of some reports anew, as after a person's decision.

        Nothing happened to a report by that: no event, no version. What was held back is tried
        again as if it came in today.
        """
        with self.state.exclusive("publish"):
            result, waiting = PublishResult(), captures_refused(self.lake, self.archive, reports)
            if readings := [item for key in sorted(reports) if (item := self._latest(key))]:
                chunk = Chunk(History(self.state, self._look))
                chunk.readings = {item.version.report_id: item for item in readings}
                result = self._publish(chunk, f"again-{readings[0].version.report_id}", again=True)
            with self.state.begin() as connection:
                for capture_id in waiting:
                    self.archive.reopen(connection, capture_id)
        return result + self.publish()

    def _latest(self, report_id: str) -> Reading | None:
        """The latest published version of a report, read again."""
        version = History(self.state, self._look).latest(report_id)
        if version is None:
            return None
        source = Sources(self.archive, self.sites).of(self.archive.capture(version.capture_id))
        if source is None:
            return None
        return Reading(source, observe_document(source.document), version)

    def _read(self, pending: Sequence[Capture]) -> Chunk:
        history = History(self.state, self._look)
        chunk = Chunk(history)
        sources = Sources(self.archive, self.sites)
        began = self.tick()
        for capture in pending:
            # An attachment was fetched right after its page: they are read together.
            whole = chunk.readings and capture.kind != "attachment"
            if whole and self.tick() - began >= self.patience_s:
                break
            try:
                with about(site=capture.site, capture=capture.id):
                    source = sources.of(capture)
            except (UnreadablePage, NotRecognisable, AttachmentMissing) as error:
                rule = rule_of(error)
                with about(site=capture.site, capture=capture.id):
                    log.warning("not readable: capture=%s %s", capture.id, error)
                shown = sources.shown(capture)
                report_id = history.report_at(shown.url)
                chunk.refused.append(unreadable_row(shown, report_id, error.what, rule))
                chunk.settled.append((capture, f"{WORDS[rule]}: {error.what}"))
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

    def _publish(self, chunk: Chunk, name: str, *, again: bool = False) -> PublishResult:
        readings = list(chunk.readings.values())
        verdict = self.check(
            Batch(
                documents=[reading.document_row() for reading in readings],
                observations=[row for reading in readings for row in reading.observation_rows()],
            ),
            name,
            contradictions={
                key: says for item in readings for key, says in item.contradictions().items()
            },
            lake=self.lake,
        )
        held_back = set(verdict.held_back)
        fit = [item for item in readings if item.version.document_id not in held_back]
        published = {row["observation_id"] for row in verdict.observations}
        # A person may have corrected the year or the place of a document.
        places = {str(row["document_id"]): row for row in verdict.documents}
        findings = [
            {name: places[item.version.document_id].get(name, value) for name, value in row.items()}
            for item in fit
            for row in item.finding_rows(published)
        ]
        refused = [*verdict.quarantine, *chunk.refused]
        fetched = {item.capture.id: item.capture.fetched_at for item in readings}
        fetched |= {capture.id: capture.fetched_at for capture, _ in chunk.settled}
        at, lines = self.now(), list[str]()
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
                    self.state, self.lake, events_of(chunk.fit_steps(verdict.held_back))
                ),
            },
        )
        # Before the captures are settled: after a crash the next run writes the pages again.
        for item in fit:
            write_evidence(self.evidence, evidence_of(item, published))
        snapshot = commit.snapshot_id if commit else None
        with self.state.begin() as connection:
            if verdict.evaluated.get("expectations"):
                stored = store_verdict(connection, verdict, name=name, at=at, snapshot_id=snapshot)
                lines.append(stored.line)
            mark_lapsed(connection, verdict.lapsed, at)
            mark_lapsed(connection, verdict.decisions, None)
            events = [] if again else self._store(connection, chunk, fit, verdict)
        return PublishResult(
            documents=tuple(str(row["document_id"]) for row in verdict.documents),
            observations=len(verdict.observations),
            quarantined=len(refused),
            # Of what a person rejected nothing is left to do.
            held_back=tuple(sorted(held_back - set(verdict.rejected))),
            unreadable=told(chunk.refused, scanned=False),
            events=tuple(event.event_id for event in events),
            snapshots=(commit.snapshot_id,) if commit else (),
            failures=tuple(str(failure) for failure in verdict.failures),
            findings=len(findings),
            contradictions=sum(row["severity"] == "contradiction" for row in findings),
            across_years=sum(row["verdict"] == "contradiction" for row in reconciled.rows),
            needs_ocr=told(chunk.refused, scanned=True),
            verdicts=tuple(lines),
        )

    def _store(
        self, connection: Connection, chunk: Chunk, fit: Sequence[Reading], verdict: Verdict
    ) -> list[Event]:
        """One transaction: versions, events, promised messages, settled captures."""
        at = self.now()
        published = {item.version.document_id: item for item in fit}
        steps = chunk.fit_steps(verdict.held_back)
        for step in steps:
            chunk.history.store(connection, step)
            if step.reopen is not None:
                self.archive.reopen(connection, step.reopen)
        events = record_events(connection, events_of(steps))
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
            with about(capture=capture_id):
                log.warning("cannot be seen again: capture=%s %s", capture_id, error)
            return None
        return None if source is None else source.sighting
