"""As `readers`, of a lake in a bucket of an S3 server on loopback: 2,000 reads, 20 kills.

A bucket has no path that leads on: a reader asks the object `CURRENT` once, as the recipes do it, or
lets the library ask. The server is a process of its own (moto, in memory), so its time is in the
times here.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from benchmarks.readers import disturbed
from benchmarks.readers_rows import COLUMNS, Place
from benchmarks.readers_tools import Way, by_library
from zonereports.objects import Address

Read = Callable[[Address, str, str], pa.Table]
"""A table of a snapshot, the columns of `COLUMNS`."""
_BUCKET = "published"


def figures() -> Iterator[str]:
    """What readers of a bucket saw, and what became of the commits of four writers."""
    from embedded.object_storage import S3Server

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = S3Server(folder / "s3")
        with server:
            os.environ.update(server.environment)
            server.make_bucket(_BUCKET)
            url = f"s3://{_BUCKET}/lake?endpoint={server.endpoint}&region=us-east-1"
            yield from disturbed(Place(folder / "copies", url), OF_BUCKETS, reads=2_000, kills=20)


def _by_pyarrow(lake: Address, snapshot: str, table: str) -> pa.Table:
    return _dataset(lake, snapshot, table).to_table(columns=COLUMNS[table])


def _by_duckdb(lake: Address, snapshot: str, table: str) -> pa.Table:
    import duckdb

    with duckdb.connect() as connection:
        connection.register("held", _dataset(lake, snapshot, table))
        return connection.sql(f"select {', '.join(COLUMNS[table])} from held").to_arrow_table()


def _by_polars(lake: Address, snapshot: str, table: str) -> pa.Table:
    import polars as pl

    scan = pl.scan_parquet(
        f"s3://{_below(lake, snapshot, table)}/**/*.parquet",
        hive_partitioning=True,
        storage_options={
            "aws_endpoint_url": lake.endpoint or "",
            "aws_region": lake.region or "",
            "aws_allow_http": "true",
        },
    )
    return scan.select(COLUMNS[table]).collect().to_arrow()


def _by_pandas(lake: Address, snapshot: str, table: str) -> pa.Table:
    import pandas as pd

    frame = pd.read_parquet(
        _below(lake, snapshot, table), filesystem=_storage(lake), columns=COLUMNS[table]
    )
    return pa.Table.from_pandas(frame)


TOOLS: dict[str, Read] = {
    "DuckDB over pyarrow": _by_duckdb,
    "pyarrow": _by_pyarrow,
    "Polars": _by_polars,
    "pandas": _by_pandas,
}


def resolved(place: Place, tool: str) -> tuple[pa.Table, pa.Table]:
    """Numbers and documents of the snapshot that `CURRENT` names, asked once."""
    lake = Address.parse(place.url, "the benchmark")
    with _storage(lake).open_input_stream(f"{lake.bucket}/{lake.prefix}/CURRENT") as pointer:
        snapshot = pointer.read().decode()
    read = TOOLS[tool]
    return read(lake, snapshot, "observations"), read(lake, snapshot, "documents")


OF_BUCKETS: Mapping[str, Mapping[str, Way]] = {
    **{tool: {"resolved": resolved} for tool in TOOLS},
    "zonereports": {"library": by_library},
}
"""Tools, each with the way in which it reads a lake in a bucket."""


def _storage(lake: Address) -> pa.fs.FileSystem:
    from pyarrow.fs import S3FileSystem

    return S3FileSystem(endpoint_override=lake.endpoint, region=lake.region)


def _below(lake: Address, snapshot: str, table: str) -> str:
    return f"{lake.bucket}/{lake.prefix}/{snapshot}/{table}"


def _dataset(lake: Address, snapshot: str, table: str) -> pa.dataset.Dataset:
    import pyarrow.dataset as ds

    where = _below(lake, snapshot, table)
    return ds.dataset(where, filesystem=_storage(lake), format="parquet", partitioning="hive")
