"""Is what is published whole and true to itself? Every promise of the lake, checked on the files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from zonereports.errors import LakeDamaged
from zonereports.lake import partition
from zonereports.lake.digest import digest, table_digest
from zonereports.lake.place import CommitKeeper
from zonereports.lake.query import add_views
from zonereports.lake.schema import (
    HISTORY_TABLES,
    OF_THE_LATEST,
    PARTITION,
    TABLES,
    WITH_HISTORY,
    Table,
)
from zonereports.lake.snapshots import MANIFEST, read_manifest

EXAMPLES = 3
"""So many keys are named for each problem."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as promised."""

    check: str
    """pointer, link, manifest, file, schema, order, key, version, reference, quote, history, digest
    or delta."""
    what: str

    def __str__(self) -> str:
        return f"{self.check}: {self.what}"


def check_snapshot(snapshot: Path) -> Iterator[Problem]:
    """The snapshot holds what its manifest says, and its tables agree with each other."""
    files = list(_check_files(snapshot))
    yield from files
    if files:
        return  # what cannot be read cannot be compared
    for table in TABLES.values():
        for path in partition.files(snapshot, table):
            yield from _check_order(snapshot / path, table)
    yield from _check_contents(snapshot)


def check_commits(
    commits: CommitKeeper, snapshot: Path, replay: Callable[[str], pa.Table]
) -> Iterator[Problem]:
    """The last commit's record agrees with the tables, and all deltas applied from empty give them."""
    try:
        yield from _check_commits(commits, snapshot, replay)
    except LakeDamaged as error:
        yield Problem("delta", f"{error.what} [{error.url}]")


def _check_commits(
    commits: CommitKeeper, snapshot: Path, replay: Callable[[str], pa.Table]
) -> Iterator[Problem]:
    ids = commits.ids(snapshot.name)
    record = commits.record(snapshot.name)
    if record is None:
        if snapshot.name in ids:
            yield Problem("delta", f"the record of {snapshot.name} is missing")
        return  # published before there were commits: the next publication records everything
    parent = record.parent
    while parent is not None:
        before = commits.record(parent)
        if before is None:
            yield Problem("delta", f"the commit {parent} is missing: history before it is lost")
            return
        parent = before.parent
    for name, table in TABLES.items():
        told = record.tables.get(name)
        if told is None:
            continue
        parts = (
            (partition.year_of(path), partition.read(snapshot / path, table))
            for path in partition.files(snapshot, table)
        )
        if f"{digest(parts):064x}" != told.digest:
            yield Problem("digest", f"{name} is not what its commit recorded")
        elif table_digest(replay(name)) != told.digest:
            yield Problem("delta", f"the deltas of {name} do not give the table")


def _check_files(snapshot: Path) -> Iterator[Problem]:
    try:
        manifest = read_manifest(snapshot)
    except LakeDamaged as error:
        yield Problem("manifest", f"{error.url}: {error.what}")
        return
    there = {str(p.relative_to(snapshot)) for p in snapshot.rglob("*") if p.is_file()} - {MANIFEST}
    for name in sorted(there - set(manifest.files)):
        yield Problem("manifest", f"{name} is not in the manifest")
    for name, held in sorted(manifest.files.items()):
        path = snapshot / name
        if name not in there:
            yield Problem("file", f"{name} is missing")
            continue
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != held.sha256:
            yield Problem("file", f"{name} is not the file that was published")
            continue
        table = next((t for t in TABLES.values() if name.startswith(f"{t.folder}/")), None)
        if table is not None:
            yield from _check_file(path, name, table, held.rows)


def _check_file(path: Path, name: str, table: Table, rows: int) -> Iterator[Problem]:
    try:
        with partition.opened(path) as file:
            schema, counted = file.schema_arrow, file.metadata.num_rows
    except LakeDamaged as error:
        yield Problem("file", f"{name}: {error.what}")
        return
    if counted != rows:
        yield Problem("file", f"{name} has {counted} rows, the manifest says {rows}")
    if not schema.equals(table.schema):
        yield Problem("schema", f"{name} was written with other columns; publish again to renew it")


def _check_order(path: Path, table: Table) -> Iterator[Problem]:
    rows = partition.read(path, table)
    if not rows.equals(partition.ordered(table, rows)):
        yield Problem("order", f"{path.parent.name} of {table.name} is not sorted")


