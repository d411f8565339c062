"""How long messages took from their promise to their acceptance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, select

from zonereports.alerts.outbox_tables import HANDLING, OUTBOX
from zonereports.state import State


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message that a channel took."""

    channel: str
    delay: timedelta
    """From the event that promised it to the channel's acceptance."""


def deliveries(state: State, *, since: datetime) -> list[Delivery]:
    """Messages that were accepted since a moment (aware), in the order of acceptance.

    Those that were to wait, for a digest or for the end of quiet hours, are left out: their delay
    is what the reader asked for.
    """
    joined = OUTBOX.outerjoin(
        HANDLING, and_(HANDLING.c.key == OUTBOX.c.key, HANDLING.c.channel == OUTBOX.c.channel)
    )
    at_once = HANDLING.c.key.is_(None) | and_(
        HANDLING.c.pace == "now", HANDLING.c.quiet.is_(None), HANDLING.c.folded_into.is_(None)
    )
    query = (
        select(OUTBOX.c.channel, OUTBOX.c.created_at, OUTBOX.c.sent_at)
        .select_from(joined)
        .where(OUTBOX.c.sent_at >= since, at_once)
        .order_by(OUTBOX.c.sent_at, OUTBOX.c.key)
    )
    with state.read() as connection:
        return [
            Delivery(str(channel), sent_at - created_at)
            for channel, created_at, sent_at in connection.execute(query)
        ]
