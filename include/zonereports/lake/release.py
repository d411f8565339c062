"""A dated copy of the lake that stands by itself: Parquet, CSV, `datapackage.json`, README."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from zonereports.errors import WrongSetting
from zonereports.lake.package import descriptor, readme
from zonereports.lake.partition import files, read, year_of
from zonereports.lake.rows import with_year
from zonereports.lake.schema import OBSERVATIONS, PARTITION, TABLES, Table
from zonereports.lake.snapshots import read_manifest, snapshot_time

CSV = f"csv/{OBSERVATIONS.name}.csv"
DESCRIPTOR = "datapackage.json"
_UNFINISHED = ".unfinished"


def release(snapshot: Path, folder: Path) -> Path:
    """Copy a snapshot into a folder of its own, named by its day and id.

        zonereports-2026-01-31-<snapshot id>/
          observations.parquet, documents.parquet …   each table, history too; report_year a column
          csv/observations.csv                         the numbers of the latest versions
          datapackage.json                             every file with its columns, hash and size
          README.md                                    what each column means

    The same snapshot gives the same bytes. What stands there already is left as it is.

    Returns:
        The folder of the release.

    Raises:
        WrongSetting: a file stands where the folder belongs.
        LakeDamaged: the snapshot cannot be read.
    """
    manifest = read_manifest(snapshot)
    published = snapshot_time(manifest.snapshot_id)
    target = folder / f"zonereports-{published:%Y-%m-%d}-{manifest.snapshot_id}"
    if target.is_dir():
        return target
    if target.exists() or (folder.exists() and not folder.is_dir()):
        raise WrongSetting(f"{folder} is no folder", next_step="name a folder")
    work = target.with_name(target.name + _UNFINISHED)
    shutil.rmtree(work, ignore_errors=True)
    (work / "csv").mkdir(parents=True)
    written = [*_parquet(snapshot, work), _csv(work)]
    package = descriptor(manifest.snapshot_id, published, written)
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (work / DESCRIPTOR).write_text(text + "\n", encoding="utf-8")
    (work / "README.md").write_text(readme(manifest.snapshot_id, published), encoding="utf-8")
    # Whole before it has its name: nobody finds half a release.
    work.rename(target)
    return target


def check(folder: Path) -> list[str]:
    """What in a release is not as its `datapackage.json` says; empty when all is.

    Raises:
        WrongSetting: the folder is no release.
    """
    try:
        package = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WrongSetting(f"{folder} holds no {DESCRIPTOR} ({error})") from error
    wrong = []
    for resource in package["resources"]:
        path = folder / resource["path"]
        if not path.is_file():
            wrong.append(f"{resource['path']} is missing")
        elif f"sha256:{_digest(path)}" != resource["hash"]:
            wrong.append(f"{resource['path']} is not the file that was released")
    return wrong


def _parquet(snapshot: Path, work: Path) -> Iterator[dict[str, Any]]:
    for name, table in TABLES.items():
        path = work / f"{name}.parquet"
        rows = 0
        schema = _placed(table, table.schema.empty_table(), 0).schema
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            # A file at a time: memory follows the largest year.
            for file in files(snapshot, table):
                part = _placed(table, read(snapshot / file, table), year_of(file))
                writer.write_table(part.cast(schema))
                rows += part.num_rows
        yield _resource(work, path, table, rows, "parquet", "application/vnd.apache.parquet")


def _placed(table: Table, rows: pa.Table, year: int | None) -> pa.Table:
    return with_year(rows, year or 0) if table.partition == PARTITION else rows


def _csv(work: Path) -> dict[str, Any]:
    path = work / CSV
    rows = 0
    with pq.ParquetFile(work / f"{OBSERVATIONS.name}.parquet") as source:
        schema = source.schema_arrow
        with pa.csv.CSVWriter(path, schema) as writer:
            for batch in source.iter_batches():
                writer.write_batch(batch)
                rows += batch.num_rows
    return _resource(work, path, OBSERVATIONS, rows, "csv", "text/csv")


def _resource(
    work: Path, path: Path, table: Table, rows: int, kind: str, media: str
) -> dict[str, Any]:
    return {
        "table": table,
        "path": path.relative_to(work).as_posix(),
        "format": kind,
        "mediatype": media,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{_digest(path)}",
        "rows": rows,
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
