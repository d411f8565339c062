"""A lake in a bucket of an S3-compatible storage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from zonereports.errors import LakeUnreachable
from zonereports.lake.bucket_commits import BucketCommits
from zonereports.lake.bucket_snapshots import POINTER, BucketSnapshots
from zonereports.lake.cache import Cache
from zonereports.lake.place import Place
from zonereports.lake.query import table_files
from zonereports.lake.schema import TABLES
from zonereports.lake.table import Table
from zonereports.lake.views import NAMES, quoted, script, view_sql, write_database
from zonereports.objects import Address, Bucket, prove_conditions


class BucketPlace:
    """Snapshots below a prefix, and copies of them on this machine to read from.

    Args:
        address: of the lake.
        cache: of this machine, for this lake alone.
        tries: how often a request is made before it counts as failed.
        for_check: the current snapshot is fetched as it stands there, unchecked.
    """

    def __init__(
        self,
        address: Address,
        cache: Cache,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
        tries: int = 5,
        for_check: bool = False,
    ) -> None:
        self.name = str(address)
        self._address = address
        self._cache = cache
        self._made_with: dict[str, Any] = {"now": now, "sleep": sleep, "tries": tries}
        self._bucket = Bucket(address, unreachable=LakeUnreachable, tries=tries)
        self.commits = BucketCommits(self._bucket, cache, prove_conditions)
        self.snapshots = BucketSnapshots(
            self._bucket, self.commits, cache, now=now, sleep=sleep, for_check=for_check
        )

    def prepare(self) -> None:
        """As `Place.prepare`: readers resolve the pointer themselves."""

    def table_path(self, table: Table, snapshot_id: str | None) -> str:
        """As `Place.table_path`: in the snapshot given, which does not change."""
        return f"{self._bucket}snapshots/{snapshot_id or '*'}/{table.folder}/**/*.parquet"

    def shown(self, snapshot_id: str) -> str:
        """As `Place.shown`."""
        return f"{self._bucket}snapshots/{snapshot_id}"

    def script(self) -> str:
        """As `Place.script`, for a DuckDB with httpfs; the variable says which snapshot."""
        resolve = (
            "set variable snapshot = "
            f"(select trim(content) from read_text({quoted(f'{self._bucket}{POINTER}')}));\n"
        )
        base = quoted(str(self._bucket))
        tables = script(
            lambda table: (
                f"{base} || getvariable('snapshot') || " + quoted(f"/{table.folder}/**/*.parquet")
            )
        )
        return "\n".join([self._secret(), resolve, tables])

    def write_database(self, path: Path) -> None:
        """As `Place.write_database`: the tables themselves, as they are published now."""
        current = self.snapshots.current()
        if current is None:
            return
        lines = ["create schema if not exists published;"]
        for name, table in TABLES.items():
            files = table_files(current, table)
            lines.append(f"create or replace table published.{name} as select * from {files};")
            lines.append(f"create or replace view {name} as select * from published.{name};")
        write_database(path, "\n".join([*lines, *(view_sql(name) for name in NAMES)]))

    def misleading(self) -> Iterator[str]:
        """As `Place.misleading`: there are no paths but those of the snapshot."""
        yield from ()

    @contextmanager
    def afresh(self) -> Iterator[Place]:
        """As `Place.afresh`: all of the current snapshot and of the commits fetched again."""
        with self._cache.temporary() as cache:
            yield BucketPlace(self._address, cache, for_check=True, **self._made_with)

    def _secret(self) -> str:
        """How DuckDB reaches the storage; key and secret come from its own chain."""
        parts = ["type s3", "provider credential_chain"]
        if self._address.region:
            parts.append(f"region {quoted(self._address.region)}")
        if self._address.endpoint:
            scheme, _, host = self._address.endpoint.partition("://")
            parts += [f"endpoint {quoted(host)}", "url_style 'path'"]
            parts.append(f"use_ssl {str(scheme == 'https').lower()}")
        return f"create or replace secret zonereports ({', '.join(parts)});\n"
