"""Where each capture stands, and what became of it: one row per capture in the state store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from zonereports.archive.capture import UNCHANGED, Capture, CaptureKind
from zonereports.state import METADATA, State, UtcDateTime

READABLE: tuple[CaptureKind, ...] = ("article", "attachment", "file")
"""What may hold a report: it waits to be published."""

captures = Table(
    "captures",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("url", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("site", String(64)),
    Column("status", Integer, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("content_type", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("link_title", Text),
    Column("listed_on", Date),
    Column("file", Text, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("refers_to", String(16)),
    Column("outcome", Text),
    Column("settled_at", UtcDateTime),
    Column("parent", String(16)),
    Column("name", Text),
    Index("captures_by_url", "url", "fetched_at"),
    Index("captures_by_file", "file", "offset"),
    Index("captures_by_time", "fetched_at", "id"),
    Index("captures_unsettled", "settled_at", "kind", "fetched_at"),
)

CAPTURE_FIELDS = tuple(Capture.__dataclass_fields__)


_NEXT_FILE = select(func.min(captures.c.file)).where(captures.c.file > bindparam("after"))
_LAST = (
    select((captures.c.offset + captures.c.length).label("end"))
    .where(captures.c.file == bindparam("named"))
    .order_by(captures.c.offset.desc())
    .limit(1)
)
"""Records do not overlap: the last to begin is the last to end."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: `length` bytes from `offset` on."""

    file: str
    """Name, within the archive's folder."""
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A capture and where its record stands."""

    capture: Capture
    place: Place


class CaptureIndex:
    """The table `captures`; every method is one short transaction."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, capture: Capture, place: Place) -> Capture:
        """Insert a row, unless the capture is there; what the table holds afterwards.

        A capture with the bytes of the one before it (same address, kind and status) has nothing
        new to tell and is settled at once. Bytes that return after other bytes are news: the page
        was changed back.
        """
        return self.add_all([Entry(capture, place)])[0]

    def add_all(self, entries: Sequence[Entry]) -> list[Capture]:
        """`add` for each, in one transaction and in the order given."""
        with self._state.begin() as connection:
            return [_add(connection, entry.capture, entry.place) for entry in entries]

    def get(self, capture_id: str) -> Entry | None:
        """The capture of that id."""
        return self._one(select(captures).where(captures.c.id == capture_id))

    def holders(self, url: str, digest: str) -> list[Entry]:
        """Captures of an address that hold these bytes themselves, oldest first."""
        return self._all(
            select(captures).where(
                captures.c.url == url,
                captures.c.digest == digest,
                captures.c.refers_to.is_(None),
            )
        )

    def latest(self, url: str) -> Entry | None:
        """The last capture of an address with status 200 that is no challenge."""
        return self._one(
            select(captures)
            .where(captures.c.url == url, captures.c.status == 200, captures.c.kind != "refusal")
            .order_by(captures.c.fetched_at.desc(), captures.c.id.desc())
            .limit(1)
        )

    def pending(self, limit: int | None) -> list[Entry]:
        """Articles, attachments and files with status 200 that nobody has settled, oldest first."""
        return self._all(
            select(captures)
            .where(
                captures.c.settled_at.is_(None),
                captures.c.kind.in_(READABLE),
                captures.c.status == 200,
            )
            .limit(limit)
        )

    def at(self, url: str) -> list[Entry]:
        """Pages and files that an address gave with status 200, oldest first."""
        return self._all(
            select(captures).where(
                captures.c.url == url,
                captures.c.status == 200,
                captures.c.kind.in_(READABLE),
            )
        )

    def select(self, *, site: str | None, kind: str | None) -> list[Entry]:
        """All captures, of one site or one kind, oldest first."""
        query = select(captures)
        if site is not None:
            query = query.where(captures.c.site == site)
        if kind is not None:
            query = query.where(captures.c.kind == kind)
        return self._all(query)

    def ends(self, file: str | None = None) -> dict[str, int]:
        """By file: the first byte after its last indexed record."""
        with self._state.read() as connection:
            names = _files(connection) if file is None else [file]
            found = {
                name: connection.execute(_LAST, {"named": name}).one_or_none() for name in names
            }
        return {name: int(row.end) for name, row in found.items() if row is not None}

    def _one(self, query: Any) -> Entry | None:
        with self._state.read() as connection:
            return _row(connection, query)

    def _all(self, query: Any) -> list[Entry]:
        with self._state.read() as connection:
            rows = connection.execute(query.order_by(captures.c.fetched_at, captures.c.id)).all()
        return [entry_of(row) for row in rows]


def _files(connection: Connection) -> list[str]:
    """The files that have records, each found behind the one before it.

    A look for each file, where `distinct` looks at each record: a batch of a crawl pays for it, and
    there are as many files as writers at once, but records without end.
    """
    found: list[str] = []
    while name := connection.scalar(_NEXT_FILE, {"after": found[-1] if found else ""}):
        found.append(name)
    return found


def settle(connection: Connection, capture_id: str, outcome: str, at: datetime) -> bool:
    """Write what became of a capture, inside the caller's transaction; False if unknown."""
    done = connection.execute(
        update(captures).where(captures.c.id == capture_id).values(outcome=outcome, settled_at=at)
    )
    return done.rowcount == 1


def reopen(connection: Connection, capture_id: str) -> None:
    """Make a capture pending again, inside the caller's transaction."""
    connection.execute(
        update(captures).where(captures.c.id == capture_id).values(outcome=None, settled_at=None)
    )


def _add(connection: Connection, capture: Capture, place: Place) -> Capture:
    before = _row(connection, _same_kind_before(capture)) if capture.refers_to else None
    if before is not None and before.capture.digest == capture.digest:
        capture = replace(capture, outcome=UNCHANGED)
    row = {name: getattr(capture, name) for name in CAPTURE_FIELDS}
    row |= {"file": place.file, "offset": place.offset, "length": place.length}
    row["settled_at"] = capture.fetched_at if capture.outcome else None
    try:
        with connection.begin_nested():
            connection.execute(insert(captures).values(row))
    except IntegrityError:
        known = _row(connection, select(captures).where(captures.c.id == capture.id))
        if known is None:
            raise
        return known.capture
    return capture


def _same_kind_before(capture: Capture) -> Any:
    return (
        select(captures)
        .where(
            captures.c.url == capture.url,
            captures.c.kind == capture.kind,
            captures.c.status == capture.status,
            captures.c.fetched_at <= capture.fetched_at,
            captures.c.id != capture.id,
        )
        .order_by(captures.c.fetched_at.desc(), captures.c.id.desc())
        .limit(1)
    )


def _row(connection: Connection, query: Any) -> Entry | None:
    row = connection.execute(query).one_or_none()
    return None if row is None else entry_of(row)


def entry_of(row: Any) -> Entry:
    """A row of the table."""
    facts: dict[str, Any] = dict(row._mapping)
    place = Place(facts["file"], facts["offset"], facts["length"])
    return Entry(Capture(**{name: facts[name] for name in CAPTURE_FIELDS}), place)


def captures_of(entries: Sequence[Entry]) -> list[Capture]:
    """The captures alone."""
    return [entry.capture for entry in entries]
