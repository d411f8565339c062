"""Questions to the current snapshot of the lake, quick enough for a page.

One DuckDB for the process. The pointer is resolved once for each page, so that a page never mixes
two publications; a snapshot never changes, so what was once counted in it holds.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from zonereports.errors import LakeDamaged
from zonereports.lake import TABLES, Lake

Row = dict[str, Any]
Found = TypeVar("Found")

_MEMORY = "1GB"
_THREADS = 2
_REMEMBERED = 256
_HEAVY = frozenset({"text", "notes", "dates", "found_in", "conflicts"})
"""Columns of `documents` that a list of reports does not need: nine tenths of its bytes."""
DOCUMENT_COLUMNS = tuple(
    name for name in TABLES["documents"].schema.names if name not in _HEAVY
) + ("report_year",)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One publication, as a page sees it from its first to its last question."""

    folder: Path
    published_at: datetime
    rows: dict[str, int]
    """Of each table, in all."""
    years: dict[str, tuple[int, ...]]
    """Of each table, those that hold rows; ascending."""

    @property
    def id(self) -> str:
        """Its name."""
        return self.folder.name


class LakeReader:
    """Reads; writes nothing, holds no lock.

    Args:
        lake: what is read.
    """

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._lock = Lock()
        self._database: duckdb.DuckDBPyConnection | None = None
        self._listed: str | None = None
        self._known: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._of_years: dict[tuple[str, int, str], tuple[Any, Any]] = {}

    def snapshot(self) -> Snapshot | None:
        """The current publication; None before the first one.

        Raises:
            LakeDamaged: the pointer leads nowhere, or the manifest cannot be read.
        """
        folder = self._lake.current()
        if folder is None:
            return None
        told = self._lake.describe(folder)
        return Snapshot(
            folder=folder,
            published_at=datetime.fromisoformat(told["published_at"]),
            rows={name: int(table["rows"]) for name, table in told["tables"].items()},
            years={
                name: tuple(int(year) for year in table["years"])
                for name, table in told["tables"].items()
            },
        )

    def rows(
        self,
        at: Snapshot,
        sql: str,
        parameters: Sequence[Any] = (),
        *,
        beside: Mapping[str, pa.Table] | None = None,
    ) -> list[Row]:
        """The answer as dictionaries.

        The query names a table by `{documents}`, which is all of it but the long texts, kept in
        memory, by what `source` gives, or by a name in `beside`.

        Raises:
            LakeDamaged: a file cannot be read.
        """
        documents = self._documents(at) if "{documents}" in sql else ""
        with _readable(at):
            answer = self._open(at).cursor()
            for name, table in (beside or {}).items():
                answer.register(name, table)
            answer.execute(sql.replace("{documents}", documents), list(parameters) or None)
            names = [column[0] for column in answer.description or ()]
            return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def table(
        self,
        at: Snapshot,
        sql: str,
        parameters: Sequence[Any] = (),
        *,
        beside: Mapping[str, pa.Table] | None = None,
    ) -> pa.Table:
        """The answer as an Arrow table; the query as in `rows`."""
        documents = self._documents(at) if "{documents}" in sql else ""
        with _readable(at):
            asked = sql.replace("{documents}", documents)
            answer = self._open(at).cursor()
            for name, table in (beside or {}).items():
                answer.register(name, table)
            return answer.sql(asked, params=list(parameters)).to_arrow_table()

    def source(self, at: Snapshot, table: str, years: Collection[int] | None = None) -> str:
        """What stands behind `from` for a table, or for some of its years: only those are opened."""
        held = [y for y in at.years.get(table, ()) if years is None or y in years]
        if not held:
            # A file of the table without rows is always there, and has its columns.
            return f"(select * from {_files(at, table, ['*'])} where false)"
        return _files(at, table, [str(year) for year in held])

    def remembered(self, at: Snapshot, key: tuple[Any, ...], find: Callable[[], Found]) -> Found:
        """What `find` gave for this snapshot, or gives now."""
        whole = (at.id, *key)
        with self._lock:
            if whole in self._known:
                self._known.move_to_end(whole)
                found: Found = self._known[whole]
                return found
        fresh = find()
        with self._lock:
            self._known[whole] = fresh
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return fresh

    def remembered_of_year(
        self,
        at: Snapshot,
        table: str,
        year: int,
        key: str,
        find: Callable[[], Found],
    ) -> Found:
        """What `find` gave for this partition, or gives now; later snapshots share it while it stays.

        Of each key and year the newest is kept.
        """
        whole, identity = (table, year, key), _identity(at, table, year)
        with self._lock:
            held = self._of_years.get(whole)
        if held is not None and held[0] == identity:
            kept: Found = held[1]
            return kept
        fresh = find()
        with self._lock:
            self._of_years[whole] = (identity, fresh)
            for gone in [
                k for k in self._of_years if k[0] == table and k[1] not in at.years[table]
            ]:
                del self._of_years[gone]
        return fresh

    def _open(self, at: Snapshot) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._database is None:
                database = duckdb.connect()
                database.execute("set timezone = 'UTC'")
                database.execute(f"set memory_limit = '{_MEMORY}'")
                database.execute(f"set threads = {_THREADS}")
                database.execute(f"set allowed_directories = [{_quoted(at.folder.parent)}]")
                database.execute("set enable_external_access = false")
                database.execute("set lock_configuration = true")
                self._database = database
            return self._database

    def _documents(self, at: Snapshot) -> str:
        """The name of the table of this snapshot's reports, made at the first question."""
        database, name = self._open(at), f"documents_{at.id}"
        if self._listed == name:
            return name
        columns = ", ".join(f'"{column}"' for column in DOCUMENT_COLUMNS)
        cursor = database.cursor()
        try:
            cursor.execute(
                f"create table if not exists {name} as select {columns} "
                f"from {self.source(at, 'documents')}"
            )
        except duckdb.Error as error:
            # Two pages that make it at once: one of them did.
            if not _exists(cursor, name):
                first = str(error).splitlines()[0]
                raise LakeDamaged(f"cannot be read ({first})", url=str(at.folder)) from error
        before, self._listed = self._listed, name
        if before is not None:
            self._drop_all_but(cursor, {before, name})
        return name

    @staticmethod
    def _drop_all_but(cursor: duckdb.DuckDBPyConnection, kept: Collection[str]) -> None:
        # The one before stays: a page that began in it may still ask.
        for (old,) in cursor.execute("select table_name from duckdb_tables()").fetchall():
            if old not in kept:
                cursor.execute(f'drop table if exists "{old}"')


@contextmanager
def _readable(at: Snapshot) -> Iterator[None]:
    try:
        yield
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        first = str(error).splitlines()[0]
        raise LakeDamaged(f"cannot be read ({first})", url=str(at.folder)) from error


def _exists(cursor: duckdb.DuckDBPyConnection, name: str) -> bool:
    found = cursor.execute("select 1 from duckdb_tables() where table_name = ?", [name]).fetchall()
    return bool(found)


def _files(at: Snapshot, table: str, years: Sequence[str]) -> str:
    paths = ", ".join(_quoted(at.folder / table / f"report_year={y}" / "*.parquet") for y in years)
    return f"read_parquet([{paths}], hive_partitioning = true, union_by_name = true)"


def _identity(at: Snapshot, table: str, year: int) -> Any:
    """What stays the same as long as a partition does; the snapshot's name where no file tells."""
    files = sorted((at.folder / table / f"report_year={year}").glob("*.parquet"))
    told = [(one.st_dev, one.st_ino, one.st_size, one.st_mtime_ns) for one in map(Path.stat, files)]
    return told or at.id


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
