"""Rows as dictionaries to Arrow tables, each value checked against its column.

Arrow itself is too kind here: it takes 1.5 for a whole number and a time without a zone for UTC.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

import pyarrow as pa

from zonereports.errors import WrongRow
from zonereports.lake.schema import PARTITION, Table

Row = Mapping[str, Any]

_Column = tuple[str, bool, Callable[[Any], Any]]
"""Name, whether null is allowed, and what reads a value."""


def by_year(table: Table, rows: Iterable[Row]) -> dict[int, pa.Table]:
    """Arrow tables by report year (0 when unknown), rows in the order given.

    Raises:
        WrongRow: a column is unknown or missing, a value does not fit, or a key comes twice.
    """
    # Asked once: reading a field of an Arrow schema costs more than checking a value.
    columns = [(field.name, field.nullable, _READERS[field.type]) for field in table.schema]
    years: dict[int, list[dict[str, Any]]] = {}
    keys: set[str] = set()
    for row in rows:
        checked = _checked(table, columns, row)
        key = checked[table.key]
        if key in keys:
            raise WrongRow(f"{table.name}: {table.key} {key!r} comes twice")
        keys.add(key)
        years.setdefault(_year(table, row), []).append(checked)
    return {year: _arrow(table, part) for year, part in years.items()}


def as_table(table: Table, rows: Iterable[Row]) -> pa.Table:
    """One Arrow table of rows that have no report year in their path.

    Raises:
        WrongRow: as `by_year`.
    """
    plain = by_year(table, rows)
    return plain[0] if plain else table.schema.empty_table()


def with_year(rows: pa.Table, year: int) -> pa.Table:
    """Rows of a partition with the column that stands in its path."""
    return rows.append_column(PARTITION, pa.array([year] * rows.num_rows, pa.int32()))


def _year(table: Table, row: Row) -> int:
    year = row.get(PARTITION) if table.partition == PARTITION else None
    if year is None:
        return 0
    if isinstance(year, bool) or not isinstance(year, Integral) or not 0 <= int(year) <= 9999:
        raise _wrong(table, row, PARTITION, f"{year!r} is no year")
    return int(year)


def _checked(table: Table, columns: list[_Column], row: Row) -> dict[str, Any]:
    unknown = row.keys() - {name for name, _, _ in columns} - {table.partition}
    if unknown:
        raise _wrong(table, row, ", ".join(sorted(map(str, unknown))), "no such column")
    checked: dict[str, Any] = {}
    for name, nullable, reader in columns:
        value = row.get(name)
        if value is not None:
            try:
                value = reader(value)
            except _Misfit as misfit:
                raise _wrong(table, row, name, str(misfit)) from None
        elif not nullable:
            raise _wrong(table, row, name, "is missing")
        checked[name] = value
    return checked


def _arrow(table: Table, rows: list[dict[str, Any]]) -> pa.Table:
    columns = []
    for field in table.schema:
        values = [row[field.name] for row in rows]
        try:
            columns.append(pa.array(values, field.type))
        except (pa.ArrowException, ValueError, TypeError, OverflowError):
            for row in rows:
                _try_alone(table, row, field)
            raise
    return pa.Table.from_arrays(columns, schema=table.schema)


def _try_alone(table: Table, row: dict[str, Any], field: pa.Field) -> None:
    try:
        pa.array([row[field.name]], field.type)
    except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
        what = f"{row[field.name]!r} does not fit {field.type} ({error})"
        raise _wrong(table, row, field.name, what) from error


class _Misfit(Exception):
    pass


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Misfit(f"{value!r} is no text")
    return str(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise _Misfit(f"{value!r} is no whole number")
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (Real, Decimal)):
        raise _Misfit(f"{value!r} is no number")
    number = float(value)
    if not math.isfinite(number):
        raise _Misfit(f"{value!r} is no finite number")
    return number + 0.0  # -0.0 and 0.0 are one number, and must be the same bytes


def _exact(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (Decimal, Integral)):
        raise _Misfit(f"{value!r} is no decimal: a float has lost what was printed")
    number = value if isinstance(value, Decimal) else Decimal(int(value))
    if not number.is_finite():
        raise _Misfit(f"{value!r} is no finite number")
    if number and number.adjusted() > 21:
        raise _Misfit(f"{value} has more than 22 digits before the point")
    if number != number.quantize(_SIXTH):
        raise _Misfit(f"{value} has more than six digits behind the point")
    return number.quantize(_SIXTH)


_SIXTH = Decimal("0.000001")


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Misfit(f"{value!r} is neither true nor false")
    return value


def _day(value: Any) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise _Misfit(f"{value!r} is no day")
    return value


def _moment(value: Any) -> datetime:
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise _Misfit(f"{value!r} is no time with a zone")
    return value


def _texts(value: Any) -> list[str]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise _Misfit(f"{value!r} is no list of texts")
    return [_text(item) for item in value]


def _wholes(value: Any) -> list[int]:
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise _Misfit(f"{value!r} is no list of whole numbers")
    return [_whole(item) for item in value]


_READERS: dict[pa.DataType, Callable[[Any], Any]] = {
    pa.string(): _text,
    pa.int32(): _whole,
    pa.float64(): _number,
    pa.decimal128(28, 6): _exact,
    pa.bool_(): _truth,
    pa.date32(): _day,
    pa.timestamp("us", tz="UTC"): _moment,
    pa.list_(pa.string()): _texts,
    pa.list_(pa.int32()): _wholes,
}


def _wrong(table: Table, row: Row, column: str, what: str) -> WrongRow:
    return WrongRow(f"{table.name} row {row.get(table.key)!r}: {column}: {what}")
