"""The ledger of requests: a row for each, for us and for the owner of the site."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
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
_INSERT = insert(REQUESTS)
_DELETE = delete(REQUESTS).where(REQUESTS.c.id == bindparam("row"))
_PRUNED_IN_ONE = 2_000
"""Rows of one transaction: every other process waits for it."""
PRUNED_AT_ONCE = 100_000
"""More than 3,000 sites are asked in ten quiet days, so that a backlog shrinks."""


@dataclass(frozen=True, slots=True)
class RequestCount:
    """How often a site was asked, and how it answered."""

    requests: int = 0
    conditional: int = 0
    """Asked with the marks of a copy at hand."""
    not_modified: int = 0
    """Of these, answered with 304."""
    challenged: int = 0

    @property
    def not_modified_share(self) -> float | None:
        """Share of the conditional requests that were answered with 304."""
        return self.not_modified / self.conditional if self.conditional else None


def write_request(connection: Connection, record: RequestRecord) -> None:
    """Write one row within the caller's transaction."""
    connection.execute(_INSERT, {name: getattr(record, name) for name in _FIELDS})


class RequestLedger:
    """Reads the table `requests`, which the host book of the state store writes, and prunes it.

    The rows of one host stand in the order in which it was asked: they are written while the host
    is held. A process that is killed during a request leaves no row for it, but the request counts
    for the host's pace and its budget of the day.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    def prune(self, before: datetime, *, most: int = PRUNED_AT_ONCE) -> int:
        """Delete rows of requests that began before a moment, oldest first; how many were.

        In short transactions, so that no visit waits for it; what is left is for the next time.

        Args:
            before: aware.
            most: rows that are deleted at most.
        """
        pruned = 0
        while pruned < most:
            oldest = (
                select(REQUESTS.c.id)
                .where(REQUESTS.c.started_at < before)
                .order_by(REQUESTS.c.started_at)
                .limit(min(_PRUNED_IN_ONE, most - pruned))
            )
            with self._state.read() as connection:
                ids = list(connection.scalars(oldest))
            if not ids:
                break
            with self._state.begin() as connection:
                connection.execute(_DELETE, [{"row": one} for one in ids])
            pruned += len(ids)
        return pruned

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
        with self._state.read() as connection:
            return [RequestRecord(**row._asdict()) for row in connection.execute(query)]

    def count_by_site(self, sites: Collection[str], *, since: datetime) -> dict[str, RequestCount]:
        """How often each of these sites was asked since a moment (aware); none for never."""
        query = (
            select(
                REQUESTS.c.site,
                func.count(),
                func.sum(REQUESTS.c.conditional.cast(Integer)),
                func.sum(REQUESTS.c.not_modified.cast(Integer)),
                func.sum((REQUESTS.c.error == "Challenged").cast(Integer)),
            )
            .where(REQUESTS.c.site.in_(sites), REQUESTS.c.started_at >= since, REQUESTS.c.sent)
            .group_by(REQUESTS.c.site)
        )
        with self._state.read() as connection:
            return {
                str(site): RequestCount(*(int(count or 0) for count in counts))
                for site, *counts in connection.execute(query)
            }

    def hosts(self, site: str | None = None) -> list[str]:
        """Hosts that were ever asked, in their order; for one site if named."""
        query = select(REQUESTS.c.host).distinct().order_by(REQUESTS.c.host)
        if site is not None:
            query = query.where(REQUESTS.c.site == site)
        with self._state.read() as connection:
            return list(connection.scalars(query))
