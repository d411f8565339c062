"""What people said, kept in the archive: nothing else could tell it when the state is lost.

A decision about a row and a switch of a site are rows of the state. Each stands in the archive as
a record of its own as well, written anew when a decision is withdrawn; the last record holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Table, select

from zonereports.archive import Archive
from zonereports.fetch import Response
from zonereports.pipeline.tables import every_table
from zonereports.state import State, decoded, encoded, insert_numbered

_KEPT = ("quality_decisions", "site_switches")
_FOLLOWS = "lapsed_at"
"""Follows from what is published, so publishing writes it again."""
_SCHEME = "word:"


def keep_words(archive: Archive, state: State, now: Callable[[], datetime]) -> int:
    """Archive what was said since the last time; how much that was. For the holder of a lock."""
    kept = 0
    for name in _KEPT:
        table = every_table().tables[name]
        with state.read() as connection:
            rows = [row._asdict() for row in connection.execute(select(table))]
        for row in rows:
            row.pop(_FOLLOWS, None)
            body = json.dumps(encoded(row), ensure_ascii=False, sort_keys=True).encode()
            address = f"{_SCHEME}{name}/{_number(table, row)}"
            last = archive.latest(address)
            if last is not None and last.digest == sha256(body).hexdigest():
                continue
            archive.store(
                Response(
                    url=address,
                    final_url=address,
                    status=200,
                    headers=(("Content-Type", "application/json"),),
                    body=body,
                    fetched_at=now(),
                ),
                kind="word",
                site=None,
            )
            kept += 1
    return kept


def restore_words(archive: Archive, connection: Connection, found: dict[str, str]) -> int:
    """Put what people said back into the state, where it is missing; how much that was.

    Args:
        archive: where it stands.
        connection: of the state, in the caller's transaction.
        found: by address, the capture that was the last one there; see `last_words`.
    """
    restored = 0
    for name in _KEPT:
        table = every_table().tables[name]
        key = next(iter(table.primary_key.columns))
        known = set(connection.scalars(select(key)))
        rows = [
            decoded(table, json.loads(archive.read(capture_id).body))
            for address, capture_id in found.items()
            if address.startswith(f"{_SCHEME}{name}/")
        ]
        new = [row for row in rows if row[key.name] not in known]
        insert_numbered(connection, table, sorted(new, key=lambda row: int(row[key.name])))
        restored += len(new)
    return restored


def last_words(archive: Archive) -> dict[str, str]:
    """The last capture of each thing that people said, by address."""
    return {capture.url: capture.id for capture in archive.captures(kind="word")}


def _number(table: Table, row: dict[str, Any]) -> int:
    return int(row[next(iter(table.primary_key.columns)).name])
