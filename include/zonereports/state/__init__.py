"""The state store: what was captured, which version is current, what is still to be sent.

Each layer declares its own tables on `METADATA`, beside the type that they hold; this package
owns the connection, the transaction, the lock and the migrations. SQLite by default, PostgreSQL by
URL.
"""

from zonereports.state.copying import decoded, encoded, insert_numbered
from zonereports.state.moment import UtcDateTime
from zonereports.state.origin import dag_run
from zonereports.state.schema import METADATA, differences, new_migration, revisions
from zonereports.state.store import State

__all__ = [
    "METADATA",
    "State",
    "UtcDateTime",
    "dag_run",
    "decoded",
    "differences",
    "encoded",
    "insert_numbered",
    "new_migration",
    "revisions",
]
