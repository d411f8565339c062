"""The lake at full size: two questions over the plain path, and the commit of one report.

`ZONEREPORTS_BENCH_ZONES` (3000) zones report for ten years, 60 numbers each. The tables are built
through the real schema, a commit for each year. The questions are asked with DuckDB of the users'
path, and of one flat file with the same rows in the same order; each part runs in a process of its
own, so that its peak of memory is its own. Validation is not in these figures.
"""

from __future__ import annotations

import hashlib
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zonereports.lake import Lake
from zonereports.lake.commits import Commits
from zonereports.lake.known import Spans, chain
from zonereports.lake.next_snapshot import write_commit
from zonereports.lake.replace import Before, Staged, replace_reports
from zonereports.lake.schema import REPORT_TABLES, TABLES
from zonereports.lake.snapshots import Snapshots, read_manifest

_YEARS = range(2015, 2025)
_NUMBERS = 60
_CODES = 20
_ROUNDS = 7
_START = datetime(2026, 3, 1, tzinfo=UTC)

_QUESTIONS = {
    "one indicator, all years": "select report_year, count(*), sum(value_norm) from {} "
    "where code = 'code07' and measure = 'level' group by 1 order by 1",
    "one zone's series": "select report_year, code, measure, value_norm, quote from {} "
    "where zone = '第1234开发区' order by 1, 2, 3",
}


def figures() -> Iterator[str]:
    """What the lake costs to read and to change at full size."""
    zones = int(os.environ.get("ZONEREPORTS_BENCH_ZONES") or 3000)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        yield from _apart(build, home, zones)
        yield from _apart(ask, home)
        yield from _apart(change, home, zones)