_CHECKS: list[tuple[str, str, str]] = [
    (
        "version",
        "reports without exactly one latest version",
        "select report_id from documents group by all having count(*) filter (is_latest) <> 1",
    ),
    (
        "version",
        "reports whose latest version is not the highest",
        "select report_id from documents group by all "
        "having max(version) <> max(version) filter (is_latest)",
    ),
    (
        "version",
        "reports with the same version twice",
        "select report_id from documents group by all having count(*) <> count(distinct version)",
    ),
    (
        "history",
        "documents that are not known from their capture until the next version's",
        "select document_id from (select document_id, known_from, fetched_at, known_to, "
        "greatest(fetched_at, lead(fetched_at) over (partition by report_id order by version)) "
        "as expected, lead(fetched_at) over (partition by report_id order by version) as next "
        "from documents) where known_from is distinct from fetched_at "
        "or known_to is distinct from if(next is null, null, expected)",
    ),
    (
        "reference",
        "findings about numbers that were neither published nor refused",
        "select distinct finding_id from "
        "(select finding_id, unnest(observation_ids) as observation_id from findings) "
        "anti join (select observation_id from observations union all "
        "select row_id from quarantine where \"table\" = 'observations') using (observation_id)",
    ),
    (
        "quote",
        "observations whose quote does not stand where they say",
        "select observation_id from observations o join documents d using (document_id) "
        "where substr(d.text, o.start + 1, length(o.quote)) <> o.quote",
    ),
    (
        "quote",
        "findings whose quotes do not stand where they say",
        "select distinct finding_id from (select finding_id, document_id, "
        "unnest(starts) as start, unnest(quotes) as quote from findings) "
        "join documents d using (document_id) "
        "where coalesce(substr(d.text, start + 1, length(quote)) <> quote, true)",
    ),
    (
        "reference",
        "reconciliations whose other report is not published in that version, as the latest",
        "select reconciliation_id from reconciliations r anti join documents d "
        "on d.document_id = r.other_document_id and d.report_id = r.other_report_id "
        "and d.is_latest and d.report_year = r.other_report_year",
    ),
    (
        "history",
        "reconciliations that are not known since the later of their documents",
        "select reconciliation_id from reconciliations r join documents d using (document_id) "
        "join documents o on o.document_id = r.other_document_id "
        "where r.known_from is distinct from greatest(d.known_from, o.known_from)",
    ),
    (
        "reference",
        "reconciliations of numbers that are not published",
        "select distinct reconciliation_id from (select reconciliation_id, "
        "unnest(list_concat(observation_ids, other_observation_ids)) as observation_id "
        "from reconciliations) anti join observations using (observation_id)",
    ),
    (
        "quote",
        "reconciliations whose quotes do not stand where they say",
        "select distinct reconciliation_id from (select reconciliation_id, document_id, "
        "unnest(starts) as start, unnest(quotes) as quote from reconciliations union all "
        "select reconciliation_id, other_document_id, unnest(other_starts), unnest(other_quotes) "
        "from reconciliations) join documents d using (document_id) "
        "where coalesce(substr(d.text, start + 1, length(quote)) <> quote, true)",
    ),
    (
        "quote",
        "documents whose text is not the one of their digest",
        "select document_id from documents where sha256(text) <> text_sha256",
    ),
]


def _checks_of_documents(name: str) -> Iterator[tuple[str, str, str]]:
    key = TABLES[name].key
    joined = f"select {key} from {name} n join documents d using (document_id) where "
    yield (
        "reference",
        f"{name} whose document is not published",
        f"select {key} from {name} anti join documents using (document_id)",
    )
    yield (
        "reference",
        f"{name} of a version that is not the latest, or of another report",
        f"{joined} not d.is_latest or d.report_id <> n.report_id",
    )
    yield (
        "reference",
        f"{name} filed under another year than their document",
        f"{joined} d.{PARTITION} <> n.{PARTITION}",
    )


def _checks_of_history(name: str, latest: str) -> Iterator[tuple[str, str, str]]:
    key = TABLES[name].key
    yield (
        "history",
        f"{name} that are not of an earlier version known in the same time",
        f"select {key} from {name} n left join documents d using (document_id) "
        "where d.document_id is null or d.is_latest or d.known_from is distinct from n.known_from "
        f"or d.known_to is distinct from n.known_to or d.{PARTITION} <> n.{PARTITION}",
    )
    yield (
        "history",
        f"{name} that also stand in {latest}",
        f"select {key} from {name} semi join {latest} using ({key})",
    )
    yield (
        "history",
        f"{latest} that are not known since their document, or no more",
        f"select {key} from {latest} n join documents d using (document_id) "
        "where n.known_to is not null or n.known_from is distinct from d.known_from",
    )


def _check_contents(snapshot: Path) -> Iterator[Problem]:
    with duckdb.connect() as connection:
        add_views(connection, snapshot)
        keys = [
            (
                "key",
                f"{table.name} with the same {table.key}",
                f"select {table.key} from {table.name} group by all having count(*) > 1",
            )
            for table in TABLES.values()
        ]
        references = [check for name in OF_THE_LATEST for check in _checks_of_documents(name)]
        history = [
            check
            for name, latest in zip(HISTORY_TABLES, WITH_HISTORY, strict=True)
            for check in _checks_of_history(name, latest)
        ]
        for check, what, sql in keys + references + history + _CHECKS:
            found = [str(key) for (key,) in connection.execute(f"{sql} order by 1").fetchall()]
            if found:
                named = ", ".join(found[:EXAMPLES]) + (" …" if len(found) > EXAMPLES else "")
                yield Problem(check, f"{len(found)} {what}: {named}")
