"""Which channels are down, since when, and when each is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Boolean, Column, Connection, Integer, String, Table, Text, delete, insert
from sqlalchemy import select as select_

from zonereports.state import METADATA, UtcDateTime

CHANNELS_DOWN = Table(
    "channels_down",
    METADATA,
    Column("channel", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("down_since", UtcDateTime, nullable=False),
    Column("retry_at", UtcDateTime, nullable=False),
    Column("asked", Boolean, nullable=False),
    Column("error", Text, nullable=False),
)
_FIRST_DELAY = timedelta(minutes=1)
_LONGEST_DELAY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Health:
    """A channel that is down."""

    channel: str
    failures: int
    """In a row."""
    down_since: datetime
    retry_at: datetime
    asked: bool
    """Whether the receiver itself named that time: then nothing is tried before."""
    error: str


def backoff(failures: int) -> timedelta:
    """The wait after so many failures in a row.

    >>> [str(backoff(failures)) for failures in (1, 2, 3, 99)]
    ['0:01:00', '0:02:00', '0:04:00', '6:00:00']
    """
    wait: timedelta = _FIRST_DELAY * 2 ** min(max(failures, 1) - 1, 20)
    return min(wait, _LONGEST_DELAY)


def health(connection: Connection, channel: str) -> Health | None:
    """What is known of a channel; None while it works."""
    row = connection.execute(
        select_(CHANNELS_DOWN).where(CHANNELS_DOWN.c.channel == channel)
    ).first()
    return Health(**row._asdict()) if row else None


def all_down(connection: Connection) -> list[Health]:
    """The channels that are down."""
    rows = connection.execute(select_(CHANNELS_DOWN).order_by(CHANNELS_DOWN.c.channel))
    return [Health(**row._asdict()) for row in rows]


def fail(
    connection: Connection,
    channel: str,
    error: str,
    at: datetime,
    *,
    asked: timedelta | None,
) -> datetime:
    """Note a failure; since when the channel is down."""
    before = health(connection, channel)
    failures = before.failures + 1 if before else 1
    since = before.down_since if before else at
    recover(connection, channel)
    connection.execute(
        insert(CHANNELS_DOWN).values(
            channel=channel,
            failures=failures,
            down_since=since,
            retry_at=at + (asked if asked is not None else backoff(failures)),
            asked=asked is not None,
            error=error,
        )
    )
    return since


def recover(connection: Connection, channel: str) -> None:
    """The channel took a message."""
    connection.execute(delete(CHANNELS_DOWN).where(CHANNELS_DOWN.c.channel == channel))
