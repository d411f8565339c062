"""The lake: what is published, replaced report by report, read as plain Parquet."""

from __future__ import annotations

import itertools
import logging
import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from zonereports.errors import (
    CouldNotWrite,
    LakeBusy,
    LakeDamaged,
    LakeUnreachable,
    WrongSetting,
)
from zonereports.lake.copying import copied_snapshot, copy_in, copy_out
from zonereports.lake.folder_place import FolderPlace
from zonereports.lake.next_snapshot import make_current
from zonereports.lake.place import Place
from zonereports.lake.publication import Publication
from zonereports.lake.published import Published
from zonereports.lake.release import release
from zonereports.lake.rows import Row
from zonereports.lake.schema import REPORT_TABLES
from zonereports.lake.snapshots import Manifest
from zonereports.lake.transplant import Transplant
from zonereports.lake.verify import (
    Problem,
    check_commits,
    check_snapshot,
)
from zonereports.objects import Overtaken

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Commit:
    """What a publication made current."""

    snapshot_id: str
    rows: dict[str, int]
    """Rows in all of each table of what reports say now."""
    changed: tuple[str, ...]
    """Partitions of these tables that were written anew or are gone, as `table/report_year=YYYY`."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Lake(Published):
    """Published tables at `lake_dir/<table>/**/*.parquet`.

    The path leads through one pointer to an immutable snapshot in `store_dir`: all tables change
    together, a reader that resolved the pointer (`snapshot`) is never disturbed, and a publisher
    that is killed leaves everything as it was.

    A lake in a bucket is opened by `zonereports.lake.open_lake`.

    Args:
        lake_dir: folder of the users' paths.
        store_dir: folder of the snapshots; same file system, outside `lake_dir`.
        keep: so many retired snapshots stay, however old.
        grace: how long a snapshot stays after it was retired, for readers that began in it.
        wait: how long `publish` waits for another publisher.
    """

    def __init__(
        self,
        lake_dir: Path,
        store_dir: Path,
        *,
        keep: int = 2,
        grace: timedelta = timedelta(hours=24),
        wait: timedelta = timedelta(minutes=2),
        now: Callable[[], datetime] = _utc_now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        place = FolderPlace(lake_dir, store_dir, now=now, sleep=sleep)
        self._open(place, keep=keep, grace=grace, wait=wait, sleep=sleep)

    @classmethod
    def at(
        cls,
        place: Place,
        *,
        keep: int,
        grace: timedelta,
        wait: timedelta,
        sleep: Callable[[float], None],
    ) -> Lake:
        """The lake at a place that is no folder."""
        lake = cls.__new__(cls)
        lake._open(place, keep=keep, grace=grace, wait=wait, sleep=sleep)
        return lake

    def _open(
        self,
        place: Place,
        *,
        keep: int,
        grace: timedelta,
        wait: timedelta,
        sleep: Callable[[float], None],
    ) -> None:
        super().__init__(place)
        self._keep = keep
        self._grace = grace
        self._wait = wait
        self._sleep = sleep

    def publish(
        self,
        documents: Sequence[Row],
        observations: Sequence[Row],
        quarantine: Sequence[Row],
        *,
        reports: Collection[str],
        refused: Collection[str] = (),
        findings: Sequence[Row] = (),
        reconciliations: Sequence[Row] = (),
        reconciled: Collection[str] = (),
        small: Mapping[str, Sequence[Row]] | None = None,
        checks_count: bool = False,
    ) -> Commit | None:
        """Replace what is published of some reports; None when that is what stands there already.

        Documents are put in place by `document_id`; a given version of a report takes the place of
        the same version, and versions that are not given stay. `is_latest` is worked out here.
        Observations, findings and quarantined rows of these reports are the given ones and no others;
        of the `refused` reports only the quarantined rows are replaced, of the `reconciled` ones the
        reconciliations too: those that name any of them are the given ones and no others. Rows of a
        version that ceases to be the latest go to its history, its reconciliations to the deltas
        alone; `known_from` and `known_to` are worked out here.

        `small` may hold rows of the small tables: all `zones`, and `checks` and `events` to be added,
        each key once. New checks are taken along by a snapshot; alone they are worth one only when
        `checks_count`, so that a day without news costs none.

        A row is a dictionary with the columns of its table and `report_year` (None or 0 when
        unknown), which may differ from last time. An observation or a finding is of its report's
        latest version and has the year of it. `site`, `zone` and the like may be missing; None is null.

        Raises:
            WrongRow: a row does not fit its table, or does not belong to these reports.
            LakeBusy: another publisher is at work and does not end.
            LakeDamaged: the current snapshot cannot be read.
            WrongSetting: something that is no link stands where a table's link belongs.
            CouldNotWrite: no room or no permission. In all cases nothing has changed.
        """
        given = {
            "documents": documents,
            "observations": observations,
            "findings": findings,
            "reconciliations": reconciliations,
            "quarantine": quarantine,
        }
        publication = Publication(
            given,
            frozenset(reports),
            frozenset(refused),
            frozenset(reconciled),
            small or {},
            checks_count,
        )
        return self._locked(lambda: publication.publish(self._snapshots, self._commits))

    def take(self, snapshot: Path, *, without: Collection[str] = ()) -> Commit | None:
        """Make what another lake published current here; None when it stands here already.

        History and events come with it; `zones` and `checks` stay as they are here, when there are any.
        One commit records row by row what differs from what stood here before.

        Args:
            snapshot: folder of a snapshot, as `snapshot()` of the other lake gives it.
            without: reports of which nothing is taken, and no row that names them.

        Raises:
            LakeBusy, LakeDamaged, WrongSetting, CouldNotWrite: as `publish`; nothing has changed.
        """
        stage = Transplant(snapshot, without).stage
        return self._locked(lambda: make_current(self._snapshots, self._commits, stage))

    def copy_out(self, folder: Path) -> str | None:
        """Copy the current snapshot and its whole history into a plain folder; the snapshot's name.

        Raises:
            LakeDamaged: something of it is missing.
        """
        return copy_out(self._place, folder)

    def copy_in(self, folder: Path) -> None:
        """Fill a lake that holds nothing with what `copy_out` wrote. Doing it again changes nothing.

        In a folder it is the same lake, commit by commit; in a bucket its tables come as one commit.

        Raises:
            WrongSetting: something else is published here.
            CouldNotWrite: no room or no permission.
        """
        source, current = copied_snapshot(folder), self.current()
        if source is None:
            return
        told = self.describe()["snapshot_id"]
        if current is not None and told != source.name:
            raise WrongSetting(f"the lake is not empty: {told} is published", url=self._place.name)
        if not isinstance(self._place, FolderPlace):
            self.take(source)
            return
        try:
            with self._snapshots.lock(self._wait):
                self._place.prepare()
                copy_in(folder, self._place.store)
        except OSError as error:
            raise CouldNotWrite(str(error), url=self._place.name) from error

    def _locked(self, work: Callable[[], tuple[Manifest, tuple[str, ...]] | None]) -> Commit | None:
        try:
            with self._snapshots.lock(self._wait):
                self._place.prepare()
                done = self._first(work)
                if done is None:
                    return None
                self._prune()
        except OSError as error:
            raise CouldNotWrite(str(error), url=self._place.name) from error
        manifest, changed = done
        rows = {name: manifest.rows(name) for name in REPORT_TABLES}
        return Commit(manifest.snapshot_id, rows, changed)

    def _first(
        self, work: Callable[[], tuple[Manifest, tuple[str, ...]] | None]
    ) -> tuple[Manifest, tuple[str, ...]] | None:
        """Do the work, anew from what is then current whenever another publisher was first."""
        deadline = time.monotonic() + self._wait.total_seconds()
        for pause in itertools.chain((0.0, 0.05, 0.1, 0.2, 0.4), itertools.repeat(0.8)):
            try:
                return work()
            except Overtaken as error:
                if time.monotonic() >= deadline:
                    raise LakeBusy(
                        f"other publishers were first for {self._wait}", url=self._place.name
                    ) from error
                log.info("another publisher was first; the publication is made anew")
                # Not all at the same time again.
                self._sleep(pause * (1 + int.from_bytes(os.urandom(1)) / 256))
        raise AssertionError("it is tried until the deadline")

    def _prune(self) -> None:
        try:
            self._snapshots.prune(keep=self._keep, grace=self._grace)
        except (OSError, LakeUnreachable, LakeDamaged) as error:  # what was published is published
            log.warning("old snapshots could not be removed: %s", error)

    def write_views(self, path: Path) -> None:
        """Put the tables and the ready views into a DuckDB database at `path`.

        Raises:
            LakeDamaged: nothing was ever published.
            CouldNotWrite: it is no DuckDB database, or it is in use.
        """
        self.snapshot()
        self._place.write_database(path)

    def script(self) -> str:
        """SQL for DuckDB that makes the tables, as users reach them, and the ready views."""
        return self._place.script()

    def release(self, folder: Path) -> Path:
        """Put a dated copy of what is published into a folder; the folder of the copy.

        Raises:
            LakeDamaged: nothing was ever published, or it cannot be read.
            WrongSetting: a file stands where the folder belongs.
            CouldNotWrite: no room or no permission; nothing has the release's name.
        """
        snapshot = self.snapshot()
        try:
            return release(snapshot, folder)
        except OSError as error:
            raise CouldNotWrite(str(error), url=str(folder)) from error

    def verify(self) -> list[Problem]:
        """Everything that is wrong with what is published; slow, as it reads all of it."""
        with self._place.afresh() as place:
            try:
                current = place.snapshots.current()
            except LakeDamaged as error:
                return [Problem("pointer", error.what)]
            if current is None:
                return []
            return self._problems(place, current)

    @staticmethod
    def _problems(place: Place, current: Path) -> list[Problem]:
        found = [Problem("link", what) for what in place.misleading()]
        found += check_snapshot(current)
        if not found:  # what is damaged has another digest, which would tell nothing new
            found += check_commits(place.commits, current, Published(place).replay)
        return found
