"""The host book of all workers and processes: two tables and a lock in the state store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from zonereports.fetch.host import Host, RobotsCopy
from zonereports.fetch.ledger import write_request
from zonereports.fetch.request_record import RequestRecord
from zonereports.state import METADATA, State, UtcDateTime

HOSTS = Table(
    "hosts",
    METADATA,
    Column("host", String(255), primary_key=True),
    Column("ended_at", UtcDateTime),
    Column("not_before", UtcDateTime),
    Column("wider", Float, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("last_failure", Text, nullable=False),
    Column("openings", Integer, nullable=False),
    Column("open_until", UtcDateTime),
    Column("challenge", Text, nullable=False),
    Column("challenged_until", UtcDateTime),
    Column("day", Date),
    Column("requests_today", Integer, nullable=False),
)
ROBOTS = Table(
    "robots",
    METADATA,
    Column("origin", String(300), primary_key=True),
    Column("host", String(255), nullable=False, index=True),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False),
)
CERTIFICATES = Table(
    "certificates",
    METADATA,
    Column("host", String(255), primary_key=True),
    Column("ends_at", UtcDateTime, nullable=False),
)
_NOTED = [column.name for column in HOSTS.columns if column.name != "host"]
# Built once: three statements for each request of thousands of sites.
_READ = (
    select(
        HOSTS,
        ROBOTS.c.origin,
        ROBOTS.c.status,
        ROBOTS.c.body,
        ROBOTS.c.fetched_at,
        CERTIFICATES.c.ends_at,
    )
    .outerjoin(ROBOTS, ROBOTS.c.host == HOSTS.c.host)
    .outerjoin(CERTIFICATES, CERTIFICATES.c.host == HOSTS.c.host)
    .where(HOSTS.c.host == bindparam("named"))
)
_UPDATE = update(HOSTS).where(HOSTS.c.host == bindparam("named"))
_INSERT = insert(HOSTS)


class StateHostBook:
    """A `HostBook` in the state store: what one process learns of a host, every other knows.

    It keeps the ledger of requests too: how a request ended and its row are one transaction.

    Args:
        state: the store; its lock `host-<name>` is held for as long as a host is.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._robots: dict[str, dict[str, RobotsCopy]] = {}
        """The copies that the store has, by host, while it is held."""
        self._certificates: dict[str, datetime | None] = {}

    @contextmanager
    def visit(self, name: str) -> Iterator[Host]:
        """Wait for the host, in whatever process it is held, and hold it for the block."""
        with self._state.exclusive(f"host-{name}"):
            with self._state.read() as connection:
                host = _read(connection, name)
            self._robots[name] = dict(host.robots)
            self._certificates[name] = host.certificate_ends
            try:
                yield host
            finally:
                del self._robots[name], self._certificates[name]

    def save(self, host: Host, record: RequestRecord | None = None) -> None:
        """Keep what was noted of the host, and the request that ended, in one transaction."""
        values = {name: getattr(host, name) for name in _NOTED}
        stored = self._robots.get(host.name, {})
        new = [(origin, copy) for origin, copy in host.robots.items() if stored.get(origin) != copy]
        with self._state.begin() as connection:
            known = connection.execute(_UPDATE, {"named": host.name, **values})
            if known.rowcount == 0:
                connection.execute(_INSERT, {"host": host.name, **values})
            for origin, copy in new:
                _save_robots(connection, host.name, origin, copy)
            if host.certificate_ends and host.certificate_ends != self._certificates.get(host.name):
                _save_certificate(connection, host.name, host.certificate_ends)
            if record is not None:
                write_request(connection, record)
        stored.update(new)
        if host.name in self._certificates:
            self._certificates[host.name] = host.certificate_ends


@dataclass(frozen=True, slots=True)
class HostFacts:
    """What a host showed when it was asked last."""

    robots: Mapping[str, RobotsCopy]
    """By origin."""
    certificate_ends: datetime | None


def host_facts(state: State) -> dict[str, HostFacts]:
    """What is remembered of every host that was ever asked, by name (with a port that is not usual)."""
    with state.read() as connection:
        ends = {row.host: row.ends_at for row in connection.execute(select(CERTIFICATES))}
        robots: dict[str, dict[str, RobotsCopy]] = {}
        for row in connection.execute(select(ROBOTS)):
            copy = RobotsCopy(row.status, row.body, row.fetched_at)
            robots.setdefault(row.host, {})[row.origin] = copy
    return {name: HostFacts(robots.get(name, {}), ends.get(name)) for name in {*ends, *robots}}


def _read(connection: Connection, name: str) -> Host:
    rows = connection.execute(_READ, {"named": name}).all()
    if not rows:
        return Host(name)
    return Host(
        name,
        robots={
            row.origin: RobotsCopy(row.status, row.body, row.fetched_at)
            for row in rows
            if row.origin is not None
        },
        certificate_ends=rows[0].ends_at,
        **{noted: getattr(rows[0], noted) for noted in _NOTED},
    )


def _save_certificate(connection: Connection, host: str, ends_at: datetime) -> None:
    connection.execute(delete(CERTIFICATES).where(CERTIFICATES.c.host == host))
    connection.execute(insert(CERTIFICATES).values(host=host, ends_at=ends_at))


def _save_robots(connection: Connection, host: str, origin: str, copy: RobotsCopy) -> None:
    connection.execute(delete(ROBOTS).where(ROBOTS.c.origin == origin))
    connection.execute(
        insert(ROBOTS).values(
            origin=origin,
            host=host,
            status=copy.status,
            body=copy.body,
            fetched_at=copy.fetched_at,
        )
    )
