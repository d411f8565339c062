"""The tables as of a moment, and as of a commit."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from zonereports.errors import LakeDamaged, WrongSetting
from zonereports.lake.difference import COMMIT, OP, REMOVED
from zonereports.lake.schema import TABLES
from zonereports.lake.table import PARTITION, Table

_COMMIT = re.compile(r"\d{8}T\d{12}Z")
When = datetime | date | str
"""A moment, a day, or the name of a commit; see `parse`."""


def parse(when: When) -> datetime | str:
    """A moment, aware UTC, or the name of a commit.

    A day means its end, UTC; a time without a zone is UTC.

    Raises:
        WrongSetting: it is none of them.

    >>> parse("2025-03-31")
    datetime.datetime(2025, 3, 31, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc)
    >>> parse("20250301T040000000000Z")
    '20250301T040000000000Z'
    """
    if isinstance(when, str):
        if _COMMIT.fullmatch(when):
            return when
        try:
            when = date.fromisoformat(when) if len(when) == 10 else datetime.fromisoformat(when)
        except ValueError:
            raise WrongSetting(
                f"{when!r} is no moment and no commit",
                next_step="give a day (2025-03-31), a time (2025-03-31T12:00:00+08:00) "
                "or a commit of zonereports lake log",
            ) from None
    if not isinstance(when, datetime):
        end = datetime.combine(when, time(), UTC) + timedelta(days=1)
        return end - timedelta(microseconds=1)
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def replayed(table: Table, files: list[Path]) -> pa.Table:
    """A table after these deltas, from empty: sorted by report year, then in its own order.

    Raises:
        LakeDamaged: a delta cannot be read.
    """
    year = [PARTITION] if table.partition == PARTITION else []
    names = [*table.schema.names, *year]
    schema = pa.schema([*table.schema, *(pa.field(name, pa.int32()) for name in year)])
    if not files:
        return schema.empty_table()
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        try:
            connection.execute(
                "create view told as select * from "
                "read_parquet(?, union_by_name = true, hive_partitioning = false)".replace(
                    "?", _list(files)
                )
            )
            held = {row[0] for row in connection.execute("describe told").fetchall()}
            chosen = ", ".join(
                f'"{name}"' if name in held else f'null as "{name}"' for name in names
            )
            order = ", ".join(f'"{name}" nulls last' for name in [*year, *table.order])
            # First which row is the last word on each key, on two columns alone; then these rows.
            rows = connection.sql(
                f'with last as (select "{table.key}" as k, max({COMMIT}) as c from told group by 1) '
                f'select {chosen} from told join last on told."{table.key}" = last.k '
                f"and told.{COMMIT} = last.c where {OP} <> '{REMOVED}' order by {order}"
            ).to_arrow_table()
        except duckdb.Error as error:
            raise LakeDamaged(
                f"the deltas of {table.name} cannot be read ({' '.join(str(error).split())})",
                url=str(files[0].parents[1]),
            ) from error
    return rows.cast(schema)


def known_views(moment: datetime) -> str:
    """SQL that makes `as_of` the schema in use, with each table as the pages told until a moment.

    Needs the tables in `main`, and the macros of views/as_of.sql.
    """
    at = f"timestamptz '{moment.isoformat(sep=' ')}'"
    since = {
        "quarantine": "refused_at",
        "reconciliations": "known_from",
        "checks": "checked_at",
        "events": "happened_at",
        "observations_history": "known_to",
        "findings_history": "known_to",
    }
    views = []
    for name in TABLES:
        if name in since:
            rows = f"from main.{name} where {since[name]} <= {at}"
        elif name == "zones":
            rows = "from main.zones"
        else:
            rows = f"from main.{name}_as_of({at})"
        views.append(f"create view as_of.{name} as {rows};")
    return "create schema as_of; " + " ".join(views) + " set schema = 'as_of';"


def _list(files: list[Path]) -> str:
    return "[" + ", ".join("'" + str(path).replace("'", "''") + "'" for path in files) + "]"
