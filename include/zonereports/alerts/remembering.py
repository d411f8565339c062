"""Messages of a past that is known from its events alone: taken as told, so never told again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, insert, select

from zonereports.alerts.message import Message
from zonereports.alerts.outbox import Promise
from zonereports.alerts.outbox_tables import HANDLING, OUTBOX

TAKEN_AS_TOLD = "taken as told: the state database was rebuilt"


def remember(
    connection: Connection, message: Message, *, promises: Iterable[Promise], at: datetime
) -> int:
    """Note a message as sent to each channel, within the caller's transaction; how many are new.

    Args:
        connection: of the state.
        message: what would have been told.
        promises: to whom, and by which rule.
        at: when it happened; aware. It is forgotten with the messages of that time.
    """
    known = set(connection.scalars(select(OUTBOX.c.channel).where(OUTBOX.c.key == message.key)))
    new = [one for one in promises if one.channel not in known]
    for one in new:
        connection.execute(
            insert(OUTBOX).values(
                key=message.key,
                channel=one.channel,
                message=message.to_json(),
                created_at=at,
                due_at=at,
                tries=0,
                sent_at=at,
                error=TAKEN_AS_TOLD,
            )
        )
        if one.rule:
            connection.execute(
                insert(HANDLING).values(
                    key=message.key, channel=one.channel, rule=one.rule, pace=one.pace
                )
            )
    return len(new)
