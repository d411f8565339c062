"""Messages that were promised, until they are delivered.

The row is written in the transaction that records the event: there is no event without its
message, and no message without its event. Sending reads the outbox alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    String,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)

from zonereports.alerts.channels import Channel
from zonereports.alerts.message import Message
from zonereports.errors import DeliveryFailed
from zonereports.state import METADATA, State, UtcDateTime

log = logging.getLogger(__name__)

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
_FIRST_DELAY = timedelta(minutes=1)
_LONGEST_DELAY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class SendResult:
    """What one round of sending did."""

    sent: int
    failed: tuple[str, ...]
    """One line for each message that was not accepted."""
    waiting: int
    """Unsent messages left, the failed ones among them."""


class Outbox:
    """The messages still to be sent and those that were."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(
        self,
        connection: Connection,
        message: Message,
        *,
        channels: Iterable[Channel],
        at: datetime,
    ) -> None:
        """Promise a message to each channel, within the caller's transaction; once per key."""
        for channel in channels:
            known = connection.scalar(
                select(OUTBOX.c.key)
                .where(OUTBOX.c.key == message.key)
                .where(OUTBOX.c.channel == channel.name)
            )
            if known is None:
                connection.execute(
                    insert(OUTBOX).values(
                        key=message.key,
                        channel=channel.name,
                        message=message.to_json(),
                        created_at=at,
                        due_at=at,
                        tries=0,
                    )
                )

    def send(self, channels: Sequence[Channel], *, now: Callable[[], datetime]) -> SendResult:
        """Deliver what is due, one message and channel at a time, noting each at once.

        One sender at a time. A channel that refuses delays its own messages only: they are tried
        again after 1, 2, 4 … minutes, at most 6 hours.
        """
        sent, failed = 0, []
        with self._state.exclusive("outbox"):
            for channel in channels:
                for row in self._due(channel.name, now()):
                    message = Message.from_json(row["message"])
                    try:
                        channel.send(message)
                    except DeliveryFailed as error:
                        log.warning("not delivered: %s", error)
                        failed.append(str(error))
                        self._delay(row, str(error), now())
                        continue
                    self._done(row, now())
                    sent += 1
        return SendResult(sent, tuple(failed), len(self.rows(unsent=True)))

    def count(self) -> dict[str, int]:
        """How many messages are `sent`, and how many are `waiting`."""
        query = select(OUTBOX.c.sent_at.is_not(None), func.count()).group_by(
            OUTBOX.c.sent_at.is_not(None)
        )
        with self._state.read() as connection:
            found = {bool(sent): int(count) for sent, count in connection.execute(query)}
        return {"sent": found.get(True, 0), "waiting": found.get(False, 0)}

    def newest(self, *, sent: bool, limit: int, skip: int = 0) -> list[dict[str, object]]:
        """A page of the sent or the unsent messages, those that were due last first."""
        fits = OUTBOX.c.sent_at.is_not(None) if sent else OUTBOX.c.sent_at.is_(None)
        query = (
            select(OUTBOX)
            .where(fits)
            .order_by(OUTBOX.c.due_at.desc(), OUTBOX.c.key, OUTBOX.c.channel)
            .limit(limit)
            .offset(skip)
        )
        with self._state.read() as connection:
            return [row._asdict() for row in connection.execute(query)]

    def rows(self, *, unsent: bool = False) -> list[dict[str, object]]:
        """All messages, oldest first, or those not yet sent."""
        query = select(OUTBOX).order_by(OUTBOX.c.created_at, OUTBOX.c.key, OUTBOX.c.channel)
        if unsent:
            query = query.where(OUTBOX.c.sent_at.is_(None))
        with self._state.read() as connection:
            return [row._asdict() for row in connection.execute(query)]

    def _due(self, channel: str, now: datetime) -> list[dict[str, str]]:
        query = (
            select(OUTBOX)
            .where(OUTBOX.c.channel == channel)
            .where(OUTBOX.c.sent_at.is_(None))
            .where(OUTBOX.c.due_at <= now)
            .order_by(OUTBOX.c.created_at, OUTBOX.c.key)
        )
        with self._state.read() as connection:
            return [row._asdict() for row in connection.execute(query)]

    def _done(self, row: dict[str, str], at: datetime) -> None:
        self._note(row, sent_at=at, error=None)

    def _delay(self, row: dict[str, str], error: str, at: datetime) -> None:
        wait = min(_FIRST_DELAY * 2 ** min(int(row["tries"]), 20), _LONGEST_DELAY)
        self._note(row, due_at=at + wait, error=error)

    def _note(self, row: dict[str, str], **values: object) -> None:
        with self._state.begin() as connection:
            connection.execute(
                update(OUTBOX)
                .where(OUTBOX.c.key == row["key"])
                .where(OUTBOX.c.channel == row["channel"])
                .values(tries=int(row["tries"]) + 1, **values)
            )
