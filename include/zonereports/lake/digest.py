"""The digest of a table's contents: the same rows, the same digest, in whatever order or file.

Each row is written out as text and hashed with SHA-256; the digest of a table is the sum of the
digests of its rows, modulo 2**256. So a publication works out the digest of 1.8 million rows from
the few that it took away and added, and whoever has the rows can work it out anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from zonereports.lake.table import PARTITION

_WITHIN, _BETWEEN = "\x1e", "\x1f"
_MODULUS = 1 << 256
_SLICE = 20_000
"""Rows written out at once: bounds memory, as texts of whole reports are among them."""


def digest(parts: Iterable[tuple[int | None, pa.Table]]) -> int:
    """The digest of rows, given with the report year of their path; 0 for no rows."""
    return sum(_sum(rows, year) for year, rows in parts) % _MODULUS


def table_digest(rows: pa.Table) -> str:
    """The digest of a table that has its report year as a column, as commits record it."""
    return f"{digest([(None, rows)]):064x}"


def moved(before: int, *, left: int, came: int) -> int:
    """The digest of a table after some rows left it and others came."""
    return (before - left + came) % _MODULUS


def _sum(rows: pa.Table, year: int | None) -> int:
    total = 0
    for at in range(0, rows.num_rows, _SLICE):
        for line in _lines(rows.slice(at, _SLICE).combine_chunks(), year):
            total += int.from_bytes(hashlib.sha256(line).digest(), "big")
    return total


def _lines(rows: pa.Table, year: int | None) -> Iterator[bytes]:
    """Each row as `column=value` pairs in the order of the columns' names, without its nulls.

    A column that is added one day is null in older rows, so it changes no digest.
    """
    columns = {name: _text(rows[name].combine_chunks()) for name in rows.column_names}
    if year is not None:
        columns[PARTITION] = pa.scalar(str(year))
    named = [pc.binary_join_element_wise(f"{name}=", columns[name], "") for name in sorted(columns)]
    joined = pc.binary_join_element_wise(*named, _BETWEEN, null_handling="skip")
    for line in joined.cast(pa.binary()):
        yield line.as_py()


def _text(values: pa.Array) -> pa.Array:
    """Values as text, exactly: no library's way to print a float or a time comes in."""
    kind = values.type
    if pa.types.is_list(kind):
        return pc.binary_join(values.cast(pa.list_(pa.string())), _WITHIN)
    if pa.types.is_float64(kind) or pa.types.is_timestamp(kind):
        return values.view(pa.int64()).cast(pa.string())
    if pa.types.is_date32(kind):
        return values.view(pa.int32()).cast(pa.string())
    if pa.types.is_boolean(kind):
        return values.cast(pa.int8()).cast(pa.string())
    return values.cast(pa.string())
