"""From archived pages to published rows, events and promised alerts.

The order makes a crash harmless: rows are published first (publishing the same rows again changes
nothing), then one transaction stores versions, events and messages and settles the captures. What
was not settled is read again by the next run and comes out the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from zonereports.alerts import Channel, Outbox, compose
from zonereports.archive import Archive, Capture
from zonereports.document import Document, read
from zonereports.errors import ArchiveDamaged, NotRecognisable, UnreadablePage, WrongSetting
from zonereports.events import Event, History, Sighting, Step, record_events
from zonereports.lake import Lake
from zonereports.pipeline.answers import attachments_of, redirect_of
from zonereports.pipeline.headlines import headlines
from zonereports.pipeline.pages import Pages
from zonereports.pipeline.rows import Reading, Row, observe_document, unreadable_row
from zonereports.quality import Batch, Verdict, mark_lapsed, store_verdict
from zonereports.sites import Site
from zonereports.state import State

log = logging.getLogger(__name__)
_REFUSED = ("held back", "unreadable")
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
    verdicts: tuple[str, ...] = ()
    """What the gate decided, a line a batch."""

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
            self.verdicts + other.verdicts,
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
    check: Callable[[Batch, str, Mapping[str, str]], Verdict]
    """The gate: a batch, what it is called, and what findings say against its observations."""

    def publish(self) -> PublishResult:
        """Publish every capture that is not settled yet. Doing it again changes nothing."""
        result = PublishResult()
        with self.state.exclusive("publish"):
            while True:
                while pending := self.archive.pending(CHUNK):
                    result += self._publish(self._read(pending), f"publish-{pending[0].id}")
                # Last, so that a report that moved is not taken for withdrawn.
                events, reopened = self._settle_gone()
                result += PublishResult(events=tuple(event.event_id for event in events))
                if not reopened:
                    return result

    def publish_again(self, reports: Collection[str]) -> PublishResult:
        """Check and publish what is known of some reports anew, as after a person's decision.

        Nothing happened to a report by that: no event, no version. What was held back is tried
        again as if it came in today.
        """
        with self.state.exclusive("publish"):
            result, waiting = PublishResult(), self._not_published(reports)
            if readings := [item for key in sorted(reports) if (item := self._latest(key))]:
                chunk = _Chunk(History(self.state, self._look))
                chunk.readings = {item.version.report_id: item for item in readings}
                result = self._publish(chunk, f"again-{readings[0].version.report_id}", again=True)
            with self.state.begin() as connection:
                for capture_id in waiting:
                    self.archive.reopen(connection, capture_id)
        return result + self.publish()

    def _not_published(self, reports: Collection[str]) -> list[str]:
        """Captures of these reports that brought no version because of what the gate refused."""
        refused = self.lake.query(
            "select distinct capture_id from quarantine "
            "where list_contains(?, report_id) and capture_id is not null order by 1",
            [sorted(reports)],
        )
        return [
            capture_id
            for capture_id in refused["capture_id"].to_pylist()
            if (self.archive.capture(capture_id).outcome or "").startswith(_REFUSED)
        ]

    def _latest(self, report_id: str) -> Reading | None:
        """The latest published version of a report, read again."""
        version = History(self.state, self._look).latest(report_id)
        if version is None:
            return None
        capture = self.archive.capture(version.capture_id)
        document, _ = self._see(capture)
        return Reading(capture, document, observe_document(document), version)

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

    def _publish(self, chunk: _Chunk, name: str, *, again: bool = False) -> PublishResult:
        readings = list(chunk.readings.values())
        verdict = self.check(
            Batch(
                documents=[reading.document_row() for reading in readings],
                observations=[row for reading in readings for row in reading.observation_rows()],
            ),
            name,
            {key: says for item in readings for key, says in item.contradictions().items()},
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
        at, lines = self.now(), list[str]()
        # A report that is held back, or a page that cannot be read, leaves the version before it
        # in the lake: only its rows in quarantine are replaced.
        commit = self.lake.publish(
            verdict.documents,
            verdict.observations,
            [
                {name: value for name, value in row.items() if name != "url"} | {"refused_at": at}
                for row in refused
            ],
            reports={item.version.report_id for item in fit},
            refused={str(row["report_id"]) for row in refused},
            findings=findings,
        )
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
            unreadable=tuple(f"{row['url']}: {row['reason']}" for row in chunk.refused),
            events=tuple(event.event_id for event in events),
            snapshots=(commit.snapshot_id,) if commit else (),
            failures=tuple(str(failure) for failure in verdict.failures),
            findings=len(findings),
            contradictions=sum(row["severity"] == "contradiction" for row in findings),
            verdicts=tuple(lines),
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
            attachments=attachments_of(response, capture),
            redirects_to=redirect_of(response),
        )
