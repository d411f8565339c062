"""One database, short transactions, one exclusive lock by name."""

from __future__ import annotations

import fcntl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
    make_url,
    text,
)

METADATA = MetaData()


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python, UTC without a zone in the database (SQLite keeps no zone)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: they would be read as another hour elsewhere."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value!r}: give an aware one")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bring the zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class State:
    """The state database, opened; tables are created when missing.

    Args:
        url: an SQLAlchemy URL, such as `sqlite:////absolute/path/state.db`.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        sqlite = self.url.get_backend_name() == "sqlite"
        if sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        self.engine: Engine = create_engine(
            self.url, connect_args={"timeout": 60} if sqlite else {}
        )
        if sqlite:
            event.listen(self.engine, "connect", _sqlite_connect)
            event.listen(self.engine, "begin", _sqlite_begin)
        self._reading = self._reader()
        with self.exclusive("schema"):
            METADATA.create_all(self.engine)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, undone by an exception in it."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that only reads, and sees one moment; it waits for no writer.

        The database refuses to write in it.
        """
        with self._reading.connect() as connection:
            yield connection

    @contextmanager
    def exclusive(self, name: str) -> Iterator[None]:
        """Hold a lock by name; wait for it. The end of the process, however it ends, frees it."""
        if self.url.get_backend_name() == "postgresql":
            with self.engine.connect() as connection:
                key = zlib.crc32(name.encode())
                connection.execute(text("select pg_advisory_lock(:key)"), {"key": key})
                try:
                    yield
                finally:
                    connection.execute(text("select pg_advisory_unlock(:key)"), {"key": key})
            return
        if not self.url.database:
            yield
            return
        folder = Path(self.url.database).parent / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        safe = "".join(c if c.isalnum() or c in "-_." else "_" for c in name)
        with (folder / f"{safe}.lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def close(self) -> None:
        """Give the connections back."""
        self._reading.dispose()
        self.engine.dispose()

    def _reader(self) -> Engine:
        if self.url.get_backend_name() != "sqlite":
            # Both go out with the `begin` itself, and cost nothing more.
            return self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        if not self.url.database:
            # In memory, another connection would be another database.
            return self.engine
        # Connections of its own: to forbid writing is a matter of the connection there, and
        # would cost two statements more in each transaction.
        reader = create_engine(self.url, connect_args={"timeout": 60})
        event.listen(reader, "connect", _sqlite_connect_reader)
        event.listen(reader, "begin", _sqlite_begin_reading)
        return reader


def _sqlite_connect(connection: Any, _record: Any) -> None:
    # Transactions are begun by _sqlite_begin, not by the driver at the first write: two writers
    # that both began by reading would otherwise fail with "database is locked" at once.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("pragma journal_mode=wal")
    cursor.execute("pragma synchronous=full")
    cursor.execute("pragma foreign_keys=on")
    cursor.close()


def _sqlite_connect_reader(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("pragma query_only=on")


def _sqlite_begin_reading(connection: Connection) -> None:
    # Takes no lock but a snapshot of the log, at the first statement.
    connection.exec_driver_sql("begin")


def _sqlite_begin(connection: Connection) -> None:
    connection.exec_driver_sql("begin immediate")
