"""Two snapshots of the lake, compared value by value."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import duckdb

from zonereports.lake import REPORT_TABLES

Kind = Literal["added", "removed", "changed"]
Row = dict[str, Any]

COMPARED = (
    "zone",
    "report_year",
    "code",
    "label",
    "measure",
    "value",
    "unit",
    "value_norm",
    "unit_norm",
    "period",
    "status",
    "scope",
    "qualifier",
    "quote",
)
"""What makes a value another value; not where in the text it stands."""
_MEANS = ("code", "label", "measure", "period", "status", "scope")
"""What a value says something about."""
DOCUMENT_COLUMNS = (
    "zone",
    "county",
    "report_year",
    "title",
    "text_sha256",
    "published_at",
    "issuer",
    "quality",
)
LISTED = 10_000
"""Changes that are listed one by one; all of them are counted."""
_MEMORY = "512MB"
_SLICE = 500
"""Reports compared at once: a hundred numbers each are some 50,000 rows of either side."""


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value that is new, gone, or other than before."""

    kind: Kind
    report_id: str
    before: Row | None
    after: Row | None
    fields: tuple[str, ...] = ()
    """The columns that differ, of a changed value."""

    @property
    def row(self) -> Row:
        """The value as it is, or as it was when it is gone."""
        return self.after or self.before or {}

    @property
    def indicator(self) -> str:
        """Code, or the words of the report where there is none."""
        return str(self.row["code"] or self.row["label"])


