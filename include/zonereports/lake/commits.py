"""The record of every publication: what it changed, row by row, and what the tables were after it.

    store/deltas/<commit>.staging/            being written; swept by the next publisher
    store/deltas/<commit>/commit.json         rows and digest of each table after this commit
    store/deltas/<commit>/observations.parquet   its rows added, changed and removed; no file without

A commit bears the name of its snapshot and outlives it. It is written before the pointer is moved:
one that is newer than the current snapshot was never published, and the next publisher removes it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from zonereports.errors import LakeDamaged
from zonereports.lake.difference import OP, delta_schema
from zonereports.lake.snapshots import snapshot_time, sync_folder
from zonereports.lake.table import Table

DELTAS = "deltas"
_STAGING = ".staging"
RECORD = "commit.json"


@dataclass(frozen=True, slots=True)
class Told:
    """One table after a commit, and what the commit did to it."""

    rows: int
    digest: str
    """64 hexadecimal digits; see `zonereports.lake.digest`."""
    added: int = 0
    changed: int = 0
    removed: int = 0

    def with_counts(self, counts: Mapping[str, int]) -> Told:
        """The same, with what the commit did."""
        return Told(**asdict(self) | dict(counts))


@dataclass(frozen=True, slots=True)
class CommitRecord:
    """What a commit made of each table."""

    commit_id: str
    parent: str | None
    """The commit before; None for the first, whose delta holds everything as added."""
    tables: dict[str, Told]

    @property
    def at(self) -> datetime:
        """When it was published; aware, UTC."""
        return snapshot_time(self.commit_id)


class Commits:
    """The folder of commits."""

    def __init__(self, store: Path) -> None:
        self.folder = store / DELTAS

    def sweep(self, current: str | None) -> None:
        """Remove what killed publishers left; for the holder of the lock."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.iterdir():
            if path.name.endswith(_STAGING) or current is None or path.name > current:
                # Under the other name first: no reader may find half a commit.
                if not path.name.endswith(_STAGING):
                    path = path.rename(path.with_name(path.name + _STAGING))
                shutil.rmtree(path)

    def write(
        self,
        commit_id: str,
        parent: str | None,
        after: Mapping[str, Told],
        deltas: Mapping[str, tuple[Table, Iterable[pa.Table]]],
    ) -> CommitRecord:
        """Write a commit; on disk when this returns. The counts of what changed are taken here."""
        staging = self.folder / (commit_id + _STAGING)
        staging.mkdir()
        tables = dict(after)
        for name, (table, parts) in deltas.items():
            counts = write_delta(staging / f"{name}.parquet", table, parts)
            tables[name] = after[name].with_counts(counts)
        record = CommitRecord(commit_id, parent, tables)
        with (staging / RECORD).open("x", encoding="utf-8") as file:
            file.write(commit_json(record))
            file.flush()
            os.fsync(file.fileno())
        sync_folder(staging)
        staging.rename(self.folder / commit_id)
        sync_folder(self.folder)
        return record

    def record(self, commit_id: str) -> CommitRecord | None:
        """What was recorded of a commit; None when there is no record of it.

        Raises:
            LakeDamaged: there is one and it cannot be read.
        """
        path = self.folder / commit_id / RECORD
        return parse_commit(path) if path.exists() else None

    def ids(self, until: str) -> list[str]:
        """The commits up to one, oldest first."""
        if not self.folder.is_dir():
            return []
        names = (path.name for path in self.folder.iterdir())
        return sorted(name for name in names if not name.endswith(_STAGING) and name <= until)

    def delta_files(self, table: Table, until: str) -> list[Path]:
        """The delta files of a table up to a commit, oldest first."""
        paths = (self.folder / name / f"{table.name}.parquet" for name in self.ids(until))
        return [path for path in paths if path.exists()]


def commit_json(record: CommitRecord) -> str:
    """A record as it is kept."""
    return json.dumps(asdict(record), indent=1, sort_keys=True)


def parse_commit(path: Path) -> CommitRecord:
    """What `commit_json` wrote.

    Raises:
        LakeDamaged: it cannot be read.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        tables = {name: Told(**held) for name, held in told["tables"].items()}
        return CommitRecord(told["commit_id"], told["parent"], tables)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LakeDamaged(f"the record cannot be read ({error})", url=str(path)) from error


def write_delta(path: Path, table: Table, parts: Iterable[pa.Table]) -> dict[str, int]:
    """Write a delta file, none for no rows; how many rows were added, changed and removed."""
    counts: dict[str, int] = {}
    writer = None
    try:
        for rows in parts:
            if not rows.num_rows:
                continue
            if writer is None:
                schema = delta_schema(table)
                writer = pq.ParquetWriter(path, schema, compression="zstd", compression_level=3)
            writer.write_table(rows)
            for told in rows[OP].value_counts().to_pylist():
                counts[told["values"]] = counts.get(told["values"], 0) + told["counts"]
    finally:
        if writer is not None:
            writer.close()
    if writer is not None:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return counts
