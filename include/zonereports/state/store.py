"""One database, short transactions, one writer at a time, one exclusive lock by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from zonereports.errors import StateUnreachable, WrongSetting
from zonereports.state import schema
from zonereports.state.locks import lock_key, locks_for

_OUT_OF_REACH = {
    "database is locked": "another process has written for over a minute; wait for it to end, or "
    "end it, and run again",
    "unable to open database file": "check the folder, its permissions and ZONEREPORTS_STATE_URL",
    "attempt to write a readonly database": "check the permissions of the file and its folder",
    "database or disk is full": "make room and run again; what was committed stands",
    "disk I/O error": "check the disk; restore a backup, or run: zonereports state rebuild",
    "file is not a database": "move the file away and restore a backup, or run: zonereports state "
    "rebuild",
    "database disk image is malformed": "move the file away and restore a backup, or run: "
    "zonereports state rebuild",
}
"""What SQLite says when its file cannot be used, and what to do then."""
_PATIENCE_S = 60
"""How long a writer waits for another one in SQLite."""
_WRITING = {"key": lock_key("one writer at a time")}


class State:
    """The state database, opened, at the schema of this release.

    An older one is migrated first, by one process, while the others wait.

    Args:
        url: an SQLAlchemy URL: `sqlite:////absolute/path/state.db` or
            `postgresql+psycopg://user:password@host/database`.

    Raises:
        WrongSetting: the URL is none, or of another kind of database.
        StateUnreachable: the database does not answer.
        StateTooNew: a newer release has migrated it.
        StateUnknown: its tables are not those of a release.
    """

    def __init__(self, url: str) -> None:
        try:
            self.url = make_url(url)
        except ArgumentError as error:
            raise WrongSetting("ZONEREPORTS_STATE_URL is not an SQLAlchemy URL") from error
        backend = self.url.get_backend_name()
        if backend not in ("sqlite", "postgresql"):
            raise WrongSetting(f"ZONEREPORTS_STATE_URL names {backend}; sqlite or postgresql do")
        self._postgresql = backend == "postgresql"
        if not self._postgresql and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        try:
            self.engine = self._writer()
        except (NoSuchModuleError, ModuleNotFoundError) as error:
            raise WrongSetting(f"ZONEREPORTS_STATE_URL: {error}; use postgresql+psycopg") from error
        self._reading = self._reader()
        self._locks = locks_for(self.url)
        try:
            with self._reachable(opening=True):
                self._migrate()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, undone by an exception in it.

        One writer at a time on either database, so that what looks before it writes is right
        without more (docs/decisions/0015).

        Raises:
            StateUnreachable: PostgreSQL does not answer, or ended the transaction.
        """
        with self._reachable(), self.engine.begin() as connection:
            if self._postgresql:
                connection.execute(text("select pg_advisory_xact_lock(:key)"), _WRITING)
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that only reads, and sees one moment; it waits for no writer.

        The database refuses to write in it.

        Raises:
            StateUnreachable: as `begin` does.
        """
        with self._reachable(), self._reading.connect() as connection:
            yield connection

    def exclusive(self, name: str) -> AbstractContextManager[None]:
        """Hold a lock by name; wait for it. The end of the process, however it ends, frees it.

        Raises:
            StateUnreachable: PostgreSQL does not answer, or was restarted while the lock was held.
        """
        return self._locks.hold(name)

    @property
    def revision(self) -> str | None:
        """Where the schema stands."""
        with self.read() as connection:
            return schema.stored_revision(connection)

    def _migrate(self) -> None:
        with self._reading.connect() as connection:
            if schema.is_current(connection):
                return
        # The lock, not the transaction: SQLite gives up waiting for a writer after a minute.
        with self.exclusive("schema"), self.engine.begin() as connection:
            schema.migrate(connection)

    @contextmanager
    def _reachable(self, *, opening: bool = False) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            told = (str(error.orig).strip().splitlines() or [type(error.orig).__name__])[0]
            if isinstance(error, OperationalError) and (self._postgresql or opening):
                raise StateUnreachable(told) from error
            if not self._postgresql and told.startswith(tuple(_OUT_OF_REACH)):
                raise StateUnreachable(
                    told, url=self.url.database, next_step=_OUT_OF_REACH[_first(told)]
                ) from error
            raise

    def _writer(self) -> Engine:
        if self._postgresql:
            # Asked before use whether they live: PostgreSQL may have been restarted.
            return create_engine(
                self.url, pool_pre_ping=True, connect_args={"application_name": "zonereports"}
            )
        engine = create_engine(self.url, connect_args={"timeout": _PATIENCE_S})
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
        return engine

    def close(self) -> None:
        """Give the connections back."""
        self._reading.dispose()
        self.engine.dispose()

    def _reader(self) -> Engine:
        if self._postgresql:
            # Both go out with the `begin` itself, and cost nothing more.
            return self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        if not self.url.database:
            # In memory, another connection would be another database.
            return self.engine
        # Connections of its own: to forbid writing is a matter of the connection there, and
        # would cost two statements more in each transaction.
        reader = create_engine(self.url, connect_args={"timeout": _PATIENCE_S})
        event.listen(reader, "connect", _sqlite_connect_reader)
        event.listen(reader, "begin", _sqlite_begin_reading)
        return reader


def _first(told: str) -> str:
    return next(said for said in _OUT_OF_REACH if told.startswith(said))


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
