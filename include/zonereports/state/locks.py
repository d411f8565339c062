"""Exclusive locks by name: files beside an SQLite database, advisory locks in PostgreSQL."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Protocol

from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from zonereports.errors import StateUnreachable


class Locks(Protocol):
    """Locks by name, seen by every process that uses the same database."""

    def hold(self, name: str) -> AbstractContextManager[None]:
        """Wait for the lock and hold it for the block."""


class NoLocks:
    """For a database in memory, which no other process sees."""

    def hold(self, name: str) -> AbstractContextManager[None]:
        """Nobody to wait for."""
        return nullcontext()


class FileLocks:
    """One file a name; the operating system frees it with the process that holds it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Wait for the file and hold it for the block."""
        self._folder.mkdir(parents=True, exist_ok=True)
        safe = "".join(c if c.isalnum() or c in "-_." else "_" for c in name)
        with (self._folder / f"{safe}.lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


class AdvisoryLocks:
    """One session a lock that is held; PostgreSQL frees it with the session.

    A session of its own, outside any pool and any transaction: a crawl holds a site's lock and a
    host's for minutes, and must neither use up the connections that its statements need nor stand
    as an open transaction, which would keep the database from cleaning up.
    """

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(
            url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={
                "application_name": "zonereports lock",
                # A machine that vanished with a lock is noticed after two minutes, not two hours.
                "options": "-c tcp_keepalives_idle=60 -c tcp_keepalives_interval=10 "
                "-c tcp_keepalives_count=6 -c idle_session_timeout=0",
            },
        )

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Wait for the lock and hold it for the block.

        Raises:
            StateUnreachable: the database is not there, or it ended the session, and with it the
                lock, during the block: what was done may have met another's work. The block's own
                error comes first.
        """
        key = {"key": lock_key(name)}
        try:
            connection = self._engine.connect()
        except DBAPIError as error:
            raise StateUnreachable(str(error.orig).strip()) from error
        with connection:
            try:
                connection.execute(text("select pg_advisory_lock(:key)"), key)
            except DBAPIError as error:
                raise StateUnreachable(str(error.orig).strip()) from error
            yield
            try:
                held = connection.scalar(text("select pg_advisory_unlock(:key)"), key)
            except DBAPIError as error:
                raise StateUnreachable(f"the lock {name} was lost while it was held") from error
            if not held:
                raise StateUnreachable(f"the lock {name} was lost while it was held")


def lock_key(name: str) -> int:
    """The number that stands for a name: 64 bits, so that no two of a million names meet.

    With 32 bits the locks of 3,000 sites and their hosts would meet in one installation of 240,
    and a process that holds the one would wait for itself at the other.
    """
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)


def locks_for(url: URL) -> Locks:
    """The locks that belong to a database."""
    if url.get_backend_name() == "postgresql":
        return AdvisoryLocks(url)
    if not url.database or url.database == ":memory:":
        return NoLocks()
    return FileLocks(Path(url.database).parent / "locks")
