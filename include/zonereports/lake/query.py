"""Questions to the tables, in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from zonereports.errors import WrongSetting
from zonereports.lake import partition
from zonereports.lake.as_of import known_views
from zonereports.lake.rows import with_year
from zonereports.lake.schema import PARTITION, TABLES, Table
from zonereports.lake.views import quoted, view_sql, views_for

_QUERIES = {"SELECT", "EXPLAIN", "MULTI"}  # MULTI is what PIVOT is taken apart into


def answer(
    source: Path | Mapping[str, pa.Table] | None,
    sql: str,
    parameters: Sequence[Any] = (),
    *,
    known_at: datetime | None = None,
) -> pa.Table:
    """The answer to one DuckDB query over a snapshot, over tables at hand, or over empty tables.

    Args:
        sql: one query.
        parameters: values for its question marks.
        source: folder of the snapshot, or all tables with their report year.
        known_at: ask of what the pages had told until then; None for all that is known.

    Raises:
        WrongSetting: the query is wrong, or is no query; the message is DuckDB's.
    """
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        if isinstance(source, Path):
            connection.execute(f"set allowed_directories = [{quoted(str(source))}]")
            add_views(connection, source)
        else:
            for name, table in TABLES.items():
                connection.register(name, source[name] if source else _empty(table.name))
        if known_at is not None:
            connection.execute(view_sql("as_of"))
            connection.execute(known_views(known_at))
        for view in views_for(sql):
            connection.execute(view_sql(view))
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        try:
            statements = connection.extract_statements(sql)
            if len(statements) != 1 or statements[0].type.name not in _QUERIES:
                raise WrongSetting(
                    "one query, please: SELECT, FROM, WITH, DESCRIBE, SUMMARIZE or PIVOT"
                )
            return connection.sql(sql, params=list(parameters) or None).to_arrow_table()
        except duckdb.Error as error:
            what = " ".join(str(error).split())
            raise WrongSetting(what, next_step="correct the query") from error


def add_views(connection: duckdb.DuckDBPyConnection, snapshot: Path) -> None:
    """Give a connection each table under its name."""
    for name, table in TABLES.items():
        if not partition.files(snapshot, table):
            connection.register(name, _empty(name))
            continue
        connection.execute(f"create view {name} as select * from {table_files(snapshot, table)}")


def table_files(snapshot: Path, table: Table) -> str:
    """What stands behind `from` for a table of a snapshot that has files of it."""
    files = quoted(str(snapshot / table.folder / "**" / "*.parquet"))
    return f"read_parquet({files}, hive_partitioning = true)"


def _empty(name: str) -> pa.Table:
    rows = TABLES[name].schema.empty_table()
    return with_year(rows, 0) if TABLES[name].partition == PARTITION else rows