def _apart(work: Callable[..., list[str]], *arguments: Any) -> list[str]:
    """The figures of a part, and the peak of the process that it had to itself."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as worker:
        told, peak_mb = worker.submit(_measured, work, arguments).result()
    return [*told, f"  peak of this part: {peak_mb:.0f} MB"]


def _measured(
    work: Callable[..., list[str]], arguments: tuple[Any, ...]
) -> tuple[list[str], float]:
    told = work(*arguments)
    return told, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def build(home: Path, zones: int) -> list[str]:
    """Set the lake up, a commit a year, and one flat file beside it."""
    snapshots = Snapshots(home / "store", now=lambda: _START, sleep=time.sleep)
    commits = Commits(home / "store")
    began, cpu = time.perf_counter(), time.process_time()
    flat = None
    for year in _YEARS:
        documents, numbers = rows_of_year(zones, year)
        with snapshots.lock(timedelta(0)):
            current = snapshots.current()
            commits.sweep(current.name if current else None)
            before = Before(current, read_manifest(current)) if current else None
            staged = Staged(snapshots.stage())
            for name in (*REPORT_TABLES, "observations_history", "findings_history"):
                incoming = {"documents": {year: documents}, "observations": {year: numbers}}
                replace_reports(
                    TABLES[name],
                    reports=(),
                    incoming=incoming.get(name, {}),
                    before=before,
                    staged=staged,
                )
            write_commit(commits, before, staged)
            snapshots.commit(staged.folder, staged.files)
        rows = numbers.append_column("report_year", pa.array([year] * numbers.num_rows, pa.int32()))
        flat = flat or pq.ParquetWriter(home / "years.parquet", rows.schema)
        flat.write_table(rows)
    assert flat is not None
    flat.close()
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (from '{home}/years.parquet' order by zone, code, measure, report_year) to "
            f"'{home}/flat.parquet' (format parquet, compression zstd)"
        )
    (home / "years.parquet").unlink()
    # The users' links, which a publication makes.
    lake = Lake(home / "lake", home / "store")
    lake.publish([], [], [], reports=())
    held = lake.describe()["tables"]
    deltas = sum(path.stat().st_size for path in (home / "store" / "deltas").rglob("*"))
    return [
        f"{held['observations']['rows']} observations and {held['documents']['rows']} documents: "
        f"built in {wall:.0f} s wall, {cpu:.0f} s CPU; observations "
        f"{held['observations']['bytes'] / 1e6:.0f} MB, documents "
        f"{held['documents']['bytes'] / 1e6:.0f} MB, deltas {deltas / 1e6:.0f} MB, flat file "
        f"{(home / 'flat.parquet').stat().st_size / 1e6:.0f} MB"
    ]


def rows_of_year(zones: int, year: int) -> tuple[pa.Table, pa.Table]:
    """The documents and observations of all zones for a year, with every column filled or null."""
    fetched = datetime(year + 1, 2, 1, tzinfo=UTC)
    documents = [_document(n, year, fetched) for n in range(zones)]
    chain(documents)
    spans = Spans.of(documents)
    count = zones * _NUMBERS
    zone = np.repeat(np.arange(zones), _NUMBERS)
    place = np.tile(np.arange(_NUMBERS), zones)
    values = np.random.default_rng(year).integers(1, 99_999, count)
    texts = {
        "document_id": [f"{n:08x}{year}-1" for n in zone],
        "report_id": [f"{n:08x}{year}" for n in zone],
        "zone": [f"第{n}开发区" for n in zone],
        "zone_level": ["provincial"] * count,
        "site": [f"site{n}" for n in zone],
        "county": [f"第{n}县" for n in zone],
        "province": [f"第{n % 31}省" for n in zone],
        "adcode": [f"{110000 + n}" for n in zone],
        "code": [f"code{p % _CODES:02d}" for p in place],
        "label": [f"第{p}项指标" for p in place],
        "measure": [("level", "yoy", "share")[p // _CODES] for p in place],
        "unit": ["万元"] * count,
        "unit_norm": ["CNY"] * count,
        "period": [str(year)] * count,
        "status": ["actual"] * count,
        "scope": ["zone"] * count,
        "quote": [f"{v / 100}万元" for v in values],
        "sentence": [
            f"全年第{p}项指标完成{v / 100}万元，比上年增长{v % 23}.{p % 10}%。"
            for p, v in zip(place, values, strict=True)
        ],
        "rule": ["label-before"] * count,
        "url": [f"https://www.site{n}.example/{year}/report.html" for n in zone],
        "capture_id": [f"{n:08x}{year:08d}" for n in zone],
    }
    texts["observation_id"] = [
        f"{d}-{p * 30}" for d, p in zip(texts["document_id"], place, strict=True)
    ]
    exact = pa.array(values, pa.int64()).cast(pa.decimal128(19, 0)).cast(pa.decimal128(28, 6))
    columns: dict[str, pa.Array] = {
        "value": exact,
        "value_norm": pa.array(values * 100.0),
        "start": pa.array(place * 30, pa.int32()),
        "confidence": pa.array([0.9] * count),
        "period_start": pa.array([date(year, 1, 1)] * count),
        "period_end": pa.array([date(year, 12, 31)] * count),
        "published_at": pa.array([fetched.date()] * count),
    }
    schema = TABLES["observations"].schema
    arrays = [
        pa.array(texts[f.name], f.type)
        if f.name in texts
        else columns.get(f.name, pa.nulls(count, f.type))
        for f in schema
    ]
    numbers = spans.stamp(pa.Table.from_arrays(arrays, schema=schema))
    return pa.Table.from_pylist(documents, schema=TABLES["documents"].schema), numbers


def _document(n: int, year: int, fetched: datetime) -> dict[str, Any]:
    text = f"第{n}开发区{year}年工作总结\n" + "".join(
        f"全年第{p}项指标完成{(n * 7 + p * year) % 99_999 / 100}万元，同比有所增长。\n"
        for p in range(_NUMBERS)
    )
    return {
        "document_id": f"{n:08x}{year}-1",
        "report_id": f"{n:08x}{year}",
        "version": 1,
        "site": f"site{n}",
        "zone": f"第{n}开发区",
        "adcode": f"{110000 + n}",
        "title": f"第{n}开发区{year}年工作总结",
        "text": text,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "url": f"https://www.site{n}.example/{year}/report.html",
        "capture_id": f"{n:08x}{year:08d}",
        "fetched_at": fetched,
        "characters": len(text),
        "observations": _NUMBERS,
        "quality": "passed",
    }


def ask(home: Path) -> list[str]:
    """The two questions over the plain path, over one flat file, and as of an earlier day."""
    plain = f"read_parquet('{home}/lake/observations/**/*.parquet', hive_partitioning = true)"
    sources = {"plain": plain, "flat": f"read_parquet('{home}/flat.parquet')"}
    lake = Lake(home / "lake", home / "store")
    told = []
    with duckdb.connect() as connection:
        for question, sql in _QUESTIONS.items():
            answers = {}
            taken: dict[str, list[float]] = {name: [] for name in sources}
            for _ in range(_ROUNDS + 1):  # the first warms up
                for name, source in sources.items():
                    began = time.perf_counter()
                    answers[name] = connection.execute(sql.format(source)).fetchall()
                    taken[name].append(1000 * (time.perf_counter() - began))
            if not answers["plain"] or len(answers["plain"]) != len(answers["flat"]):
                raise RuntimeError(f"{question}: the two files do not answer alike")
            ms = {name: median(values[1:]) for name, values in taken.items()}
            least = {name: min(values[1:]) for name, values in taken.items()}
            began = time.perf_counter()
            lake.query(sql.format("observations"), as_of="2020-06-30")
            as_of_ms = 1000 * (time.perf_counter() - began)
            told.append(
                f"{question}: plain path {ms['plain']:.0f} ms (least {least['plain']:.0f}), flat "
                f"file {ms['flat']:.0f} ms (least {least['flat']:.0f}), ratio "
                f"{ms['plain'] / ms['flat']:.2f}; as of a day, library {as_of_ms:.0f} ms"
            )
    return told


def change(home: Path, zones: int) -> list[str]:
    """Commits of one new report, one correction, and a day's visits without news."""
    lake = Lake(home / "lake", home / "store", keep=0, grace=timedelta(0))
    year = _YEARS[-1]
    works: dict[str, list[Callable[[], Any]]] = {
        "commit of one new report": [
            lambda n=n: _commit(lake, f"new{n}", 1, year) for n in range(_ROUNDS)
        ],
        "commit of one correction": [
            lambda n=n: _commit(lake, f"new{n}", 2, year) for n in range(_ROUNDS)
        ],
        f"a day's {zones} visits, nothing new": [
            lambda n=n: lake.publish(
                [], [], [], reports=(), small={"checks": _visits(zones, n)}, checks_count=True
            )
            for n in range(3)
        ],
        "the same again": [
            lambda: lake.publish([], [], [], reports=(), small={"checks": _visits(zones, 2)})
        ]
        * 3,
    }
    told = []
    for name, calls in works.items():
        wall, cpu = [], []
        for call in calls:
            began, used = time.perf_counter(), time.process_time()
            call()
            wall.append(time.perf_counter() - began)
            cpu.append(time.process_time() - used)
        told.append(
            f"{name}: median {median(wall):.2f} s wall ({min(wall):.2f} to {max(wall):.2f}), "
            f"{median(cpu):.2f} s CPU"
        )
    last = lake.commits()[-1]
    delta = Path(home / "store" / "deltas" / lake.commits()[-4].commit_id)
    size = sum(path.stat().st_size for path in delta.iterdir())
    told.append(
        f"a commit's deltas and record: {size / 1024:.0f} KB; {last.tables['observations'].rows} rows"
    )
    return told


