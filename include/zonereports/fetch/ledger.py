"""The ledger of requests: a row for each, for us and for the owner of the site."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Integer,
    String,
    Table,
    Text,
    insert,
    select,
)

from zonereports.fetch.request_record import RequestRecord
from zonereports.state import METADATA, State, UtcDateTime

REQUESTS = Table(
    "requests",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("host", String(255), nullable=False, index=True),
    Column("site", String(64), index=True),
    Column("kind", String(20), nullable=False),
    Column("method", String(8), nullable=False),
    Column("url", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False, index=True),
    Column("waited_s", Float, nullable=False),
    Column("elapsed_s", Float, nullable=False),
    Column("status", Integer),
    Column("error", String(40)),
    Column("bytes", Integer, nullable=False),
    Column("conditional", Boolean, nullable=False),
    Column("not_modified", Boolean, nullable=False),
    Column("robots", String(20), nullable=False),
    Column("sent", Boolean, nullable=False),
    Column("user_agent", Text, nullable=False),
)
_FIELDS = [field.name for field in fields(RequestRecord)]


class RequestLedger:
    """Writes and reads the table `requests`.

    The rows of one host stand in the order in which it was asked: they are written while the host
    is held. A process that is killed during a request leaves no row for it, but the request counts
    for the host's pace and its budget of the day.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    def record(self, record: RequestRecord) -> None:
        """Write one row; give this to `Fetcher` as `on_request`."""
        values = {name: getattr(record, name) for name in _FIELDS}
        with self._state.begin() as connection:
            connection.execute(insert(REQUESTS).values(values))

    def requests(
        self,
        *,
        host: str | None = None,
        site: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[RequestRecord]:
        """Rows in the order in which they were written.

        Args:
            host: only of this one; without a port, of all its ports.
            site: only those that were made for this site.
            since: only those that began then or later; aware.
            until: only those that began before; aware.
        """
        query = select(*(REQUESTS.c[name] for name in _FIELDS)).order_by(REQUESTS.c.id)
        if host is not None:
            named = REQUESTS.c.host == host.lower()
            query = query.where(
                named | REQUESTS.c.host.startswith(f"{host.lower()}:", autoescape=True)
            )
        if site is not None:
            query = query.where(REQUESTS.c.site == site)
        if since is not None:
            query = query.where(REQUESTS.c.started_at >= since)
        if until is not None:
            query = query.where(REQUESTS.c.started_at < until)
        with self._state.begin() as connection:
            return [RequestRecord(**row._asdict()) for row in connection.execute(query)]

    def hosts(self, site: str | None = None) -> list[str]:
        """Hosts that were ever asked, in their order; for one site if named."""
        query = select(REQUESTS.c.host).distinct().order_by(REQUESTS.c.host)
        if site is not None:
            query = query.where(REQUESTS.c.site == site)
        with self._state.begin() as connection:
            return list(connection.scalars(query))
