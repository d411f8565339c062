"""The readers' tools: each reads a table of the lake, as the recipes do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa

from benchmarks.readers_rows import COLUMNS, Place, open_lake

Read = Callable[[Path, str], pa.Table]
"""A table below a folder, the columns of `COLUMNS`."""


def by_duckdb(folder: Path, table: str) -> pa.Table:
    """With DuckDB, in a new connection."""
    import duckdb

    with duckdb.connect() as connection:
        return connection.sql(
            f"select {', '.join(COLUMNS[table])} from read_parquet("
            f"'{folder}/{table}/**/*.parquet', hive_partitioning = true)"
        ).to_arrow_table()


def by_pyarrow(folder: Path, table: str) -> pa.Table:
    """With a dataset of pyarrow."""
    import pyarrow.dataset as ds

    dataset = ds.dataset(folder / table, format="parquet", partitioning="hive")
    return dataset.to_table(columns=COLUMNS[table])


def by_polars(folder: Path, table: str) -> pa.Table:
    """With a lazy frame of Polars."""
    import polars as pl

    scan = pl.scan_parquet(f"{folder}/{table}/**/*.parquet", hive_partitioning=True)
    return scan.select(COLUMNS[table]).collect().to_arrow()


def by_pandas(folder: Path, table: str) -> pa.Table:
    """With pandas."""
    import pandas as pd

    return pa.Table.from_pandas(pd.read_parquet(folder / table, columns=COLUMNS[table]))


TOOLS: dict[str, Read] = {
    "DuckDB": by_duckdb,
    "pyarrow": by_pyarrow,
    "Polars": by_polars,
    "pandas": by_pandas,
}


def plain(place: Place, tool: str) -> tuple[pa.Table, None]:
    """The numbers over the users' path, which may lead elsewhere while they are read."""
    return TOOLS[tool](place.folder / "lake", "observations"), None


def resolved(place: Place, tool: str) -> tuple[pa.Table, pa.Table]:
    """Numbers and documents below the folder that the path leads to, asked once."""
    at = (place.folder / "lake" / "observations").resolve().parent
    return TOOLS[tool](at, "observations"), TOOLS[tool](at, "documents")


def by_library(place: Place, _: str) -> tuple[pa.Table, pa.Table]:
    """Numbers and documents in one question, as `lake query` asks it."""
    rows = open_lake(place).query(
        "select 'o' as kind, report_id, observation_id, value_norm, null as is_latest, null as title "
        "from observations union all by name "
        "select 'd' as kind, report_id, is_latest, title from documents"
    )
    kind = rows["kind"].to_pylist()
    numbers = rows.filter(pa.array([k == "o" for k in kind]))
    documents = rows.filter(pa.array([k == "d" for k in kind]))
    return numbers, documents


Way = Callable[[Place, str], tuple[pa.Table, pa.Table | None]]
"""Reads with a tool: numbers, and documents of the same snapshot where it can."""
OF_FOLDERS: Mapping[str, Mapping[str, Way]] = {
    **{tool: {"resolved": resolved, "plain path": plain} for tool in TOOLS},
    "zonereports": {"library": by_library},
}
"""Tools, each with the ways in which it reads a lake in a folder."""
