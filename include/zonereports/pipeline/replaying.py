"""The verb `replay`: rebuild beside what is published, compare, and only then replace."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from zonereports.archive import Archive
from zonereports.errors import ArchiveDamaged, WrongSetting
from zonereports.lake import Lake
from zonereports.pipeline.difference import Difference, compare
from zonereports.pipeline.difference_page import write_difference
from zonereports.pipeline.evidence_pages import EvidencePages
from zonereports.pipeline.gate import Check
from zonereports.pipeline.replay import Replay
from zonereports.pipeline.replay_state import concerned, reports_of, transfer
from zonereports.settings import Settings
from zonereports.sites import Site
from zonereports.state import State

log = logging.getLogger(__name__)

_WORK = "work"


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """What a replay found."""

    captures: int
    """Captures that were replayed, listings and refusals among them."""
    rows: dict[str, int]
    """Rows of each table afterwards."""
    difference: Difference
    """Against what is published."""
    report: Path
    """`difference.json`."""
    page: Path
    """`difference.html`."""
    published: bool
    damaged: tuple[str, ...] = ()
    """Captures that could not be opened."""
    reindexed: int = 0
    """Rows of the index that had to be found again first."""


@dataclass
class Replaying:
    """One replay of a platform's archive."""

    settings: Settings
    state: State
    archive: Archive
    lake: Lake
    evidence: EvidencePages
    sites: Callable[[], dict[str, Site]]
    check: Check
    now: Callable[[], datetime]

    def run(self, *, since: date | None, into: Path | None, publish: bool) -> ReplayResult:
        """As `Pipeline.replay`."""
        if into is not None and publish:
            raise WrongSetting(
                "--into builds a home of its own, --publish replaces what is published",
                next_step="give one of them",
            )
        if into is not None:
            _must_be_empty(into)
        with self.state.exclusive("replay"):
            reindexed = self._indexed()
            wanted, reports = self._wanted(since)
            home = self.settings.home.absolute() / "replay"
            replay = self._replay(into or home / _WORK, wanted, published_only=into is None)
            try:
                return self._carry_out(replay, into or home, reports, reindexed, publish=publish)
            finally:
                replay.close()
                if into is None:
                    shutil.rmtree(home / _WORK, ignore_errors=True)

    def _replay(self, home: Path, wanted: set[str] | None, *, published_only: bool) -> Replay:
        replay = Replay(
            source=self.archive,
            location=self.settings.archive_location,
            home=home,
            sites=self.sites,
            check=self.check,
            wanted=wanted,
            published_only=published_only,
        )
        replay.begin()
        return replay

    def _carry_out(
        self,
        replay: Replay,
        folder: Path,
        reports: set[str] | None,
        reindexed: int,
        *,
        publish: bool,
    ) -> ReplayResult:
        current = self._current()
        if reports is not None and current is not None and replay.published_only:
            replay.lake.take(current, without=reports)
        replay.go_on()
        if publish:
            with self.state.exclusive("publish"):
                replay.go_on()  # what was published meanwhile
                result = self._compared(replay, folder, reindexed)
                self._put_in_place(replay, reports)
        else:
            result = self._compared(replay, folder, reindexed)
        return replace(result, published=publish)

    def _compared(self, replay: Replay, folder: Path, reindexed: int) -> ReplayResult:
        found = compare(self._current(), snapshot_of(replay.lake))
        written = write_difference(
            found, folder, at=self.now(), title="Replay: what is published, and what comes out now"
        )
        return ReplayResult(
            captures=replay.captures,
            rows={name: after for name, (_, after) in found.rows.items()},
            difference=found,
            report=written.json,
            page=written.html,
            published=False,
            damaged=tuple(replay.damaged),
            reindexed=reindexed,
        )

    def _put_in_place(self, replay: Replay, reports: Collection[str] | None) -> None:
        must_be_whole(replay)
        snapshot = snapshot_of(replay.lake)
        if snapshot is None:
            return
        # Rows first, as in every publication: a crash in between is mended by doing it again.
        self.lake.take(snapshot)
        for page in replay.evidence:
            self.evidence.write(page.stem, page.read_bytes())
        touched = None if reports is None else {*reports, *reports_of(replay.state)}
        transfer(replay.state, self.state, reports=touched)

    def _indexed(self) -> int:
        if self.archive.survey.count():
            return 0
        found = self.archive.reindex()
        if not found.records:
            raise WrongSetting(
                "the archive is empty",
                next_step="check ZONEREPORTS_HOME and ZONEREPORTS_ARCHIVE_URL",
            )
        log.warning("the index was empty: %d records were found again", found.restored)
        return found.restored

    def _wanted(self, since: date | None) -> tuple[set[str] | None, set[str] | None]:
        """The addresses to replay, and the reports that may stand there; None for all."""
        if since is None:
            return None, None
        day = datetime.combine(since, time(), tzinfo=UTC)
        reports, urls = concerned(self.state, self.archive.survey.addresses(day))
        return urls, reports

    def _current(self) -> Path | None:
        return snapshot_of(self.lake)


def must_be_whole(replay: Replay) -> None:
    """Refuse to put anything in the place of what is published when captures cannot be opened."""
    if replay.damaged:
        raise ArchiveDamaged(
            f"{len(replay.damaged)} captures cannot be opened, the first is "
            f"{replay.damaged[0]}; nothing was published",
            next_step="run: zonereports archive verify, and restore what it names",
        )


def snapshot_of(lake: Lake) -> Path | None:
    """The current snapshot; None when nothing was ever published."""
    if lake.describe()["snapshot_id"] is None:
        return None
    return lake.snapshot()


def _must_be_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongSetting(
            f"{folder} is not empty", next_step="name a folder that is not there yet"
        )
