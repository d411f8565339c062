"""The files of a lake where they are kept: to harm them, and to read them with tools of others."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from pyarrow import fs

from zonereports.lake.snapshots import MANIFEST, HeldFile


class KeptFiles(Protocol):
    """Names are the same in a folder's store and below a bucket's prefix."""

    def names(self, below: str = "") -> list[str]:
        """Of all files, in order."""

    def read(self, name: str) -> bytes:
        """The bytes of one."""

    def write(self, name: str, data: bytes) -> None:
        """Put one in place of what is there."""

    def remove(self, name: str) -> None:
        """Remove one."""

    def snapshots(self) -> list[str]:
        """Names of the snapshots, and of what else stands among them."""

    def plain(self, path: str) -> tuple[str, fs.FileSystem]:
        """What pyarrow and its like are given for a table's path."""

    def storage_options(self) -> dict[str, str] | None:
        """What Polars is given beside a table's path."""


class FolderFiles:
    """As `KeptFiles`, of a folder."""

    def __init__(self, store: Path) -> None:
        self._store = store

    def names(self, below: str = "") -> list[str]:
        found = (self._store / below).rglob("*")
        return sorted(str(p.relative_to(self._store)) for p in found if p.is_file())

    def read(self, name: str) -> bytes:
        return (self._store / name).read_bytes()

    def write(self, name: str, data: bytes) -> None:
        path = self._store / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # other snapshots hold the same file
        path.write_bytes(data)

    def remove(self, name: str) -> None:
        (self._store / name).unlink()
        for folder in (self._store / name).parents:
            if folder == self._store or any(folder.iterdir()):
                return
            folder.rmdir()

    def snapshots(self) -> list[str]:
        return sorted(path.name for path in (self._store / "snapshots").iterdir())

    def plain(self, path: str) -> tuple[str, fs.FileSystem]:
        return path.removesuffix("/**/*.parquet"), fs.LocalFileSystem()

    def storage_options(self) -> None:
        return None


class BucketFiles:
    """As `KeptFiles`, below a prefix of a bucket.

    Args:
        storage: the S3 server.
        prefix: of the lake.
        copies: where this machine keeps copies; what was harmed is read as by one that has none.
    """

    def __init__(self, storage: Any, prefix: str, copies: Path) -> None:
        self._storage = storage
        self._prefix = prefix
        self._copies = copies

    def names(self, below: str = "") -> list[str]:
        return [name for name in self._storage.keys(self._prefix) if name.startswith(below)]

    def read(self, name: str) -> bytes:
        return bytes(self._storage.get(f"{self._prefix}/{name}"))

    def write(self, name: str, data: bytes) -> None:
        self._storage.put(f"{self._prefix}/{name}", data)
        shutil.rmtree(self._copies, ignore_errors=True)

    def remove(self, name: str) -> None:
        self._storage.delete(f"{self._prefix}/{name}")
        shutil.rmtree(self._copies, ignore_errors=True)

    def snapshots(self) -> list[str]:
        return sorted({name.split("/")[1] for name in self.names("snapshots/")})

    def plain(self, path: str) -> tuple[str, fs.FileSystem]:
        return path.removeprefix("s3://").removesuffix("/**/*.parquet"), self._storage.filesystem()

    def storage_options(self) -> dict[str, str]:
        return {
            "aws_endpoint_url": self._storage.endpoint,
            "aws_region": "us-east-1",
            "aws_allow_http": "true",
        }


def plain_table(kept: KeptFiles, path: str) -> pa.Table:
    """A table as whoever knows nothing but its path reads it."""
    folder, filesystem = kept.plain(path)
    return ds.dataset(
        folder, filesystem=filesystem, format="parquet", partitioning="hive"
    ).to_table()


def change_manifest(kept: KeptFiles, snapshot_id: str, change: Callable[[Any], None]) -> None:
    """Change what a snapshot says it holds."""
    name = f"snapshots/{snapshot_id}/{MANIFEST}"
    told = json.loads(kept.read(name))
    change(told["files"])
    kept.write(name, json.dumps(told).encode())


def put_table(kept: KeptFiles, snapshot_id: str, path: str, rows: pa.Table) -> None:
    """Put a table in the place of one of a snapshot's, with its entry in the manifest."""
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink)
    data = sink.getvalue().to_pybytes()
    held = HeldFile(rows.num_rows, len(data), hashlib.sha256(data).hexdigest())
    kept.write(f"snapshots/{snapshot_id}/{path}", data)
    change_manifest(kept, snapshot_id, lambda files: files.update({path: asdict(held)}))
