"""Commands that look into the stores: lake, archive, events."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

Commands = Any  # argparse keeps the type of add_subparsers private


def add(commands: Commands) -> None:
    """Add the commands of this module."""
    lake = commands.add_parser("lake", help="the published tables").add_subparsers(
        required=True, metavar="ACTION"
    )
    parser = lake.add_parser("describe", help="tables, rows and partitions")
    parser.set_defaults(command=_describe)
    parser = lake.add_parser("verify", help="open every file and check keys and references")
    parser.set_defaults(command=_verify)
    parser = lake.add_parser("query", help="SQL over the tables and the ready views")
    parser.add_argument("sql", metavar="SQL")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--as-of",
        metavar="WHEN",
        help="a day (2025-03-31, its end in UTC) or a time: what the pages had told by then; "
        "a commit of `lake log`: what was published with it",
    )
    parser.set_defaults(command=_query)
    parser = lake.add_parser(
        "log", help="every publication with its changes and the digests of the tables, as JSON"
    )
    parser.set_defaults(command=_log)
    parser = lake.add_parser("views", help="the ready views as SQL, or in a DuckDB database")
    parser.add_argument(
        "database",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="create or renew them in this database",
    )
    parser.set_defaults(command=_views)

    parser = lake.add_parser("reconcile", help="compare the reports of each zone across years")
    parser.set_defaults(command=_reconcile)
    parser = lake.add_parser(
        "release", help="a dated copy that stands by itself: Parquet, CSV, datapackage.json, README"
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="gets a folder of its own in it")
    parser.set_defaults(command=_release)

    archive = commands.add_parser("archive", help="the pages as served").add_subparsers(
        required=True, metavar="ACTION"
    )
    parser = archive.add_parser("verify", help="open every record and check its digest")
    parser.set_defaults(command=_verify_archive)
    parser = archive.add_parser("reindex", help="find the records again whose rows were lost")
    parser.set_defaults(command=_reindex)

    parser = commands.add_parser(
        "events", help="what happened to reports and sources, oldest first, as JSON"
    )
    parser.set_defaults(command=_events)


def _pipeline() -> Any:
    from zonereports.pipeline import Pipeline

    return Pipeline.from_env()


def _lines(rows: Iterable[Any]) -> None:
    for row in rows:
        print(json.dumps(row, ensure_ascii=False, default=str))


def _describe(_: argparse.Namespace) -> int:
    print(json.dumps(_pipeline().lake.describe(), ensure_ascii=False, indent=2, default=str))
    return 0


def _verify(_: argparse.Namespace) -> int:
    problems = _pipeline().lake.verify()
    for problem in problems:
        print(problem, file=sys.stderr)
    print("the lake is sound" if not problems else f"{len(problems)} problems")
    return 1 if problems else 0


def _reconcile(_: argparse.Namespace) -> int:
    found = _pipeline().reconcile()
    for (kind, verdict), rows in sorted(found.counts().items()):
        print(f"{kind}: {rows} {verdict}")
    print(f"{len(found.reports)} reports, {len(found.rows)} rows in reconciliations")
    return 0


def _release(given: argparse.Namespace) -> int:
    print(_pipeline().lake.release(given.folder))
    return 0


def _query(given: argparse.Namespace) -> int:
    table = _pipeline().lake.query(given.sql, as_of=given.as_of)
    if given.json:
        _lines(table.to_pylist())
        return 0
    from rich.console import Console
    from rich.table import Table

    shown = Table(*table.column_names)
    for row in table.to_pylist():
        shown.add_row(*("" if value is None else str(value) for value in row.values()))
    Console().print(shown)
    return 0


def _log(_: argparse.Namespace) -> int:
    _lines(asdict(record) | {"at": record.at.isoformat()} for record in _pipeline().lake.commits())
    return 0


def _views(given: argparse.Namespace) -> int:
    pipeline = _pipeline()
    if given.database is None:
        print(pipeline.lake.script())
        return 0
    pipeline.lake.write_views(given.database)
    print(f"written: {given.database}")
    return 0


def _verify_archive(_: argparse.Namespace) -> int:
    found = _pipeline().archive.verify()
    for damaged in found.damaged:
        print(damaged, file=sys.stderr)
    print(f"{found.records} records, {found.bytes} bytes, {len(found.damaged)} damaged")
    return 1 if found.damaged else 0


def _reindex(_: argparse.Namespace) -> int:
    from zonereports.pipeline import Pipeline

    found = Pipeline.recovering().archive.reindex()
    for line in found.damaged:
        print(line, file=sys.stderr)
    print(
        f"{found.records} records in {found.files} files, {found.restored} were missing in the index"
    )
    if found.restored:
        print("they count as settled; for the lake, versions and events: zonereports replay")
    return 1 if found.damaged else 0


def _events(_: argparse.Namespace) -> int:
    from dataclasses import asdict

    from zonereports.events import stored_events, stored_notices

    state = _pipeline().state
    # What happened to reports, and what is told of sources and of reports that do not come.
    rows = [(row["happened_at"], row) for row in stored_events(state)]
    rows += [(one.opened_at, asdict(one)) for one in stored_notices(state)]
    _lines(row for _, row in sorted(rows, key=lambda pair: str(pair[0])))
    return 0
