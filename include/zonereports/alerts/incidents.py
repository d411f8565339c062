"""Many failures of one cause as one message, and one more when all is well again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Integer, String, Table, Text, insert, select, update

from zonereports.alerts.message import Message, trouble
from zonereports.state import METADATA, UtcDateTime

INCIDENTS = Table(
    "incidents",
    METADATA,
    Column("incident_id", String(40), primary_key=True),
    Column("cause", String(60), nullable=False, index=True),
    Column("since", UtcDateTime, nullable=False),
    Column("told", Integer, nullable=False),
    Column("subjects", Text, nullable=False),
    Column("ended_at", UtcDateTime),
)


_TASK = "task "
"""Causes that Airflow tells; they do not stand in what each round of sending looks at."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that fails now."""

    cause: str
    """Name of the error: what fails for the same cause is told together."""
    subject: str
    """A site's key, a channel's name, …"""
    detail: str = ""
    meaning: str = ""
    """What to do, in one line."""


def note_troubles(
    connection: Connection,
    troubles: Iterable[Trouble],
    *,
    tell: Callable[[Message], None],
    at: datetime,
    among: str = "",
) -> None:
    """Compare what fails now with what failed before, within the caller's transaction.

    A cause is told when it begins, again when twice as many are concerned, and when nothing fails
    for it any more. Noting the same again tells nothing.

    Args:
        connection: of the state.
        troubles: everything that fails now.
        tell: promises a message; called in the same transaction.
        at: now.
        among: only causes that begin so are compared; tasks have a beginning of their own.
    """
    now: dict[str, dict[str, Trouble]] = {}
    for one in troubles:
        now.setdefault(one.cause, {})[one.subject] = one
    running = {
        row.cause: row
        for row in connection.execute(select(INCIDENTS).where(INCIDENTS.c.ended_at.is_(None)))
        if row.cause.startswith(among) and row.cause.startswith(_TASK) == among.startswith(_TASK)
    }
    for cause, found in sorted(now.items()):
        subjects = {name: one.detail for name, one in sorted(found.items())}
        meaning = next(iter(found.values())).meaning
        row = running.get(cause)
        if row is None:
            name = hashlib.sha256(f"{cause}\n{at.isoformat()}".encode()).hexdigest()[:16]
            connection.execute(
                insert(INCIDENTS).values(
                    incident_id=name,
                    cause=cause,
                    since=at,
                    told=len(subjects),
                    subjects=json.dumps(subjects, ensure_ascii=False),
                )
            )
            since, incident_id = at, name
        else:
            since, incident_id = row.since, row.incident_id
            # All that it ever concerned, so that the recovery names them.
            known = json.loads(row.subjects) | subjects
            more = len(subjects) >= 2 * row.told
            connection.execute(
                update(INCIDENTS)
                .where(INCIDENTS.c.incident_id == incident_id)
                .values(
                    subjects=json.dumps(known, ensure_ascii=False),
                    told=len(subjects) if more else row.told,
                )
            )
            if not more:
                continue
        tell(
            trouble(
                f"trouble-{incident_id}-{len(subjects)}",
                over=False,
                cause=cause,
                meaning=meaning,
                subjects=subjects,
                since=since,
            )
        )
    for cause, row in sorted(running.items()):
        if cause in now:
            continue
        connection.execute(
            update(INCIDENTS).where(INCIDENTS.c.incident_id == row.incident_id).values(ended_at=at)
        )
        tell(
            trouble(
                f"recovered-{row.incident_id}",
                over=True,
                cause=cause,
                meaning="",
                subjects=dict.fromkeys(json.loads(row.subjects), ""),
                since=row.since,
            )
        )
