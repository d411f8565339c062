"""One table of the next snapshot: the rows of some reports replaced, everything else linked."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from zonereports.errors import LakeDamaged, WrongRow
from zonereports.lake import partition
from zonereports.lake.schema import Table
from zonereports.lake.snapshots import HeldFile, Manifest, held_file, link


@dataclass(frozen=True, slots=True)
class Before:
    """The snapshot that the next one starts from."""

    folder: Path
    manifest: Manifest

    def file(self, path: Path) -> HeldFile:
        """The manifest's entry for a file."""
        held = self.manifest.files.get(str(path))
        if held is None:
            raise LakeDamaged("a file that the manifest does not know", url=str(self.folder / path))
        return held


@dataclass(frozen=True, slots=True)
class Moved:
    """What a partition that was written anew, or is gone, lost and got; the same row can be in both."""

    year: int | None
    """Report year; None where the path has none."""
    left: pa.Table | None
    came: pa.Table | None


@dataclass(slots=True)
class Staged:
    """What was put into the next snapshot."""

    folder: Path
    files: dict[str, HeldFile] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    """Partitions written anew or gone, as `table/report_year=YYYY`."""
    moved: dict[str, list[Moved]] = field(default_factory=dict)
    """By table."""

    def take(self, before: Before, path: Path) -> None:
        """Have a file as it was."""
        link(before.folder / path, self.folder / path)
        self.files[str(path)] = before.file(path)

    def write(self, table: Table, path: Path, rows: pa.Table) -> None:
        """Have a file with these rows."""
        partition.write(self.folder / path, table, [rows])
        self.files[str(path)] = held_file(self.folder / path, rows.num_rows)
        self.changed.append(str(path.parent))


def replace_reports(
    table: Table,
    *,
    reports: Collection[str],
    incoming: dict[int, pa.Table],
    before: Before | None,
    staged: Staged,
    fill: Callable[[pa.Table], pa.Table] | None = None,
) -> None:
    """Stage a table in which the rows that name any of `reports` are the incoming ones and no others.

    A partition whose rows stay the same is linked, not written. A table without any row has one
    empty file, so that a reader finds its columns. `fill` gives rows that were written before some
    column was known what belongs there.

    Raises:
        WrongRow: an incoming key belongs to another report.
        LakeDamaged: a file of the current snapshot cannot be read.
    """
    asked = pa.array(sorted(reports), pa.string())
    keys = pa.concat_arrays(
        [pa.array([], pa.string())]
        + [chunk for rows in incoming.values() for chunk in rows[table.key].chunks]
    )
    held = _years_with_rows(table, before)
    files = 0
    for year in sorted(held | set(incoming)):
        path = partition.partition_path(table, year)
        source = before.folder / path if before is not None and year in held else None
        fresh = incoming.get(year)
        found = _next_rows(table, source, fresh, asked, keys, fill)
        if found is None:
            assert before is not None
            staged.take(before, path)
            files += 1
            continue
        rows, left = found
        staged.moved.setdefault(table.name, []).append(Moved(year, left, fresh))
        if rows.num_rows:
            staged.write(table, path, rows)
        else:
            staged.changed.append(str(path.parent))
            continue
        files += 1
    if not files:
        _stage_empty(table, before, staged)


def rows_of(
    table: Table, reports: Collection[str], folder: Path, columns: list[str] | None = None
) -> dict[int, pa.Table]:
    """The rows of some reports in a snapshot, by report year; all columns, or those named."""
    asked = pa.array(sorted(reports), pa.string())
    found = {}
    for year in partition.years(folder, table):
        path = folder / partition.partition_path(table, year)
        hit = pc.is_in(partition.read(path, table, ["report_id"])["report_id"], value_set=asked)
        if pc.any(hit).as_py():
            found[year] = partition.read(path, table, columns).filter(hit)
    return found


def mentioned(rows: pa.Table, table: Table, reports: pa.Array) -> pa.ChunkedArray:
    """For each row, whether it names one of these reports."""
    hits = [pc.is_in(rows[column], value_set=reports) for column in table.mentions]
    return functools.reduce(pc.or_, hits)


def _years_with_rows(table: Table, before: Before | None) -> set[int]:
    if before is None:
        return set()
    return {
        year
        for year in partition.years(before.folder, table)
        if before.file(partition.partition_path(table, year)).rows
    }


def _next_rows(
    table: Table,
    source: Path | None,
    fresh: pa.Table | None,
    asked: pa.Array,
    keys: pa.Array,
    fill: Callable[[pa.Table], pa.Table] | None,
) -> tuple[pa.Table, pa.Table | None] | None:
    """What a partition holds from now on and which rows leave it; None when it stays the same."""
    if source is None:
        return None if fresh is None else (partition.ordered(table, fresh), None)
    current = partition.is_current(source, table)
    if current and fresh is None and not len(asked):
        return None
    heads = partition.read(source, table, [table.key, *table.mentions])
    leaves = mentioned(heads, table, asked)
    stays = pc.invert(leaves)
    twice = pc.and_(stays, pc.is_in(heads[table.key], value_set=keys))
    if pc.any(twice).as_py():
        row = heads.filter(twice).slice(0, 1).to_pylist()[0]
        raise WrongRow(
            f"{table.name}: {table.key} {row[table.key]!r} belongs to report {row['report_id']!r}, "
            "which is not among the reports published"
        )
    if current and fresh is None and not pc.any(leaves).as_py():
        return None
    old = partition.read(source, table)
    kept = old.filter(stays)
    if fill is not None and not current:
        kept = fill(kept)
    rows = partition.ordered(table, kept if fresh is None else pa.concat_tables([kept, fresh]))
    return None if current and rows.equals(old) else (rows, old.filter(leaves))


def _stage_empty(table: Table, before: Before | None, staged: Staged) -> None:
    path = partition.partition_path(table, 0)
    if before is not None and str(path) in before.manifest.files:
        source = before.folder / path
        if partition.count(source) == 0 and partition.is_current(source, table):
            staged.take(before, path)
            return
    staged.write(table, path, table.schema.empty_table())
