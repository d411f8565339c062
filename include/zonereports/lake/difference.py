"""What a publication changed in a table, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from zonereports.lake.replace import Moved
from zonereports.lake.rows import with_year
from zonereports.lake.table import PARTITION, Table

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
OP, COMMIT = "op", "commit_id"


def delta_schema(table: Table) -> pa.Schema:
    """The columns of a delta file: those of the table, and before them what happened in which commit."""
    fields = [
        pa.field(COMMIT, pa.string(), nullable=False),
        pa.field(OP, pa.string(), nullable=False),
    ]
    if table.partition == PARTITION:
        fields.append(pa.field(PARTITION, pa.int32(), nullable=False))
    return pa.schema([*fields, *table.schema])


def difference(table: Table, moved: Sequence[Moved], commit_id: str) -> Iterator[pa.Table]:
    """The rows added, changed (as they are now) and removed (as they were); a key comes once.

    In parts, of a partition each, where nothing but new rows came.
    """
    if all(part.left is None for part in moved):
        for part in moved:
            if part.came is not None:
                yield _told(table, _placed(table, part.came, part.year), ADDED, commit_id)
        return
    left = _all(table, [(part.left, part.year) for part in moved])
    came = _all(table, [(part.came, part.year) for part in moved])
    at = pc.index_in(came[table.key], value_set=left[table.key].combine_chunks())
    known = pc.is_valid(at)
    again = came.filter(known)
    same = _equal(again, left.take(at.filter(known)))
    yield _told(table, came.filter(pc.invert(known)), ADDED, commit_id)
    yield _told(table, again.filter(pc.invert(same)), CHANGED, commit_id)
    gone = pc.invert(pc.is_in(left[table.key], value_set=came[table.key].combine_chunks()))
    yield _told(table, left.filter(gone), REMOVED, commit_id)


def differing(table: Table, left: pa.Table, came: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Two states of a partition without the rows that are the same in both."""
    at = pc.index_in(came[table.key], value_set=left[table.key].combine_chunks())
    known = pc.is_valid(at)
    again = came.filter(known)
    same = again.filter(_equal(again, left.take(at.filter(known))))[table.key].combine_chunks()
    return (
        left.filter(pc.invert(pc.is_in(left[table.key], value_set=same))),
        came.filter(pc.invert(pc.is_in(came[table.key], value_set=same))),
    )


def _placed(table: Table, rows: pa.Table, year: int | None) -> pa.Table:
    return rows if year is None else with_year(rows, year)


def _all(table: Table, parts: Sequence[tuple[pa.Table | None, int | None]]) -> pa.Table:
    year = 0 if table.partition == PARTITION else None
    empty = _placed(table, table.schema.empty_table(), year)
    return pa.concat_tables(
        [empty, *(_placed(table, rows, at) for rows, at in parts if rows is not None)]
    )


def _equal(one: pa.Table, other: pa.Table) -> pa.Array:
    same = pa.array([True] * one.num_rows, pa.bool_())
    for name in one.column_names:
        a, b = one[name].combine_chunks(), other[name].combine_chunks()
        if pa.types.is_list(a.type):  # there is no kernel that compares lists
            pairs = zip(a.to_pylist(), b.to_pylist(), strict=True)
            equal = pa.array([x == y for x, y in pairs], pa.bool_())
        else:
            both_null = pc.and_(pc.is_null(a), pc.is_null(b))
            equal = pc.or_(pc.fill_null(pc.equal(a, b), False), both_null)
        same = pc.and_(same, equal)
    return same


def _told(table: Table, rows: pa.Table, op: str, commit_id: str) -> pa.Table:
    schema = delta_schema(table)
    constant = {COMMIT: commit_id, OP: op}
    columns = [
        pa.array([constant[f.name]] * rows.num_rows, pa.string())
        if f.name in constant
        else rows[f.name].cast(f.type)
        for f in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)
