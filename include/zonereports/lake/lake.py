"""The lake: what is published, replaced report by report, read as plain Parquet."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from zonereports.errors import CouldNotWrite, LakeDamaged, WrongSetting
from zonereports.lake import partition
from zonereports.lake.incoming import prepare
from zonereports.lake.query import answer
from zonereports.lake.release import release
from zonereports.lake.replace import Before, Staged, replace_reports
from zonereports.lake.rows import Row, with_year
from zonereports.lake.schema import PARTITION, QUARANTINE, RECONCILIATIONS, TABLES, Table
from zonereports.lake.snapshots import Snapshots, read_manifest, snapshot_time
from zonereports.lake.transplant import transplant
from zonereports.lake.verify import Problem, check_links, check_snapshot

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Commit:
    """What a publication made current."""

    snapshot_id: str
    rows: dict[str, int]
    """Rows of each table, in all."""
    changed: tuple[str, ...]
    """Partitions written anew or gone, as `table/report_year=YYYY`."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Lake:
    """Published tables at `lake_dir/<table>/**/*.parquet`.

    The path leads through one pointer to an immutable snapshot in `store_dir`: all tables change
    together, a reader that resolved the pointer (`snapshot`) is never disturbed, and a publisher
    that is killed leaves everything as it was.

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
        lake, store = Path(os.path.abspath(lake_dir)), Path(os.path.abspath(store_dir))  # noqa: PTH100 - resolve() would follow links
        if lake == store or lake in store.parents or store in lake.parents:
            raise WrongSetting(
                f"the store {store_dir} and the lake {lake_dir} must not contain each other: "
                "a reader of lake/** would see every snapshot"
            )
        self._lake_dir = lake
        self._snapshots = Snapshots(store, now=now, sleep=sleep)
        self._keep = keep
        self._grace = grace
        self._wait = wait

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
    ) -> Commit | None:
        """Replace what is published of some reports; None when that is what stands there already.

        Documents are put in place by `document_id`; a given version of a report takes the place of
        the same version, and versions that are not given stay. `is_latest` is worked out here.
        Observations, findings and quarantined rows of these reports are the given ones and no others;
        of the `refused` reports only the quarantined rows are replaced, of the `reconciled` ones the
        reconciliations too: those that name any of them are the given ones and no others.

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
        published = frozenset(reports)
        replaced = dict.fromkeys(TABLES, published) | {
            QUARANTINE.name: published | frozenset(refused),
            RECONCILIATIONS.name: published | frozenset(reconciled),
        }
        return self._locked(lambda: self._publish(given, replaced))

    def take(self, snapshot: Path, *, without: Collection[str] = ()) -> Commit | None:
        """Make what another lake published current here; None when it stands here already.

        Args:
            snapshot: folder of a snapshot, as `snapshot()` of the other lake gives it.
            without: reports of which nothing is taken.

        Raises:
            LakeBusy, LakeDamaged, WrongSetting, CouldNotWrite: as `publish`; nothing has changed.
        """

        def stage(before: Before | None, staged: Staged) -> None:
            transplant(snapshot, without=without, before=before, staged=staged)

        return self._locked(lambda: self._commit(self._before(), stage))

    def _locked(self, work: Callable[[], Commit | None]) -> Commit | None:
        try:
            with self._snapshots.lock(self._wait):
                return work()
        except OSError as error:
            raise CouldNotWrite(str(error), url=str(self._snapshots.folder)) from error

    def _before(self) -> Before | None:
        current = self._snapshots.current()
        return None if current is None else Before(current, read_manifest(current))

    def _publish(
        self, given: dict[str, Sequence[Row]], replaced: dict[str, frozenset[str]]
    ) -> Commit | None:
        before = self._before()
        incoming = prepare(given, replaced, None if before is None else before.folder)

        def stage(before: Before | None, staged: Staged) -> None:
            for name, table in TABLES.items():
                replace_reports(
                    table,
                    reports=replaced[name],
                    incoming=incoming[name],
                    before=before,
                    staged=staged,
                )

        return self._commit(before, stage)

    def _commit(
        self, before: Before | None, stage: Callable[[Before | None, Staged], None]
    ) -> Commit | None:
        """Stage the next snapshot and make it current, unless nothing in it has changed."""
        self._link_tables()
        staged = Staged(self._snapshots.stage())
        try:
            stage(before, staged)
            if before is not None and not staged.changed:
                self._snapshots.drop(staged.folder)
                return None
            manifest = self._snapshots.commit(staged.folder, staged.files)
        except BaseException:
            if staged.folder.exists():
                self._snapshots.drop(staged.folder)
            raise
        try:
            self._snapshots.prune(keep=self._keep, grace=self._grace)
        except OSError as error:  # what was published is published
            log.warning("old snapshots could not be removed: %s", error)
        rows = {name: manifest.rows(name) for name in TABLES}
        return Commit(manifest.snapshot_id, rows, tuple(staged.changed))

    def snapshot(self) -> Path:
        """Folder of the current snapshot, without links: it does not change while it is read.

        Raises:
            LakeDamaged: nothing was ever published, or the pointer leads nowhere.
        """
        current = self._snapshots.current()
        if current is None:
            raise LakeDamaged(
                "nothing has been published yet",
                url=str(self._snapshots.folder),
                next_step="run: zonereports run",
            )
        return current

    def read(
        self, table: str, columns: Iterable[str] | None = None, *, at: Path | None = None
    ) -> pa.Table:
        """A whole table with `report_year` as its last column; no rows before the first publication.

        Two calls may see two publications: tables that belong together are read `at` one
        `snapshot()`.

        Raises:
            WrongSetting: there is no such table or column.
            LakeDamaged: a file cannot be read.
        """
        spec = _table(table)
        wanted = [*spec.schema.names, PARTITION] if columns is None else list(columns)
        unknown = set(wanted) - {*spec.schema.names, PARTITION}
        if unknown:
            raise WrongSetting(f"{table} has no column {', '.join(sorted(unknown))}")
        current = at or self._snapshots.current()
        parts = [] if current is None else _parts(spec, current, wanted)
        if not parts:
            parts = [with_year(spec.schema.empty_table(), 0)]
        return pa.concat_tables(parts).select(wanted)

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> pa.Table:
        """The answer to a DuckDB query over the tables of one snapshot.

        Only queries: nothing can be written and no other file be read.

        Raises:
            WrongSetting: the query is wrong; the message is DuckDB's.
        """
        return answer(self._snapshots.current(), sql, parameters)

    def describe(self) -> dict[str, Any]:
        """What is published, ready for JSON: snapshot, tables, their rows, years and bytes."""
        current = self._snapshots.current()
        tables = {}
        manifest = None if current is None else read_manifest(current)
        for name, table in TABLES.items():
            files = {} if manifest is None else manifest.files
            held = {
                year: files[str(partition.partition_path(table, year))]
                for year in ([] if current is None else partition.years(current, table))
                if str(partition.partition_path(table, year)) in files
            }
            tables[name] = {
                "about": table.about,
                "path": str(self._lake_dir / name / "**" / "*.parquet"),
                "rows": sum(file.rows for file in held.values()),
                "bytes": sum(file.bytes for file in held.values()),
                "years": {str(year): file.rows for year, file in held.items() if file.rows},
            }
        return {
            "snapshot_id": None if manifest is None else manifest.snapshot_id,
            "published_at": None
            if manifest is None
            else snapshot_time(manifest.snapshot_id).isoformat(),
            "snapshot": None if current is None else str(current),
            "tables": tables,
        }

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
        try:
            current = self._snapshots.current()
        except LakeDamaged as error:
            return [Problem("pointer", error.what)]
        if current is None:
            return []
        return [*check_links(self._lake_dir, self._snapshots.folder), *check_snapshot(current)]

    def _link_tables(self) -> None:
        """Make the users' paths lead to the pointer."""
        self._lake_dir.mkdir(parents=True, exist_ok=True)
        for name in TABLES:
            path = self._lake_dir / name
            target = os.path.relpath(self._snapshots.folder / "current" / name, self._lake_dir)
            if path.is_symlink() and os.readlink(path) == target:  # noqa: PTH115 - a string
                continue
            if path.exists() and not path.is_symlink():
                raise WrongSetting(
                    f"{path} is in the way: the lake puts a link there",
                    next_step="move it away and run again",
                )
            fresh = path.with_name(f".{name}.link")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(target)
            fresh.replace(path)


def _table(name: str) -> Table:
    if name not in TABLES:
        raise WrongSetting(f"there is no table {name!r}; there are {', '.join(TABLES)}")
    return TABLES[name]


def _parts(table: Table, snapshot: Path, columns: list[str]) -> list[pa.Table]:
    # The first column comes along when only the year is asked for, to carry the count of rows.
    held = [c for c in columns if c != PARTITION] or [table.key]
    return [
        with_year(
            partition.read(snapshot / partition.partition_path(table, year), table, held), year
        )
        for year in partition.years(snapshot, table)
    ]
