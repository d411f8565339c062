"""Rows of the state as plain values that JSON holds, and back: for backups and for the archive."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, Integer, LargeBinary, Table, func, select, text
from sqlalchemy import insert as insert_into

from zonereports.state.moment import UtcDateTime


def encoded(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its moments and days as ISO 8601 and its bytes as Base64; a moment is UTC."""
    return {name: _told(value) for name, value in row.items()}


def _told(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else value


def decoded(table: Table, told: Mapping[str, Any]) -> dict[str, Any]:
    """The row that `encoded` wrote, with the types of the table's columns."""
    row: dict[str, Any] = {}
    for name, value in told.items():
        kind = table.c[name].type
        if value is None:
            row[name] = None
        elif isinstance(kind, UtcDateTime):
            row[name] = datetime.fromisoformat(value)
        elif isinstance(kind, Date):
            row[name] = date.fromisoformat(value)
        elif isinstance(kind, LargeBinary):
            row[name] = b64decode(value)
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
