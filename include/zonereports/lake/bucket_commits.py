"""The record of every publication, in a bucket.

    deltas/<id>/commit.json            rows and digest of each table after this commit
    deltas/<id>/<table>.parquet        its rows added, changed and removed; no object without
    deltas/<id>/line.json              the commits up to this one

Objects are there before the pointer moves, and those of an overtaken publisher stay for a while:
only what stands in the line of the current commit was published, whatever a listing shows.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from zonereports.errors import LakeDamaged
from zonereports.lake.cache import Cache
from zonereports.lake.commits import (
    RECORD,
    CommitRecord,
    Told,
    commit_json,
    parse_commit,
    write_delta,
)
from zonereports.lake.table import Table
from zonereports.objects import Bucket, NoSuchObject, Overtaken

_LINE = "line.json"
_PAGE = 500
"""Commits named in one line; the first of them leads to the line before."""


class BucketCommits:
    """As `CommitKeeper`, in a bucket.

    Args:
        bucket: where they stand.
        cache: of this machine.
        prove: is asked once, at the first claim, whether the storage keeps conditions.
    """

    def __init__(self, bucket: Bucket, cache: Cache, prove: Callable[[Bucket, str], None]) -> None:
        self._bucket = bucket
        self._cache = cache
        self._prove: Callable[[Bucket, str], None] | None = prove
        self._base: str | None = None
        self._still: Callable[[], bool] = lambda: True
        self.claimed: str | None = None
        """The commit that is being made here."""

    def begin(self, base: str | None, still: Callable[[], bool]) -> None:
        """Be told what the next commit is made from, and how to ask whether that is current."""
        self._base, self._still, self.claimed = base, still, None

    def sweep(self, current: str | None) -> None:
        """As `CommitKeeper.sweep`: nothing here, as others may be at work (`prune` does it)."""

    def write(
        self,
        commit_id: str,
        parent: str | None,
        after: Mapping[str, Told],
        deltas: Mapping[str, tuple[Table, Iterable[pa.Table]]],
    ) -> CommitRecord:
        """As `CommitKeeper.write`.

        Raises:
            Overtaken: the commit's name is taken, or what it was made from is not current any more.
        """
        self._claim(commit_id)
        tables = dict(after)
        with tempfile.TemporaryDirectory(dir=self._cache.folder, prefix=".deltas-") as folder:
            for name, (table, parts) in deltas.items():
                path = Path(folder) / f"{name}.parquet"
                tables[name] = after[name].with_counts(write_delta(path, table, parts))
                if path.exists():
                    self._put(commit_id, path.name, path)
        record = CommitRecord(commit_id, parent, tables)
        self._put(commit_id, _LINE, json.dumps(self._next_line(commit_id, parent)).encode())
        self._put(commit_id, RECORD, commit_json(record).encode())
        return record

    def record(self, commit_id: str) -> CommitRecord | None:
        """As `CommitKeeper.record`."""
        try:
            path = self._file(commit_id, RECORD)
        except NoSuchObject:
            return None
        return parse_commit(path)

    def ids(self, until: str) -> list[str]:
        """As `CommitKeeper.ids`: the line of that commit, which must have been published."""
        found: list[str] = []
        at: str | None = until
        while at is not None:
            line = self._line(at)
            found[:0] = line["ids"]
            at = line["before"]
        return found

    def delta_files(self, table: Table, until: str) -> list[Path]:
        """As `CommitKeeper.delta_files`; what is not on this machine is fetched."""
        ids = self.ids(until)
        self.fetch_records(ids)
        wanted = []
        for commit_id in ids:
            record = self.record(commit_id)
            told = record.tables.get(table.name) if record else None
            if told is not None and (told.added or told.changed or told.removed):
                wanted.append(commit_id)
        name = f"{table.name}.parquet"
        try:
            return self._bucket.each(lambda commit_id: self._file(commit_id, name), wanted)
        except NoSuchObject as error:
            raise LakeDamaged(
                f"a delta of {table.name} is missing ({error})", url=f"{self._bucket}deltas/"
            ) from error

    def fetch_records(self, ids: Iterable[str]) -> None:
        """Have the records of many commits on this machine, fetched at the same time."""
        self._bucket.each(self.record, ids)

    def _claim(self, commit_id: str) -> None:
        name = f"writers/{commit_id}"
        self._bucket.put(name, (self._base or "").encode(), only_new=True)
        self.claimed = commit_id
        # After the claim: who reads the pointer and then the claims knows all that may be overtaken.
        if not self._still():
            raise Overtaken(f"{self._base} is not current any more")
        if self._prove is not None:
            self._prove(self._bucket, name)
            self._prove = None

    def _next_line(self, commit_id: str, parent: str | None) -> dict[str, Any]:
        if parent is None:
            return {"ids": [commit_id], "before": None}
        line = self._line(parent)
        if len(line["ids"]) >= _PAGE:
            return {"ids": [commit_id], "before": parent}
        return {"ids": [*line["ids"], commit_id], "before": line["before"]}

    def _line(self, commit_id: str) -> dict[str, Any]:
        try:
            path = self._file(commit_id, _LINE)
            line: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return {"ids": list(line["ids"]), "before": line["before"]}
        except (NoSuchObject, ValueError, KeyError, TypeError) as error:
            raise LakeDamaged(
                f"the line of commits cannot be read ({error})",
                url=f"{self._bucket}deltas/{commit_id}/{_LINE}",
            ) from error

    def _put(self, commit_id: str, name: str, body: bytes | Path) -> None:
        self._bucket.put(f"deltas/{commit_id}/{name}", body)

    def _file(self, commit_id: str, name: str) -> Path:
        return self._cache.delta(
            commit_id, name, lambda: self._bucket.get(f"deltas/{commit_id}/{name}")
        )
