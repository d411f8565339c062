"""Rows of the state as plain values that JSON holds, and back: for backups and for the archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Date, DateTime, Integer, Table, TypeDecorator, func, select, text
from sqlalchemy import insert as insert_into

from zonereports.state.moment import UtcDateTime


def encoded(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its moments and days as ISO 8601; a moment is UTC."""
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()
    }


def decoded(table: Table, told: Mapping[str, Any]) -> dict[str, Any]:
    """The row that `encoded` wrote, with the types of the table's columns.

    The table may be ours or one that was read from a database, which knows no `UtcDateTime`.
    """
    row: dict[str, Any] = {}
    for name, value in told.items():
        kind = table.c[name].type
        if value is None:
            row[name] = None
        elif isinstance(kind, UtcDateTime):
            row[name] = datetime.fromisoformat(value)
        elif isinstance(kind, DateTime):
            row[name] = datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
        elif isinstance(kind, Date) and not isinstance(kind, TypeDecorator):
            row[name] = date.fromisoformat(value)
        else:
            row[name] = value
    return row


def insert_numbered(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows with the numbers that they had; the next row gets one that is free.

    PostgreSQL counts beside the table and would give out a number that is taken.
    """
    if not rows:
        return
    connection.execute(insert_into(table), list(rows))
    keys = list(table.primary_key.columns)
    if connection.dialect.name != "postgresql" or len(keys) != 1:
        return
    (key,) = keys
    if not isinstance(key.type, Integer):
        return
    highest = connection.scalar(select(func.max(key)))
    connection.execute(
        text("select setval(pg_get_serial_sequence(:table, :column), :highest)"),
        {"table": table.name, "column": key.name, "highest": highest},
    )
