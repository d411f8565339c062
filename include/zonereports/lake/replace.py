"""One table of the next snapshot: the rows of some reports replaced, everything else linked."""

from __future__ import annotations

import bisect
import functools
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zonereports.errors import LakeDamaged, WrongRow
from zonereports.lake import partition
from zonereports.lake.schema import Table
from zonereports.lake.snapshots import HeldFile, Manifest, held_file, link

_FEW = 20_000
"""Rows up to which a publication is merged into a year, not sorted with all of it."""


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
        self.write_parts(table, path, [rows])

    def write_parts(self, table: Table, path: Path, parts: Iterable[pa.Table]) -> None:
        """Have a file with these rows, which are not held all at once."""
        count = partition.write(self.folder / path, table, parts)
        self.files[str(path)] = held_file(self.folder / path, count)
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
        part = _Part(table, year, before if year in held else None, incoming.get(year))
        left = part.leaving(asked, keys)
        if left is None:
            assert before is not None
            staged.take(before, path)
            files += 1
            continue
        staged.moved.setdefault(table.name, []).append(
            Moved(year, None if part.source is None else left, part.fresh)
        )
        if part.rows == left.num_rows and part.fresh is None:
            staged.changed.append(str(path.parent))
            continue
        staged.write_parts(table, path, part.after(left, fill))
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
            found[year] = partition.filtered(path, table, hit, columns)
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


@dataclass(frozen=True, slots=True)
class _Part:
    """A partition on its way into the next snapshot."""

    table: Table
    year: int
    before: Before | None
    """None when it held no rows."""
    fresh: pa.Table | None
    """Rows that come."""

    @property
    def path(self) -> Path:
        return partition.partition_path(self.table, self.year)

    @property
    def source(self) -> Path | None:
        return None if self.before is None else self.before.folder / self.path

    @property
    def rows(self) -> int:
        """How many it held."""
        return 0 if self.before is None else self.before.file(self.path).rows

    def leaving(self, asked: pa.Array, keys: pa.Array) -> pa.Table | None:
        """The rows that leave, as they lie in the file; None when the file can stay as it is.

        Raises:
            WrongRow: an incoming key belongs to a row that does not leave.
        """
        empty = self.table.schema.empty_table()
        if self.before is None or self.source is None:
            return empty
        current = partition.is_current(self.source, self.table)
        left = self._leaving(asked, keys) if len(asked) or len(keys) else empty
        come = empty if self.fresh is None else self.fresh
        if current and (
            left.num_rows == come.num_rows and left.equals(partition.ordered(self.table, come))
        ):
            return None
        return left

    def _leaving(self, asked: pa.Array, keys: pa.Array) -> pa.Table:
        table, source = self.table, self.source
        assert source is not None
        heads = partition.read(source, table, [table.key, *table.mentions])
        leaves = mentioned(heads, table, asked)
        twice = pc.and_(pc.invert(leaves), pc.is_in(heads[table.key], value_set=keys))
        if pc.any(twice).as_py():
            row = heads.filter(twice).slice(0, 1).to_pylist()[0]
            raise WrongRow(
                f"{table.name}: {table.key} {row[table.key]!r} belongs to report "
                f"{row['report_id']!r}, which is not among the reports published"
            )
        return partition.filtered(source, table, leaves)

    def after(
        self, left: pa.Table, fill: Callable[[pa.Table], pa.Table] | None
    ) -> Iterator[pa.Table]:
        """The rows that it holds from now on, in order."""
        table, source = self.table, self.source
        fresh = table.schema.empty_table() if self.fresh is None else self.fresh
        if source is None:
            yield partition.ordered(table, fresh)
            return
        gone = left[table.key].combine_chunks()
        if partition.is_current(source, table) and fresh.num_rows <= _FEW:
            yield from merged(table, _without(partition.groups(source, table), table, gone), fresh)
            return
        kept = next(_without([partition.read(source, table)], table, gone))
        if fill is not None and not partition.is_current(source, table):
            kept = fill(kept)
        yield partition.ordered(table, pa.concat_tables([kept, fresh]))


def merged(table: Table, parts: Iterable[pa.Table], fresh: pa.Table) -> Iterator[pa.Table]:
    """Rows that are in order, and a few others put among them; only parts that get some are sorted."""
    fresh = partition.ordered(table, fresh)
    places = _places(table, fresh)
    done = 0
    for part in parts:
        upto = done
        if part.num_rows and done < len(places):
            last = _places(table, part.slice(part.num_rows - 1))[0]
            upto = bisect.bisect_right(places, last, lo=done)
        come, done = fresh.slice(done, upto - done), upto
        yield partition.ordered(table, pa.concat_tables([part, come])) if come.num_rows else part
    yield fresh.slice(done)


def _places(table: Table, rows: pa.Table) -> list[tuple[tuple[bool, Any], ...]]:
    """What puts rows in order, nulls last as Arrow has them."""
    columns = [[(v is None, v) for v in rows[name].to_pylist()] for name in table.order]
    return list(zip(*columns, strict=True))


def _without(parts: Iterable[pa.Table], table: Table, gone: pa.Array) -> Iterator[pa.Table]:
    for part in parts:
        hit = pc.is_in(part[table.key], value_set=gone)
        yield part.filter(pc.invert(hit)) if pc.any(hit).as_py() else part


def _stage_empty(table: Table, before: Before | None, staged: Staged) -> None:
    path = partition.partition_path(table, 0)
    if before is not None and str(path) in before.manifest.files:
        source = before.folder / path
        if partition.count(source) == 0 and partition.is_current(source, table):
            staged.take(before, path)
            return
    staged.write(table, path, table.schema.empty_table())
