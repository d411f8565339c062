"""The state store: what was captured, which version is current, what is still to be sent.

Each layer declares its own tables on `METADATA`, beside the type that they hold; this package
owns the connection, the transaction and the lock. SQLite by default, PostgreSQL by URL.
"""

from zonereports.state.store import METADATA, State, UtcDateTime

__all__ = ["METADATA", "State", "UtcDateTime"]
