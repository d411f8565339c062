"""What a replay found, put in the place of what the state store held."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from zonereports.events import History
from zonereports.pipeline.tables import every_table
from zonereports.state import State

DERIVED = ("versions", "standings", "events")
"""Tables that follow from the archive; each has a column `report_id`."""
_BATCH = 500


def concerned(state: State, urls: Collection[str]) -> tuple[set[str], set[str]]:
    """The reports that stand at these addresses, and all addresses of these reports."""
    addresses = every_table().tables["standings"]
    reports = {History.new_id(url) for url in urls}
    every = set(urls)
    with state.begin() as connection:
        for some in _batches(sorted(urls)):
            query = select(addresses.c.report_id).where(addresses.c.url.in_(some))
            reports |= set(connection.scalars(query))
        for some in _batches(sorted(reports)):
            query = select(addresses.c.url).where(addresses.c.report_id.in_(some))
            every |= set(connection.scalars(query))
    return reports | {History.new_id(url) for url in every}, every


def reports_of(state: State) -> set[str]:
    """The reports that a state knows a version of."""
    with state.begin() as connection:
        return set(
            connection.scalars(select(every_table().tables["versions"].c.report_id).distinct())
        )


def transfer(
    source: State,
    target: State,
    *,
    reports: Collection[str] | None,
    along: Callable[[Connection], None] = lambda _: None,
) -> None:
    """Replace what follows from the archive, in one transaction; messages and visits stay.

    Args:
        source: the state of the replay.
        target: the state of the platform.
        reports: the reports that were replayed; None for all.
        along: what else belongs into the transaction, after all this.
    """
    with source.begin() as reading, target.begin() as writing:
        for name in DERIVED:
            table = every_table().tables[name]
            _clear(writing, table, reports)
            for rows in _rows(reading, table):
                writing.execute(insert(table), rows)
        _outcomes(reading, writing)
        _pages(reading, writing)
        along(writing)


def _clear(connection: Connection, table: Table, reports: Collection[str] | None) -> None:
    if reports is None:
        connection.execute(delete(table))
        return
    for some in _batches(sorted(reports)):
        connection.execute(delete(table).where(table.c.report_id.in_(some)))


def _outcomes(reading: Connection, writing: Connection) -> None:
    captures = every_table().tables["captures"]
    change = (
        update(captures)
        .where(captures.c.id == bindparam("key"))
        .values(outcome=bindparam("told"), settled_at=bindparam("at"))
    )
    for rows in _rows(reading, captures):
        writing.execute(
            change,
            [{"key": row["id"], "told": row["outcome"], "at": row["settled_at"]} for row in rows],
        )


def _pages(reading: Connection, writing: Connection) -> None:
    """Pages that the platform does not know; of those it knows it knows more than the archive."""
    pages = every_table().tables["pages"]
    for rows in _rows(reading, pages):
        urls = [row["url"] for row in rows]
        known = set(writing.scalars(select(pages.c.url).where(pages.c.url.in_(urls))))
        new = [row for row in rows if row["url"] not in known]
        if new:
            writing.execute(insert(pages), new)


def _rows(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    answer = connection.execution_options(yield_per=_BATCH).execute(select(table))
    for part in answer.mappings().partitions():
        yield [dict(row) for row in part]


def _batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]
