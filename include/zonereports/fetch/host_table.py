"""The host book of all workers and processes: two tables and a lock in the state store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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
    delete,
    insert,
    select,
    update,
)

from zonereports.fetch.host import Host, RobotsCopy
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
_NOTED = [column.name for column in HOSTS.columns if column.name != "host"]


class StateHostBook:
    """A `HostBook` in the state store: what one process learns of a host, every other knows.

    Args:
        state: the store; its lock `host-<name>` is held for as long as a host is.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    @contextmanager
    def visit(self, name: str) -> Iterator[Host]:
        """Wait for the host, in whatever process it is held, and hold it for the block."""
        with self._state.exclusive(f"host-{name}"):
            with self._state.begin() as connection:
                host = _read(connection, name)
            yield host

    def save(self, host: Host) -> None:
        """Keep what was noted of the host, in one transaction."""
        values = {name: getattr(host, name) for name in _NOTED}
        with self._state.begin() as connection:
            known = connection.execute(
                update(HOSTS).where(HOSTS.c.host == host.name).values(values)
            )
            if known.rowcount == 0:
                connection.execute(insert(HOSTS).values(host=host.name, **values))
            _save_robots(connection, host)


def _read(connection: Connection, name: str) -> Host:
    row = connection.execute(select(HOSTS).where(HOSTS.c.host == name)).one_or_none()
    if row is None:
        return Host(name)
    copies = connection.execute(select(ROBOTS).where(ROBOTS.c.host == name))
    noted = row._asdict()
    del noted["host"]
    return Host(
        name,
        robots={
            copy.origin: RobotsCopy(copy.status, copy.body, copy.fetched_at) for copy in copies
        },
        **noted,
    )


def _save_robots(connection: Connection, host: Host) -> None:
    stored = connection.execute(
        select(ROBOTS.c.origin, ROBOTS.c.fetched_at).where(ROBOTS.c.host == host.name)
    )
    known = {row.origin: row.fetched_at for row in stored}
    for origin, copy in host.robots.items():
        if known.get(origin) == copy.fetched_at:
            continue
        connection.execute(delete(ROBOTS).where(ROBOTS.c.origin == origin))
        connection.execute(
            insert(ROBOTS).values(
                origin=origin,
                host=host.name,
                status=copy.status,
                body=copy.body,
                fetched_at=copy.fetched_at,
            )
        )