@dataclass
class Difference:
    """What a publication would change."""

    rows: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By table: rows before and after."""
    documents: list[ValueChange] = field(default_factory=list)
    values: list[ValueChange] = field(default_factory=list)
    """The first of them; `counts` has them all."""
    counts: dict[tuple[str, str], Counter[Kind]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    """By zone and indicator."""
    documents_count: Counter[Kind] = field(default_factory=Counter)

    @property
    def total(self) -> Counter[Kind]:
        """Values added, removed and changed, over all zones."""
        return sum(self.counts.values(), Counter())

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return not self.counts and not self.documents_count


def compare(before: Path | None, after: Path | None) -> Difference:
    """The values of two snapshots; None stands for a lake that was never published.

    Memory does not follow the size of the lake: a slice of the reports is compared at a time, and
    only what differs leaves the database, report by report.
    """
    found = Difference()
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"set memory_limit = '{_MEMORY}'")
        _view(connection, "old", before)
        _view(connection, "new", after)
        for name in REPORT_TABLES:
            found.rows[name] = tuple(  # type: ignore[assignment]
                _only(connection, f"select count(*) from {side}_{name}") for side in ("old", "new")
            )
        for change in _documents(connection):
            found.documents_count[change.kind] += 1
            if len(found.documents) < LISTED:
                found.documents.append(change)
        for change in _values(connection):
            zone = str(change.row["zone"] or "")
            found.counts[zone, change.indicator][change.kind] += 1
            if len(found.values) < LISTED:
                found.values.append(change)
    return found


def _view(connection: duckdb.DuckDBPyConnection, side: str, snapshot: Path | None) -> None:
    for name, table in REPORT_TABLES.items():
        # A snapshot from before there was such a table has no file of it.
        if snapshot is None or not (snapshot / table.folder).is_dir():
            # A table, not a registered object: cursors do not see those.
            connection.register("empty_rows", table.schema.empty_table())
            connection.execute(
                f"create table {side}_{name} as select *, 0 as report_year from empty_rows"
            )
            connection.unregister("empty_rows")
            continue
        files = str(snapshot / name / "**" / "*.parquet").replace("'", "''")
        connection.execute(
            f"create view {side}_{name} as "
            f"select * from read_parquet('{files}', hive_partitioning = true)"
        )


def _only(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _documents(connection: duckdb.DuckDBPyConnection) -> Iterator[ValueChange]:
    shown = ("report_id", "document_id", "version", "url", *DOCUMENT_COLUMNS)
    sides = ", ".join(f"{side}.{column}" for side in ("o", "n") for column in shown)
    differs = " or ".join(
        f"o.{c} is distinct from n.{c}" for c in ("document_id", *DOCUMENT_COLUMNS)
    )
    answer = connection.cursor().execute(
        f"select {sides} from old_documents o full join new_documents n "
        f"on o.report_id = n.report_id and o.version = n.version where {differs} "
        "order by coalesce(o.report_id, n.report_id), coalesce(o.version, n.version)"
    )
    for values in _fetched(answer):
        half = len(shown)
        old, new = (
            dict(zip(shown, values[:half], strict=True)),
            dict(zip(shown, values[half:], strict=True)),
        )
        yield _change(
            old if old["report_id"] else None, new if new["report_id"] else None, DOCUMENT_COLUMNS
        )


def _values(connection: duckdb.DuckDBPyConnection) -> Iterator[ValueChange]:
    reports = connection.execute(
        "select report_id from old_documents union select report_id from new_documents order by 1"
    ).fetchall()
    starts = ["", *(report for (report,) in reports[_SLICE::_SLICE])]
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        yield from _values_of(connection, start, end)


def _values_of(
    connection: duckdb.DuckDBPyConnection, start: str, end: str | None
) -> Iterator[ValueChange]:
    """Of the reports from one id up to another, which is not among them; None: to the last."""
    gone = _by_report(connection, "old", "new", start, end)
    come = _by_report(connection, "new", "old", start, end)
    left, right = next(gone, None), next(come, None)
    while left is not None or right is not None:
        report = min(side[0] for side in (left, right) if side is not None)
        old: list[Row] = []
        new: list[Row] = []
        if left is not None and left[0] == report:
            old, left = left[1], next(gone, None)
        if right is not None and right[0] == report:
            new, right = right[1], next(come, None)
        yield from _paired(old, new)


def _by_report(
    connection: duckdb.DuckDBPyConnection, side: str, other: str, start: str, end: str | None
) -> Iterator[tuple[str, list[Row]]]:
    """The values of one side that the other has not, or has fewer times, by report."""
    shown = ("report_id", "document_id", "url", "start", "sentence", *COMPARED)
    key = "report_id || chr(31) || " + " || chr(31) || ".join(
        f"coalesce({column}::varchar, chr(30))" for column in COMPARED
    )
    numbered = (
        "select {columns}, md5_number({key}) as k, "
        "row_number() over (partition by md5_number({key}) order by start) as n "
        "from {side}_observations where report_id >= $start and ($end is null or report_id < $end)"
    )
    mine = numbered.format(columns=", ".join(shown), key=key, side=side)
    theirs = numbered.format(columns="report_id", key=key, side=other)
    answer = connection.cursor().execute(
        f"select {', '.join(shown)} from ({mine}) m anti join ({theirs}) t "
        "on m.k = t.k and m.n = t.n order by report_id, start",
        {"start": start, "end": end},
    )
    rows = (dict(zip(shown, values, strict=True)) for values in _fetched(answer))
    for report, group in groupby(rows, key=lambda row: str(row["report_id"])):
        yield report, list(group)


def _paired(old: list[Row], new: list[Row]) -> Iterator[ValueChange]:
    """Which value became which: the same words read otherwise, or other words for the same."""
    for same in (("sentence", "quote"), _MEANS, ("code", "measure", "start")):
        waiting: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in new:
            waiting[tuple(row[c] for c in same)].append(row)
        left = []
        for row in old:
            candidates = waiting.get(tuple(row[c] for c in same))
            if candidates:
                yield _change(row, candidates.pop(0), COMPARED)
            else:
                left.append(row)
        old = left
        new = [row for rows in waiting.values() for row in rows]
    yield from (_change(row, None, COMPARED) for row in old)
    yield from (_change(None, row, COMPARED) for row in new)


def _change(old: Row | None, new: Row | None, columns: Sequence[str]) -> ValueChange:
    report = str((new or old or {})["report_id"])
    if old is None or new is None:
        return ValueChange("removed" if new is None else "added", report, old, new)
    fields = tuple(c for c in columns if old[c] != new[c])
    return ValueChange("changed", report, old, new, fields)


def _fetched(answer: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := answer.fetchmany(1_000):
        yield from rows
