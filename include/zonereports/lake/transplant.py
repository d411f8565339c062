"""A snapshot made elsewhere, staged as the next one: file by file, or without some reports."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from zonereports.lake import partition
from zonereports.lake.replace import Before, Staged, mentioned
from zonereports.lake.schema import TABLES, Table
from zonereports.lake.snapshots import read_manifest


def transplant(
    source: Path, *, without: Collection[str], before: Before | None, staged: Staged
) -> None:
    """Stage the files of a snapshot of another lake.

    A file that stands byte for byte in the snapshot before is linked from there.

    Args:
        source: folder of the snapshot.
        without: reports whose rows are left out, and all rows that name them.
        before: the snapshot that is current.
        staged: the next one.

    Raises:
        LakeDamaged: a file of either snapshot cannot be read.
    """
    manifest = read_manifest(source)
    other = Before(source, manifest)
    asked = pa.array(sorted(without), pa.string())
    for table in TABLES.values():
        files = 0
        for year in partition.years(source, table):
            files += _stage(table, year, other, asked, before, staged)
        if not files:
            staged.write(table, partition.partition_path(table, 0), table.schema.empty_table())
    gone = set() if before is None else set(before.manifest.files) - set(staged.files)
    staged.changed += sorted(str(Path(name).parent) for name in gone)


def _stage(
    table: Table, year: int, other: Before, asked: pa.Array, before: Before | None, staged: Staged
) -> int:
    path = partition.partition_path(table, year)
    current = partition.is_current(other.folder / path, table)
    leaves = None
    if len(asked):
        held = partition.read(other.folder / path, table, list(table.mentions))
        leaves = mentioned(held, table, asked)
    if current and (leaves is None or not pc.any(leaves).as_py()):
        file = other.file(path)
        known = None if before is None else before.manifest.files.get(str(path))
        if before is not None and known is not None and known.sha256 == file.sha256:
            staged.take(before, path)
        else:
            staged.take(other, path)
            staged.changed.append(str(path.parent))
        return 1
    rows = partition.read(other.folder / path, table)
    if leaves is not None:
        rows = rows.filter(pc.invert(leaves))
    if rows.num_rows == 0:
        return 0
    staged.write(table, path, rows)
    return 1
