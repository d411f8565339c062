"""Questions to the tables, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from zonereports.errors import WrongSetting
from zonereports.lake import partition
from zonereports.lake.rows import with_year
from zonereports.lake.schema import TABLES

_QUERIES = {"SELECT", "EXPLAIN", "MULTI"}  # MULTI is what PIVOT is taken apart into


def answer(snapshot: Path | None, sql: str, parameters: Sequence[Any] = ()) -> pa.Table:
    """The answer to one DuckDB query over a snapshot, or over empty tables.

    Raises:
        WrongSetting: the query is wrong, or is no query; the message is DuckDB's.
    """
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        if snapshot is not None:
            connection.execute(f"set allowed_directories = [{_quoted(snapshot)}]")
        add_views(connection, snapshot)
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


def add_views(connection: duckdb.DuckDBPyConnection, snapshot: Path | None) -> None:
    """Give a connection each table under its name."""
    for name, table in TABLES.items():
        if snapshot is None or not partition.years(snapshot, table):
            connection.register(name, with_year(table.schema.empty_table(), 0))
            continue
        files = _quoted(snapshot / name / "**" / "*.parquet")
        connection.execute(
            f"create view {name} as select * from read_parquet({files}, hive_partitioning = true)"
        )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
