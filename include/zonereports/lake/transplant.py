"""A snapshot made elsewhere, staged as the next one: file by file, or without some reports."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from zonereports.lake import partition
from zonereports.lake.difference import differing
from zonereports.lake.fill import Fill
from zonereports.lake.replace import Before, Moved, Staged, mentioned
from zonereports.lake.schema import DOCUMENTS, REPORT_TABLES, TABLES, WITH_HISTORY, Table
from zonereports.lake.small_tables import CHECKS, ZONES
from zonereports.lake.snapshots import HeldFile, read_manifest

_OF_THE_PLATFORM = (ZONES.name, CHECKS.name)
"""What is watched and what visits answered: no snapshot made elsewhere knows better."""
_KNOWN = (DOCUMENTS.name, *WITH_HISTORY)


@dataclass(frozen=True, slots=True)
class Transplant:
    """What stages the files of a snapshot of another lake.

    A file that stands byte for byte in the snapshot before is linked from there, and so are all of
    `zones` and `checks` when there are any: they stay.
    """

    source: Path
    """Folder of the snapshot."""
    without: Collection[str]
    """Reports whose rows are left out, and all rows that name them."""

    def stage(self, before: Before | None, staged: Staged, beside: Staged) -> None:
        """Stage every table.

        Raises:
            LakeDamaged: a file of either snapshot cannot be read.
        """
        other = Before(self.source, read_manifest(self.source))
        asked = pa.array(sorted(self.without), pa.string())
        fill = Fill(other)
        for table in TABLES.values():
            into = staged if table.name in REPORT_TABLES else beside
            origin, leaving = other, asked
            if table.name in _OF_THE_PLATFORM:
                leaving = asked.slice(0, 0)
                if before is not None and partition.files(before.folder, table):
                    origin = before
            transfer = _Transfer(table, origin, before, into, leaving, fill)
            transfer.stage()


@dataclass(frozen=True, slots=True)
class _Transfer:
    """One table on its way from a snapshot into the next."""

    table: Table
    origin: Before
    before: Before | None
    staged: Staged
    leaving: pa.Array
    """Reports whose rows are left out."""
    fill: Fill

    def stage(self) -> None:
        staged = 0
        for path in partition.files(self.origin.folder, self.table):
            staged += self._stage(path)
        if not staged:
            path = partition.empty_path(self.table)
            self._write(path, self.table.schema.empty_table())
        self._drop_gone()

    def _stage(self, path: Path) -> bool:
        """Whether the table has this file from now on."""
        table, source = self.table, self.origin.folder / path
        current = partition.is_current(source, table)
        stays = self._stays(source)
        if current and stays is None:
            held = self._held(path)
            if self.before is not None and held == self.origin.file(path):
                self.staged.take(self.before, path)
                return True
            self.staged.take(self.origin, path)
            self.staged.changed.append(str(path.parent))
            self._note(path, partition.read(source, table))
            return True
        rows = partition.read(source, table)
        if stays is not None:
            rows = rows.filter(stays)
        if not current and table.name in _KNOWN:
            rows = self.fill(rows)
        if rows.num_rows == 0:
            return False
        self._write(path, rows)
        return True

    def _stays(self, source: Path) -> pa.Array | None:
        """Which rows stay; None for all."""
        if not len(self.leaving):
            return None
        named = partition.read(source, self.table, list(self.table.mentions))
        leaves = mentioned(named, self.table, self.leaving)
        return pc.invert(leaves) if pc.any(leaves).as_py() else None

    def _held(self, path: Path) -> HeldFile | None:
        return None if self.before is None else self.before.manifest.files.get(str(path))

    def _write(self, path: Path, rows: pa.Table) -> None:
        if self.before is not None and self._held(path) is not None:
            source = self.before.folder / path
            if partition.is_current(source, self.table) and rows.equals(
                partition.read(source, self.table)
            ):
                self.staged.take(self.before, path)
                return
        self.staged.write(self.table, path, rows)
        self._note(path, rows)

    def _note(self, path: Path, rows: pa.Table) -> None:
        """Keep for the commit what differs from the same file before."""
        left = None
        if self.before is not None and self._held(path) is not None:
            old = partition.read(self.before.folder / path, self.table)
            left, rows = differing(self.table, old, rows)
        self._moved(Moved(partition.year_of(path), left, rows))

    def _drop_gone(self) -> None:
        if self.before is None:
            return
        for path in partition.files(self.before.folder, self.table):
            if str(path) not in self.staged.files:
                old = partition.read(self.before.folder / path, self.table)
                self.staged.changed.append(str(path.parent))
                self._moved(Moved(partition.year_of(path), old, None))

    def _moved(self, moved: Moved) -> None:
        self.staged.moved.setdefault(self.table.name, []).append(moved)
