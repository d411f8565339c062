"""The lake, the versions and the events, built again from archived responses alone.

A replay works in a home of its own: captures are lent to it in the order in which they were
fetched, and the publisher publishes them there as it did at the time. Its clock is the time of the
last capture, it has no channel, and it never asks a site; so the same archive and the same code
give the same rows, and nobody is told again.
"""

from __future__ import annotations

import logging
import math
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from zonereports.alerts import Outbox, Subscriptions
from zonereports.archive import UNCHANGED, Archive, Capture, Entry
from zonereports.errors import ArchiveDamaged, WrongSetting
from zonereports.lake import Lake
from zonereports.logs import about
from zonereports.pipeline.evidence_pages import FolderPages
from zonereports.pipeline.gate import Check
from zonereports.pipeline.pages import Pages
from zonereports.pipeline.publish import CHUNK, Publisher
from zonereports.pipeline.publish_result import PublishResult
from zonereports.pipeline.screening import outcome_of, soft_failure
from zonereports.sites import Site
from zonereports.state import State

log = logging.getLogger(__name__)

_SLICE = 2_000
"""Captures lent at once; only their index entries are held."""
_GONE = (404, 410)
_ONE_CRAWL = timedelta(hours=1)
"""A page that is gone is told after what was fetched with it is published; a crawl takes no longer."""


