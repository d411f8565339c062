"""Where promised messages are kept, and how each is to be handled."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from zonereports.state import METADATA, UtcDateTime

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("key", String(48), primary_key=True),
    Column("channel", String(64), primary_key=True),
    Column("message", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False, index=True),
    Column("tries", Integer, nullable=False, default=0),
    Column("sent_at", UtcDateTime),
    Column("error", Text),
)
HANDLING = Table(
    "outbox_handling",
    METADATA,
    Column("key", String(48), primary_key=True),
    Column("channel", String(64), primary_key=True),
    Column("rule", String(80), nullable=False, default=""),
    Column("pace", String(8), nullable=False, default="now"),
    Column("quiet", String(11)),
    Column("folded_into", String(48)),
    Column("dead_at", UtcDateTime),
)
"""How a row of the outbox is to be treated; a row that is not here is sent for itself, at once."""
