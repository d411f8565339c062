"""Notices: what is the matter with a source, or with a report that does not come; until it is over.

Beside the table `events`, which tells what happened to reports and follows from the archive: a
notice follows from the calendar and from visits, so a replay leaves it alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Column, Connection, String, Table, Text, insert, select, update

from zonereports.state import METADATA, State, UtcDateTime

NoticeKind = Literal[
    "overdue",
    "not seen",
    "challenged",
    "source silent",
    "source changed",
    "list shrinking",
    "held back",
    "certificate",
    "robots changed",
]
"""overdue: a report did not appear by its day. not seen: a site fails visit after visit. challenged:
it asks for a browser. source silent: nothing new for longer than its own rhythm. source changed: it
answers with something else than its YAML says. list shrinking: its listings hold far fewer rows.
held back: reports of it did not pass the checks. certificate: ends soon. robots changed: it permits
something else than before; told once, never open."""

NOTICES = Table(
    "notices",
    METADATA,
    Column("notice_id", String(48), primary_key=True),
    Column("trouble", String(32), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("cause", String(60), nullable=False),
    Column("site", String(64), nullable=False, index=True),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime, index=True),
    Column("outcome", String(40)),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is the matter now, as it was found."""

    kind: NoticeKind
    site: str
    cause: str
    """What one message may be about, whatever the number of sites: the name of an error, …"""
    detail: str
    """One line for a person."""
    subject: str = ""
    """What of the site: a zone and a year, a host."""
    evidence: tuple[tuple[str, str], ...] = ()
    """By name: url, capture, due, family, error, …"""

    @property
    def key(self) -> str:
        """The same for the same trouble, whenever it is found."""
        told = f"{self.kind}\n{self.site}\n{self.subject}"
        return hashlib.sha256(told.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Notice:
    """A trouble that was told of, and whether it is over."""

    notice_id: str
    kind: NoticeKind
    cause: str
    site: str
    subject: str
    detail: str
    evidence: dict[str, str]
    opened_at: datetime
    """Aware, UTC."""
    closed_at: datetime | None = None
    outcome: str | None = None
    """How it ended: appeared, recovered, no longer watched, told."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What changed between two looks."""

    opened: tuple[Notice, ...]
    closed: tuple[Notice, ...]


def turn(
    connection: Connection,
    found: Iterable[Trouble],
    *,
    at: datetime,
    ended: Callable[[Notice], str | None],
) -> Turn:
    """Open a notice for each trouble that has none, and close those that are over.

    Within the caller's transaction; doing it again changes nothing. A report that was overdue once
    never is again.

    Args:
        connection: of a transaction.
        found: everything that is the matter now.
        at: now; aware.
        ended: how an open notice ended whose trouble was not found; None: not known yet.
    """
    now_wrong = {one.key: one for one in found}
    standing = {row.trouble: row for row in _rows(connection, open_only=True)}
    opened = []
    for key, trouble in now_wrong.items():
        once = trouble.kind in ("overdue", "robots changed")
        known = key in standing or (once and _ever(connection, key))
        if not known:
            opened.append(_open(connection, trouble, at))
    closed = []
    for key, row in standing.items():
        outcome = None if key in now_wrong else ended(_notice(row))
        if outcome is not None:
            here = NOTICES.c.notice_id == row.notice_id
            connection.execute(update(NOTICES).where(here).values(closed_at=at, outcome=outcome))
            closed.append(_notice(row, closed_at=at, outcome=outcome))
    return Turn(tuple(opened), tuple(closed))


def stored_notices(state: State, *, open_only: bool = False) -> list[Notice]:
    """All notices, oldest first, or those that are not over."""
    with state.read() as connection:
        return [_notice(row) for row in _rows(connection, open_only=open_only)]


def _open(connection: Connection, trouble: Trouble, at: datetime) -> Notice:
    told = hashlib.sha256(f"{trouble.key}\n{at.isoformat()}".encode()).hexdigest()[:20]
    instant = trouble.kind == "robots changed"
    row = {
        "notice_id": f"{trouble.kind.replace(' ', '-')}-{told}",
        "trouble": trouble.key,
        "kind": trouble.kind,
        "cause": trouble.cause,
        "site": trouble.site,
        "subject": trouble.subject,
        "detail": trouble.detail,
        "evidence": json.dumps(dict(trouble.evidence), ensure_ascii=False),
        "opened_at": at,
        "closed_at": at if instant else None,
        "outcome": "told" if instant else None,
    }
    connection.execute(insert(NOTICES).values(**row))
    return Notice(
        **{name: row[name] for name in Notice.__slots__ if name != "evidence"},  # type: ignore[arg-type]
        evidence=dict(trouble.evidence),
    )


def _ever(connection: Connection, key: str) -> bool:
    query = select(NOTICES.c.notice_id).where(NOTICES.c.trouble == key).limit(1)
    return connection.scalar(query) is not None


def _rows(connection: Connection, *, open_only: bool) -> list:  # type: ignore[type-arg]
    query = select(NOTICES).order_by(NOTICES.c.opened_at, NOTICES.c.notice_id)
    if open_only:
        query = query.where(NOTICES.c.closed_at.is_(None))
    return list(connection.execute(query))


def _notice(row, **changed: object) -> Notice:  # type: ignore[no-untyped-def]
    values = row._asdict() | changed
    values["evidence"] = json.loads(values["evidence"])
    del values["trouble"]
    return Notice(**values)