@dataclass
class Replay:
    """Builds a home from the captures of an archive.

    Args:
        source: the archive; only read.
        location: where its records stand.
        home: the folder to build in; what stands there is removed by `begin`.
        sites: the county files, by key.
        check: the gate, without Data Docs.
        wanted: addresses to replay; None for all.
        published_only: leave out what waits to be published: its news has not been told yet.
    """

    source: Archive
    location: Path | str
    home: Path
    sites: Callable[[], dict[str, Site]]
    check: Check
    wanted: Collection[str] | None = None
    published_only: bool = False
    chunk: int = CHUNK
    captures: int = 0
    damaged: list[str] = field(default_factory=list)
    """One line for each capture that cannot be opened."""
    published: PublishResult = PublishResult()
    _clock: datetime = datetime.min.replace(tzinfo=UTC)
    _gone_at: datetime | None = None
    """When a page was found gone that nobody was told of yet."""
    _soft: dict[str, str] = field(default_factory=dict)
    """Addresses whose last capture was an error page, with its outcome."""

    def begin(self) -> None:
        """Make the home, empty."""
        for name in ("state.db", "state.db-wal", "state.db-shm"):
            (self.home / name).unlink(missing_ok=True)
        for name in ("lake", "store", "evidence", "locks"):
            shutil.rmtree(self.home / name, ignore_errors=True)
        self.home.mkdir(parents=True, exist_ok=True)
        self.state = State(f"sqlite:///{self.home / 'state.db'}")
        self.archive = Archive(self.location, self.state)
        self.lake = Lake(self.home / "lake", self.home / "store")
        self._publisher = Publisher(
            state=self.state,
            archive=self.archive,
            lake=self.lake,
            outbox=Outbox(self.state),
            sites=self.sites,
            subscriptions=Subscriptions(),
            now=lambda: self._clock,
            check=self.check,
            evidence=FolderPages(self.home / "evidence"),
            chunk=self.chunk,
            patience_s=math.inf,  # the same archive is cut the same way, however slow the machine
        )

    @property
    def evidence(self) -> list[Path]:
        """The pages of evidence that were written."""
        return sorted((self.home / "evidence").glob("*.html"))

    def go_on(self) -> None:
        """Replay every capture that was not replayed yet, oldest first. Memory stays flat."""
        last: Entry | None = None
        waiting: list[Entry] = []
        while page := self.source.survey.by_time(
            after=last, limit=_SLICE, settled=self.published_only
        ):
            known = self.archive.survey.known([entry.capture.id for entry in page])
            for entry in page:
                capture = entry.capture
                if capture.id in known:
                    continue
                if self.wanted is not None and self._shown_at(capture) not in self.wanted:
                    continue
                # What is gone was there until then: the order of events is that of the captures.
                if self._gone_at and capture.fetched_at - self._gone_at > _ONE_CRAWL:
                    self._publish(waiting)
                    self._tell_gone()
                if capture.kind == "refusal" and capture.status in _GONE:
                    if self._is_there(capture.url, waiting):
                        self._publish(waiting)
                        self._note_gone(capture)
                    self.archive.lend([entry])
                else:
                    waiting.append(entry)
                self.captures += 1
            last = page[-1]
            # An attachment was fetched right after its page: they are read together.
            following = self.source.survey.by_time(after=last, limit=1)
            if not (following and following[0].capture.kind == "attachment"):
                self._publish(waiting)
        self._publish(waiting)
        self._tell_gone()

    def close(self) -> None:
        """Give files and connections back."""
        self.archive.close()
        self.state.close()

    def _publish(self, waiting: list[Entry]) -> None:
        if not waiting:
            return
        lent = [
            capture
            for start in range(0, len(waiting), CHUNK)
            for capture in self.archive.lend(waiting[start : start + CHUNK])
        ]
        self._clock = max(self._clock, lent[-1].fetched_at)
        self._screen(lent)
        waiting.clear()
        result = self._publisher.publish()
        self.published += PublishResult(
            observations=result.observations,
            quarantined=result.quarantined,
            findings=result.findings,
            contradictions=result.contradictions,
        )
        log.info("replayed: captures=%d until=%s", self.captures, self._clock)

    def _screen(self, lent: Sequence[Capture]) -> None:
        """Settle what cannot be opened and what is an error page; note the pages that were seen."""
        outcomes: list[tuple[Capture, str]] = []
        seen: list[Capture] = []
        for capture in lent:
            if capture.kind not in ("article", "attachment", "file") or capture.status != 200:
                continue
            outcome = self._outcome(capture)
            if outcome is not None:
                outcomes.append((capture, outcome))
            elif capture.site is not None and capture.kind == "article":
                seen.append(capture)
        with self.state.begin() as connection:
            for capture, outcome in outcomes:
                self.archive.settle(connection, capture.id, outcome, capture.fetched_at)
            for capture in seen:
                Pages.note(connection, capture.url, site=str(capture.site), at=capture.fetched_at)

    def _outcome(self, capture: Capture) -> str | None:
        if capture.outcome == UNCHANGED:  # so it is what the one before it was
            return self._soft.get(capture.url)
        self._soft.pop(capture.url, None)
        try:
            response = self.archive.read(capture.id)
        except ArchiveDamaged as error:
            with about(site=capture.site, capture=capture.id):
                log.warning("not replayed: capture=%s %s", capture.id, error)
            self.damaged.append(f"{capture.id} [{capture.url}]: {error.what}")
            return f"damaged: {error.what}"
        failure = soft_failure(response) if capture.kind != "file" else None
        if failure is None:
            return None
        self._soft[capture.url] = outcome_of(failure)
        return self._soft[capture.url]

    def _shown_at(self, capture: Capture) -> str:
        """The address of a capture, of an attachment its page's."""
        if capture.kind != "attachment" or capture.parent is None:
            return capture.url
        try:
            return self.source.capture(capture.parent).url
        except WrongSetting:
            return capture.url

    def _is_there(self, url: str, waiting: Sequence[Entry]) -> bool:
        """Whether a page was seen at this address that was not gone before."""
        return any(
            entry.capture.url == url and entry.capture.kind == "article" for entry in waiting
        ) or Pages(self.state).there(url)

    def _note_gone(self, capture: Capture) -> None:
        """Told with what the same crawl brought: the report may have moved there."""
        self._gone_at = capture.fetched_at
        with self.state.begin() as connection:
            Pages.gone(connection, capture.url, at=capture.fetched_at)

    def _tell_gone(self) -> None:
        if self._gone_at is not None:
            self._clock = max(self._clock, self._gone_at)
            self._gone_at = None
            self._publisher.publish()
