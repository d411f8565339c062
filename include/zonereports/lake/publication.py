"""One publication: the next snapshot staged, its commit written, the pointer moved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from zonereports.lake import partition
from zonereports.lake.beside import stage_small
from zonereports.lake.commits import CommitRecord, Commits, Told
from zonereports.lake.difference import difference
from zonereports.lake.digest import digest, moved
from zonereports.lake.history import superseded
from zonereports.lake.incoming import Incoming, prepare
from zonereports.lake.known import Spans, chain
from zonereports.lake.replace import Before, Moved, Staged, replace_reports, rows_of
from zonereports.lake.rows import Row
from zonereports.lake.schema import (
    DOCUMENTS,
    HISTORY_TABLES,
    OF_THE_LATEST,
    QUARANTINE,
    REPORT_TABLES,
    SMALL_TABLES,
    TABLES,
    Table,
)
from zonereports.lake.small_tables import CHECKS
from zonereports.lake.snapshots import Manifest, Snapshots, read_manifest, staged_id


@dataclass(frozen=True, slots=True)
class Publication:
    """What is to be published of some reports; for the holder of the lock."""

    given: Mapping[str, Sequence[Row]]
    """Rows by table."""
    reports: frozenset[str]
    refused: frozenset[str]
    small: Mapping[str, Sequence[Row]]
    checks_count: bool
    """Whether new checks alone are worth a snapshot."""

    def publish(
        self, snapshots: Snapshots, commits: Commits
    ) -> tuple[Manifest, tuple[str, ...]] | None:
        """The new snapshot and the partitions of the reports' tables that changed; None for none."""
        current = snapshots.current()
        if current is not None and not (
            self.reports or self.refused or self.checks_count or set(self.small) - {CHECKS.name}
        ):
            return None
        commits.sweep(None if current is None else current.name)
        before = None if current is None else Before(current, read_manifest(current))
        replaced = dict.fromkeys(REPORT_TABLES, self.reports)
        replaced[QUARANTINE.name] = self.reports | self.refused
        incoming = prepare(self.given, replaced, current)
        folder = snapshots.stage()
        try:
            staged = Staged(folder)
            beside = Staged(folder, files=staged.files, moved=staged.moved)
            self._stage_reports(incoming, replaced, before, staged)
            self._stage_history(incoming, before, beside)
            stage_small(self.small, before=before, staged=beside)
            if before is not None and not self._worth_it(staged, beside):
                snapshots.drop(folder)
                return None
            write_commit(commits, before, staged)
            return snapshots.commit(folder, staged.files), tuple(staged.changed)
        except BaseException:
            if folder.exists():
                snapshots.drop(folder)
            raise

    def _stage_reports(
        self,
        incoming: Incoming,
        replaced: Mapping[str, Collection[str]],
        before: Before | None,
        staged: Staged,
    ) -> None:
        fill = _Fill(before)
        for name in REPORT_TABLES:
            replace_reports(
                TABLES[name],
                reports=replaced[name],
                incoming=incoming.tables[name],
                before=before,
                staged=staged,
                fill=None if name == QUARANTINE.name else fill,
            )

    def _stage_history(self, incoming: Incoming, before: Before | None, staged: Staged) -> None:
        for latest, name in zip(OF_THE_LATEST, HISTORY_TABLES, strict=True):
            table = TABLES[name]
            left = [part.left for part in staged.moved.get(latest, ()) if part.left is not None]
            held = rows_of(table, self.reports, before.folder) if before and self.reports else {}
            replace_reports(
                table,
                reports=self.reports,
                incoming=superseded(
                    table,
                    left=left,
                    held=held.values(),
                    documents=incoming.documents,
                    texts=incoming.texts,
                ),
                before=before,
                staged=staged,
            )

    def _worth_it(self, staged: Staged, beside: Staged) -> bool:
        checks = f"{CHECKS.folder}/"
        others = [path for path in beside.changed if not path.startswith(checks)]
        return bool(staged.changed or others or (self.checks_count and beside.changed))


class _Fill:
    """Gives the rows of a lake from before there was a history when they were known."""

    def __init__(self, before: Before | None) -> None:
        self._before = before
        self._spans: Spans | None = None

    def __call__(self, rows: pa.Table) -> pa.Table:
        """Rows with the time in which their document was the latest known."""
        return self._known().stamp(rows)

    def _known(self) -> Spans:
        if self._spans is None:
            assert self._before is not None
            columns = ["document_id", "report_id", "version", "fetched_at"]
            documents = [
                row
                for year in partition.years(self._before.folder, DOCUMENTS)
                for row in partition.read(
                    self._before.folder / partition.partition_path(DOCUMENTS, year),
                    DOCUMENTS,
                    columns,
                ).to_pylist()
            ]
            chain(documents)
            self._spans = Spans.of(documents)
        return self._spans


def write_commit(commits: Commits, before: Before | None, staged: Staged) -> CommitRecord:
    """Record what was staged: the deltas, and the rows and digest of each table after them."""
    parent = None if before is None else commits.record(before.manifest.snapshot_id)
    # Without a record of what stood before, everything that stands now is new.
    changes = staged.moved if parent is not None else _everything(staged)
    counts = Manifest("", staged.files)
    after = {}
    for name, table in TABLES.items():
        known = parent.tables.get(name) if parent else None
        parts = changes.get(name, [])
        after[name] = Told(
            rows=counts.rows(table.folder),
            digest="{:064x}".format(
                moved(
                    int(known.digest, 16) if known else 0,
                    left=digest((part.year, part.left) for part in parts if part.left is not None),
                    came=digest((part.year, part.came) for part in parts if part.came is not None),
                )
            ),
        )
    commit_id = staged_id(staged.folder)
    deltas = {
        name: (TABLES[name], difference(TABLES[name], parts, commit_id))
        for name, parts in changes.items()
    }
    return commits.write(commit_id, parent.commit_id if parent else None, after, deltas)


def _everything(staged: Staged) -> dict[str, list[Moved]]:
    return {name: list(_parts(table, staged.folder)) for name, table in TABLES.items()}


def _parts(table: Table, folder: Path) -> list[Moved]:
    if table.name in SMALL_TABLES:
        return [
            Moved(None, None, partition.read(folder / path, table))
            for path in partition.files(folder, table)
        ]
    return [
        Moved(year, None, partition.read(folder / partition.partition_path(table, year), table))
        for year in partition.years(folder, table)
    ]
