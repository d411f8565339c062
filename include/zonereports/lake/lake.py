"""The lake: what is published, replaced report by report, read as plain Parquet."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zonereports.errors import CouldNotWrite, LakeDamaged, WrongSetting
from zonereports.lake import partition
from zonereports.lake.as_of import When, parse, replayed
from zonereports.lake.commits import DELTAS, CommitRecord, Commits
from zonereports.lake.next_snapshot import make_current
from zonereports.lake.publication import Publication
from zonereports.lake.query import answer
from zonereports.lake.release import release
from zonereports.lake.rows import Row, with_year
from zonereports.lake.schema import PARTITION, REPORT_TABLES, TABLES, Table
from zonereports.lake.snapshots import Manifest, Snapshots, read_manifest, snapshot_time
from zonereports.lake.transplant import Transplant
from zonereports.lake.verify import (
    Problem,
    check_commits,
    check_links,
    check_snapshot,
    top_folder,
)
from zonereports.lake.views import write_database

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
        self._commits = Commits(store)
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

    def _locked(self, work: Callable[[], tuple[Manifest, tuple[str, ...]] | None]) -> Commit | None:
        try:
            with self._snapshots.lock(self._wait):
                self._link_tables()
                done = work()
                if done is None:
                    return None
                self._prune()
        except OSError as error:
            raise CouldNotWrite(str(error), url=str(self._snapshots.folder)) from error
        manifest, changed = done
        rows = {name: manifest.rows(name) for name in REPORT_TABLES}
        return Commit(manifest.snapshot_id, rows, changed)

    def _prune(self) -> None:
        try:
            self._snapshots.prune(keep=self._keep, grace=self._grace)
        except OSError as error:  # what was published is published
            log.warning("old snapshots could not be removed: %s", error)

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
        all_columns = _columns(spec)
        wanted = all_columns if columns is None else list(columns)
        unknown = set(wanted) - set(all_columns)
        if unknown:
            raise WrongSetting(f"{table} has no column {', '.join(sorted(unknown))}")
        current = at or self._snapshots.current()
        parts = [] if current is None else _parts(spec, current, wanted)
        if not parts:
            parts = [_with_path(spec, spec.schema.empty_table(), 0)]
        return pa.concat_tables(parts).select(wanted)

    def count(self, table: str) -> int:
        """Rows of a table; 0 before the first publication. Opens no table.

        Raises:
            WrongSetting: there is no such table.
            LakeDamaged: the manifest cannot be read.
        """
        spec, current = _table(table), self._snapshots.current()
        return 0 if current is None else read_manifest(current).rows(spec.folder)

    def newest(self, table: str, column: str) -> datetime | None:
        """The newest time in a small table's last month; None when the table is empty.

        Raises:
            WrongSetting: there is no such table.
            LakeDamaged: the file cannot be read.
        """
        spec, current = _table(table), self._snapshots.current()
        paths = [] if current is None else partition.files(current, spec)
        if current is None or not paths:
            return None
        newest = pc.max(partition.read(current / paths[-1], spec, [column])[column]).as_py()
        return newest if isinstance(newest, datetime) else None

    def query(
        self, sql: str, parameters: Sequence[Any] = (), *, as_of: When | None = None
    ) -> pa.Table:
        """The answer to a DuckDB query over the tables of one snapshot.

        Only queries: nothing can be written and no other file be read. The views of `lake/views` are
        there to ask, and the macros `documents_as_of(moment)` and so on.

        Args:
            sql: one query.
            parameters: values for its question marks.
            as_of: a moment or a day: what the captured pages had told until then, in the reading of
                today; `main.observations` is still what is known now. A commit: what was published
                with it, exactly.

        Raises:
            WrongSetting: the query is wrong (the message is DuckDB's), or there is no such commit.
            LakeDamaged: what is needed cannot be read.
        """
        current = self._snapshots.current()
        if as_of is None or current is None:
            return answer(current, sql, parameters)
        when = parse(as_of)
        if isinstance(when, datetime):
            if self._commits.record(current.name) is None:
                raise WrongSetting(
                    "the lake was published before it kept a history",
                    next_step="publish once (zonereports run), then ask again",
                )
            return answer(current, sql, parameters, known_at=when)
        kept = self._snapshots.named(when)
        if kept is not None and self._commits.record(when) is not None and when <= current.name:
            return answer(kept, sql, parameters)
        return answer({name: self.replay(name, when) for name in TABLES}, sql, parameters)

    def as_of(self, table: str, when: When) -> pa.Table:
        """A whole table as of a moment, a day or a commit, as `query` understands it.

        Sorted by report year, then in the table's own order.

        Raises:
            WrongSetting: there is no such table or commit, or this is no moment.
            LakeDamaged: what is needed cannot be read.
        """
        spec = _table(table)
        moment = parse(when)
        if isinstance(moment, str):
            return self.replay(table, moment)
        order = [c for c in (PARTITION, *spec.order) if c in _columns(spec)]
        listed = ", ".join(f'"{column}" nulls last' for column in order)
        columns = ", ".join(f'"{column}"' for column in _columns(spec))
        rows = self.query(f"select {columns} from {table} order by {listed}", as_of=moment)
        return rows.cast(_with_path(spec, spec.schema.empty_table(), 0).schema)

    def commits(self) -> list[CommitRecord]:
        """All publications, oldest first: what each changed, and the digest of each table after it.

        Raises:
            LakeDamaged: a record cannot be read.
        """
        current = self._snapshots.current()
        ids = [] if current is None else self._commits.ids(current.name)
        return [record for name in ids if (record := self._commits.record(name)) is not None]

    def replay(self, table: str, until: str | None = None) -> pa.Table:
        """A table worked out from the deltas alone, from empty until a commit (None: the last).

        Sorted by report year, then in the table's own order.

        Raises:
            WrongSetting: there is no such table or commit.
            LakeDamaged: a delta cannot be read.
        """
        spec = _table(table)
        current = self._snapshots.current()
        known = [] if current is None else self._commits.ids(current.name)
        if until is not None and until not in known:
            raise WrongSetting(
                f"there is no commit {until}", next_step="zonereports lake log lists them"
            )
        last = until or (known[-1] if known else "")
        return replayed(spec, self._commits.delta_files(spec, last))

    def write_views(self, path: Path) -> None:
        """Put the tables and the ready views into a DuckDB database at `path`.

        Raises:
            LakeDamaged: nothing was ever published.
            CouldNotWrite: it is no DuckDB database, or it is in use.
        """
        self.snapshot()
        write_database(path, self._lake_dir)

    def describe(self) -> dict[str, Any]:
        """What is published, ready for JSON: snapshot, tables, their rows, years and bytes."""
        current = self._snapshots.current()
        tables = {}
        manifest = None if current is None else read_manifest(current)
        for name, table in TABLES.items():
            files = {} if manifest is None else manifest.files
            held = [f for path, f in files.items() if path.startswith(f"{table.folder}/")]
            years = {
                str(year): files[str(partition.partition_path(table, year))].rows
                for year in ([] if current is None else partition.years(current, table))
                if str(partition.partition_path(table, year)) in files
            }
            tables[name] = {
                "about": table.about,
                "path": str(self._lake_dir / table.folder / "**" / "*.parquet"),
                "rows": sum(file.rows for file in held),
                "bytes": sum(file.bytes for file in held),
                "years": {year: rows for year, rows in years.items() if rows},
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
        found = [*check_links(self._lake_dir, self._snapshots.folder), *check_snapshot(current)]
        if not found:  # what is damaged has another digest, which would tell nothing new
            found += check_commits(self._commits, current, self.replay)
        return found

    def _link_tables(self) -> None:
        """Make the users' paths lead to the pointer."""
        self._lake_dir.mkdir(parents=True, exist_ok=True)
        store = self._snapshots.folder
        targets = {top_folder(table): store / "current" for table in TABLES.values()}
        targets[DELTAS] = store
        for name, folder in targets.items():
            path = self._lake_dir / name
            target = os.path.relpath(folder / name, self._lake_dir)
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


def _columns(table: Table) -> list[str]:
    return [*table.schema.names, *([PARTITION] if table.partition == PARTITION else [])]


def _with_path(table: Table, rows: pa.Table, year: int) -> pa.Table:
    return with_year(rows, year) if table.partition == PARTITION else rows


def _parts(table: Table, snapshot: Path, columns: list[str]) -> list[pa.Table]:
    # The first column comes along when only the year is asked for, to carry the count of rows.
    held = [c for c in columns if c in table.schema.names] or [table.key]
    if table.partition != PARTITION:
        paths = partition.files(snapshot, table)
        return [partition.read(snapshot / path, table, held) for path in paths]
    return [
        with_year(
            partition.read(snapshot / partition.partition_path(table, year), table, held), year
        )
        for year in partition.years(snapshot, table)
    ]
