"""Reading the lake: one snapshot at a time, now or as of another time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zonereports.errors import LakeDamaged, WrongSetting
from zonereports.lake import partition
from zonereports.lake.as_of import When, parse, replayed
from zonereports.lake.commits import CommitRecord
from zonereports.lake.place import Place
from zonereports.lake.query import answer
from zonereports.lake.rows import with_year
from zonereports.lake.schema import PARTITION, TABLES, Table
from zonereports.lake.snapshots import read_manifest, snapshot_time


class Published:
    """The published tables, for reading.

    Args:
        place: where they are.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._snapshots = place.snapshots
        self._commits = place.commits

    def current(self) -> Path | None:
        """As `snapshot`; None when nothing was ever published.

        Raises:
            LakeDamaged: the pointer leads nowhere.
            LakeUnreachable: the lake is in a bucket that does not answer.
        """
        return self._snapshots.current()

    def snapshot(self) -> Path:
        """Folder of the current snapshot, without links: it does not change while it is read.

        Of a lake in a bucket it is a copy on this machine's disk.

        Raises:
            LakeDamaged: nothing was ever published, or the pointer leads nowhere.
            LakeUnreachable: the lake is in a bucket that does not answer.
        """
        current = self._snapshots.current()
        if current is None:
            raise LakeDamaged(
                "nothing has been published yet",
                url=self._place.name,
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
        spec, manifest = _table(table), self._snapshots.manifest()
        return 0 if manifest is None else manifest.rows(spec.folder)

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
        kept = self._snapshots.named(when) if when in self._commits.ids(current.name) else None
        if kept is not None and self._commits.record(when) is not None:
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

    def describe(self, at: Path | None = None) -> dict[str, Any]:
        """What is published, ready for JSON: snapshot, tables, their rows, years and bytes.

        Args:
            at: a snapshot, as `snapshot` gives it; None for the current one.
        """
        tables = {}
        manifest = self._snapshots.manifest() if at is None else read_manifest(at)
        for name, table in TABLES.items():
            files = {} if manifest is None else manifest.files
            held = {path: f for path, f in files.items() if path.startswith(f"{table.folder}/")}
            years = {
                year: file.rows
                for path, file in held.items()
                if (year := partition.year_of(Path(path))) is not None
            }
            tables[name] = {
                "about": table.about,
                "path": self._place.table_path(table, manifest.snapshot_id if manifest else None),
                "rows": sum(file.rows for file in held.values()),
                "bytes": sum(file.bytes for file in held.values()),
                "years": {str(year): years[year] for year in sorted(years) if years[year]},
            }
        return {
            "snapshot_id": None if manifest is None else manifest.snapshot_id,
            "published_at": None
            if manifest is None
            else snapshot_time(manifest.snapshot_id).isoformat(),
            "snapshot": None if manifest is None else self._place.shown(manifest.snapshot_id),
            "tables": tables,
        }


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
