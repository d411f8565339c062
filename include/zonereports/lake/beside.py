"""Stage the small tables: zones whole, checks and events month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from zonereports.lake import partition
from zonereports.lake.replace import Before, Moved, Staged
from zonereports.lake.rows import Row, as_table
from zonereports.lake.small_tables import MONTH_OF, SMALL_TABLES
from zonereports.lake.table import Table


def stage_small(
    given: Mapping[str, Sequence[Row]], *, before: Before | None, staged: Staged
) -> None:
    """Stage each small table with the rows given; one that is not given stays as it was.

    Zones become the given ones and no others. Checks and events are added to their months, each key
    once: what was published of a month that nothing is given for is linked, not read.

    Raises:
        WrongRow: a row does not fit its table.
        LakeDamaged: a file of the current snapshot cannot be read.
    """
    for name, table in SMALL_TABLES.items():
        rows = given.get(name)
        fresh = {} if rows is None else _by_month(table, rows)
        held = set() if before is None else set(partition.files(before.folder, table))
        empty = partition.empty_path(table)
        paths = {*held, *fresh} - ({empty} if table.partition else set())
        for path in sorted(paths or {empty}):
            source = before.folder / path if before is not None and path in held else None
            _stage(table, path, source, fresh.get(path), before, staged)


def _by_month(table: Table, rows: Sequence[Row]) -> dict[Path, pa.Table]:
    all_rows = as_table(table, rows)
    if table.partition is None:
        return {partition.small_path(table, None): all_rows}
    moments = all_rows[MONTH_OF[table.name]].to_pylist()
    months = pa.array([moment.astimezone(UTC).strftime("%Y-%m") for moment in moments], pa.string())
    return {
        partition.small_path(table, month): all_rows.filter(pc.equal(months, month))
        for month in sorted(set(months.to_pylist()))
    }


def _stage(
    table: Table,
    path: Path,
    source: Path | None,
    fresh: pa.Table | None,
    before: Before | None,
    staged: Staged,
) -> None:
    rows = table.schema.empty_table() if fresh is None else fresh
    if source is None or before is None:
        staged.write(table, path, partition.ordered(table, rows))
        staged.moved.setdefault(table.name, []).append(Moved(None, None, rows))
        return
    current = partition.is_current(source, table)
    if fresh is None and current:
        staged.take(before, path)
        return
    old = partition.read(source, table)
    whole = table.partition is None and fresh is not None
    if not whole:
        known = pc.is_in(rows[table.key], value_set=old[table.key].combine_chunks())
        rows = rows.filter(pc.invert(known))
    after = partition.ordered(table, rows if whole else pa.concat_tables([old, rows]))
    if current and after.equals(old):
        staged.take(before, path)
        return
    staged.write(table, path, after)
    staged.moved.setdefault(table.name, []).append(Moved(None, old if whole else None, rows))
