"""What each robots.txt said when it was watched last, so that a change of it is told."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    String,
    Table,
    delete,
    insert,
    select,
)

from zonereports.events import Trouble
from zonereports.fetch import HostFacts, RobotsCopy
from zonereports.state import METADATA, UtcDateTime

ROBOTS_WATCHED = Table(
    "robots_watched",
    METADATA,
    Column("origin", String(300), primary_key=True),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("noted_at", UtcDateTime, nullable=False),
)
_LINES_TOLD = 6


def robots_changes(
    connection: Connection, hosts: Mapping[str, tuple[str, HostFacts]], at: datetime
) -> list[Trouble]:
    """A trouble for each robots.txt that permits something else than before; notes the new ones.

    Args:
        connection: of a transaction, so that what is noted is told.
        hosts: by name the site that it is asked for and what it showed last.
        at: now; aware.
    """
    before = {row.origin: row for row in connection.execute(select(ROBOTS_WATCHED))}
    found = []
    for site, facts in hosts.values():
        for origin, copy in sorted(facts.robots.items()):
            known = before.get(origin)
            rules = _rules(copy.status, copy.body)
            if known is not None:
                was = _rules(known.status, known.body)
                if was == rules:
                    continue
                told = _difference(was, rules)
                found.append(
                    Trouble(
                        "robots changed",
                        site,
                        "robots.txt",
                        told,
                        subject=f"{origin}/robots.txt {copy.fetched_at:%Y-%m-%d %H:%M}",
                        evidence=(("url", f"{origin}/robots.txt"), ("difference", told)),
                    )
                )
            _note(connection, origin, copy, at)
    return found


def _rules(status: int, body: bytes) -> list[str]:
    """Its lines without comments and blanks, in words when there are none."""
    if status in (401, 403):
        return ["(all refused)"]
    lines = [
        line.partition("#")[0].strip() for line in body.decode("utf-8", "replace").splitlines()
    ]
    return [line for line in lines if line] or ["(nothing forbidden)"]


def _difference(was: list[str], now: list[str]) -> str:
    lines = [
        line
        for line in difflib.unified_diff(was, now, n=0, lineterm="")
        if not line.startswith(("---", "+++", "@@"))
    ]
    more = f" … {len(lines) - _LINES_TOLD} more" if len(lines) > _LINES_TOLD else ""
    return "; ".join(lines[:_LINES_TOLD]) + more


def _note(connection: Connection, origin: str, copy: RobotsCopy, at: datetime) -> None:
    connection.execute(delete(ROBOTS_WATCHED).where(ROBOTS_WATCHED.c.origin == origin))
    connection.execute(
        insert(ROBOTS_WATCHED).values(
            origin=origin, status=copy.status, body=copy.body, noted_at=at
        )
    )