def _commit(lake: Lake, report: str, version: int, year: int) -> None:
    base = _document(7, year, _START + timedelta(days=version))
    document = base | {
        "document_id": f"{report}-{version}",
        "report_id": report,
        "version": version,
        "report_year": year,
    }
    rows = [
        {
            "observation_id": f"{report}-{version}-{p}",
            "document_id": document["document_id"],
            "report_id": report,
            "report_year": year,
            "zone": document["zone"],
            "label": "税收",
            "code": f"code{p % _CODES:02d}",
            "measure": "level",
            "value": Decimal(p + version),
            "unit": "万元",
            "value_norm": 10_000.0 * p,
            "status": "actual",
            "scope": "zone",
            "start": p,
            "quote": f"{p}万元",
            "rule": "label-before",
            "confidence": 0.9,
            "url": document["url"],
            "capture_id": document["capture_id"],
        }
        for p in range(_NUMBERS)
    ]
    event = {
        "event_id": f"{version}-{report}",
        "kind": "first" if version == 1 else "corrected",
        "happened_at": document["fetched_at"],
        "report_id": report,
        "version": version,
        "url": document["url"],
        "capture_id": document["capture_id"],
        "evidence": "[]",
    }
    if lake.publish([document], rows, [], reports=[report], small={"events": [event]}) is None:
        raise RuntimeError("nothing was published")


def _visits(zones: int, day: int) -> list[dict[str, Any]]:
    at = _START + timedelta(days=day)
    return [
        {
            "check_id": f"{at:%Y%m%d}-{n}",
            "site": f"site{n}",
            "checked_at": at,
            "answer": "nothing new",
            "links": 15,
            "new_captures": 0,
            "listing_captures": [f"{n:016x}"],
        }
        for n in range(zones)
    ]
