"""One Parquet file per table and report year: the same rows give the same bytes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zonereports.errors import LakeDamaged
from zonereports.lake.schema import PARTITION, Table

FILE = "part-0.parquet"

# Rows are sorted by zone. Who asks for one zone decodes one group of each year, and of the columns
# without a dictionary one page: a dictionary of values that hardly repeat has to be decoded whole, and
# makes the file larger by a quarter. A scan costs alike for groups of 32 k to 1 M rows.
_ROW_GROUP = 65_536
_PAGE = 32_768

_NO_MONTH = "0000-00"

_FINGERPRINT = b"zonereports.schema"


def partition_path(table: Table, year: int) -> Path:
    """Path of a partition's file within a snapshot."""
    return Path(table.folder) / f"{PARTITION}={year}" / FILE


def small_path(table: Table, month: str | None) -> Path:
    """Path of a file of a small table within a snapshot: of a month, or of the whole table."""
    return Path(table.folder) / (f"{table.partition}={month}" if month else "") / FILE


def empty_path(table: Table) -> Path:
    """Path within a snapshot of the one file of a table without rows."""
    return (
        partition_path(table, 0)
        if table.partition == PARTITION
        else small_path(table, _NO_MONTH if table.partition else None)
    )


def files(snapshot: Path, table: Table) -> list[Path]:
    """Paths of all files of a table within a snapshot, in order."""
    return sorted(path.relative_to(snapshot) for path in (snapshot / table.folder).rglob(FILE))


def year_of(path: Path) -> int | None:
    """The report year in a path; None where there is none."""
    key, _, value = path.parent.name.partition("=")
    return int(value) if key == PARTITION else None


def years(snapshot: Path, table: Table) -> list[int]:
    """The report years that a snapshot holds of a table, ascending."""
    found = []
    for folder in (snapshot / table.folder).glob(f"{PARTITION}=*"):
        match = re.fullmatch(rf"{PARTITION}=(\d+)", folder.name)
        if match and (folder / FILE).exists():
            found.append(int(match.group(1)))
    return sorted(found)


def write(path: Path, table: Table, parts: Iterable[pa.Table]) -> int:
    """Write rows as they come, on disk when this returns; how many there were.

    However the rows are cut into parts, the file is the same; no more than a row group and a part
    are held at once.
    """
    schema = table.schema.with_metadata(
        {"table": table.name, "about": table.about, _FINGERPRINT: table.fingerprint}
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("xb") as file:
        with pq.ParquetWriter(
            file,
            schema,
            compression="zstd",
            compression_level=3,
            use_dictionary=_repeating(table),
            data_page_size=_PAGE,
        ) as writer:
            for group in _groups(schema, parts):
                writer.write_table(group, row_group_size=_ROW_GROUP)
                count += group.num_rows
        file.flush()
        os.fsync(file.fileno())
    return count


def _groups(schema: pa.Schema, parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows, one row group at a time; one without rows when there are none."""
    held = schema.empty_table()
    cut = False
    for part in parts:
        held = pa.concat_tables([held, part.cast(schema)])
        while held.num_rows >= _ROW_GROUP:
            yield held.slice(0, _ROW_GROUP).combine_chunks()
            held, cut = held.slice(_ROW_GROUP), True
    if held.num_rows or not cut:
        yield held.combine_chunks()


def _repeating(table: Table) -> list[str]:
    """Paths, in the Parquet sense, of the columns that are worth a dictionary."""
    return [
        f"{field.name}.list.element" if pa.types.is_list(field.type) else field.name
        for field in table.schema
        if field.name not in (table.key, *table.distinct)
    ]


def read(path: Path, table: Table, columns: list[str] | None = None) -> pa.Table:
    """The rows of a file, as the schema has them now: a column that is new to it is null."""
    with opened(path) as file:
        wanted = [f for f in table.schema if columns is None or f.name in columns]
        held = set(file.schema_arrow.names)
        return _as_now(file.read(columns=[f.name for f in wanted if f.name in held]), wanted)


def groups(path: Path, table: Table, columns: list[str] | None = None) -> Iterator[pa.Table]:
    """The rows of a file as `read` gives them, a row group at a time."""
    with opened(path) as file:
        wanted = [f for f in table.schema if columns is None or f.name in columns]
        held = set(file.schema_arrow.names)
        for number in range(file.num_row_groups):
            rows = file.read_row_group(number, columns=[f.name for f in wanted if f.name in held])
            yield _as_now(rows, wanted)


def filtered(
    path: Path, table: Table, wanted: pa.ChunkedArray, columns: list[str] | None = None
) -> pa.Table:
    """The rows of a file for which `wanted` is true; a row group without any is not read."""
    fields = [f for f in table.schema if columns is None or f.name in columns]
    found = [pa.schema(fields).empty_table()]
    with opened(path) as file:
        held = set(file.schema_arrow.names)
        names = [f.name for f in fields if f.name in held]
        at = 0
        for number in range(file.num_row_groups):
            count = file.metadata.row_group(number).num_rows
            asked, at = wanted.slice(at, count), at + count
            if pc.any(asked).as_py():
                rows = file.read_row_group(number, columns=names)
                found.append(_as_now(rows, fields).filter(asked))
    return pa.concat_tables(found)


def _as_now(rows: pa.Table, wanted: list[pa.Field]) -> pa.Table:
    arrays = [
        rows[f.name].cast(f.type) if f.name in rows.schema.names else pa.nulls(len(rows), f.type)
        for f in wanted
    ]
    return pa.Table.from_arrays(arrays, schema=pa.schema(wanted))


def is_current(path: Path, table: Table) -> bool:
    """Whether a file was written with the schema and the descriptions of today."""
    with opened(path) as file:
        metadata = file.schema_arrow.metadata or {}
    return bool(metadata.get(_FINGERPRINT) == table.fingerprint.encode())


def count(path: Path) -> int:
    """Rows of a file, from its footer."""
    with opened(path) as file:
        return int(file.metadata.num_rows)


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """A file, open.

    Raises:
        LakeDamaged: it is not there, or what is there cannot be read; also later, in the block.
    """
    try:
        with pq.ParquetFile(path) as file:
            yield file
    except (OSError, pa.ArrowException) as error:
        first = str(error).splitlines()[0]
        raise LakeDamaged(f"cannot be read ({first})", url=str(path)) from error


def ordered(table: Table, rows: pa.Table) -> pa.Table:
    """Rows in the table's order."""
    return rows.sort_by([(column, "ascending") for column in table.order]).combine_chunks()
