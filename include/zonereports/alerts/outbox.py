"""Messages that were promised, until they are delivered.

The row is written in the transaction that records the event: there is no event without its
message, and no message without its event. Sending reads the outbox alone. Rows stay when they were
sent: they are the memory of what was told, until `forget_messages` takes what is old.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from zonereports.alerts.channels import Channel
from zonereports.alerts.health import backoff, fail, health, recover
from zonereports.alerts.message import Message, digest
from zonereports.alerts.outbox_tables import HANDLING, OUTBOX
from zonereports.alerts.timing import Quiet
from zonereports.errors import DeliveryFailed, MessageRefused, WrongSetting
from zonereports.state import State

log = logging.getLogger(__name__)

_MOST_TRIES = 18
"""About two and a half days of waits."""
_STALE_AFTER = timedelta(days=3)
_AT_ONCE_THREADS = 4


@dataclass(frozen=True, slots=True)
class Promise:
    """To whom a message is promised, and how."""

    channel: str
    due_at: datetime
    """Aware."""
    rule: str = ""
    pace: str = "now"
    """now, or daily and weekly for what waits for its digest."""
    quiet: Quiet | None = None


@dataclass(frozen=True, slots=True)
class SendResult:
    """What one round of sending did."""

    sent: int
    failed: tuple[str, ...]
    """One line for each message that was not accepted."""
    waiting: int
    """Unsent messages left, the failed ones among them; what a digest gathered counts once."""
    dead: int = 0
    """Those of them that nobody tries any more: `zonereports alerts list --dead`."""


class Outbox:
    """The messages still to be sent and those that were."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(
        self,
        connection: Connection,
        message: Message,
        *,
        channels: Iterable[Channel | Promise],
        at: datetime,
    ) -> None:
        """Promise a message to each channel, within the caller's transaction; once per key."""
        for one in channels:
            promise = one if isinstance(one, Promise) else Promise(one.name, at)
            known = connection.scalar(
                select(OUTBOX.c.key)
                .where(OUTBOX.c.key == message.key)
                .where(OUTBOX.c.channel == promise.channel)
            )
            if known is not None:
                continue
            connection.execute(
                insert(OUTBOX).values(
                    key=message.key,
                    channel=promise.channel,
                    message=message.to_json(),
                    created_at=at,
                    due_at=promise.due_at,
                    tries=0,
                )
            )
            if promise.rule:
                connection.execute(
                    insert(HANDLING).values(
                        key=message.key,
                        channel=promise.channel,
                        rule=promise.rule,
                        pace=promise.pace,
                        quiet=str(promise.quiet) if promise.quiet else None,
                    )
                )

    def send(self, channels: Sequence[Channel], *, now: Callable[[], datetime]) -> SendResult:
        """Deliver what is due, noting each message at once.

        One sender at a time and channel: a channel that hangs delays no other one. A channel that
        fails is left alone for 1, 2, 4 … minutes, at most 6 hours, or as long as it asks; a new
        message tries it once before. What is refused for good, or failed 18 times, or has waited
        for three days for a channel that is down, becomes a dead letter.
        """
        if not channels:
            return self._result([])
        with ThreadPoolExecutor(min(len(channels), _AT_ONCE_THREADS)) as threads:
            # A thread begins without our context: its lines would not name the run.
            contexts = [copy_context() for _ in channels]
            rounds = list(
                threads.map(lambda c, one: c.run(self._send_to, one, now), contexts, channels)
            )
        return self._result(rounds)

    def count(self) -> dict[str, int]:
        """How many messages are `sent`, `waiting`, and `dead` (given up; none of them waits)."""
        sent, dead = OUTBOX.c.sent_at.is_not(None), HANDLING.c.dead_at.is_not(None)
        told = _rows().with_only_columns(sent, dead, func.count()).group_by(sent, dead)
        counted = {"sent": 0, "waiting": 0, "dead": 0}
        with self._state.read() as connection:
            for is_sent, is_dead, count in connection.execute(told):
                counted["sent" if is_sent else "dead" if is_dead else "waiting"] += int(count)
        return counted

    def newest(self, *, sent: bool, limit: int, skip: int = 0) -> list[dict[str, object]]:
        """A page of the messages that were sent, or that wait; those that were due last first."""
        waits = and_(OUTBOX.c.sent_at.is_(None), HANDLING.c.dead_at.is_(None))
        query = (
            _rows()
            .where(OUTBOX.c.sent_at.is_not(None) if sent else waits)
            .order_by(OUTBOX.c.due_at.desc(), OUTBOX.c.key, OUTBOX.c.channel)
            .limit(limit)
            .offset(skip)
        )
        with self._state.read() as connection:
            return [row._asdict() for row in connection.execute(query)]

    def rows(self, *, unsent: bool = False, dead: bool = False) -> list[dict[str, object]]:
        """All messages, oldest first, or those not yet sent, or those given up."""
        query = _rows().order_by(OUTBOX.c.created_at, OUTBOX.c.key, OUTBOX.c.channel)
        if unsent:
            query = query.where(OUTBOX.c.sent_at.is_(None))
        if dead:
            query = query.where(HANDLING.c.dead_at.is_not(None))
        with self._state.read() as connection:
            return [row._asdict() for row in connection.execute(query)]

    def resend(self, key: str, *, channel: str | None = None, at: datetime) -> int:
        """Make the dead letters of this key due again; how many there were.

        Args:
            key: a message's, or `all`.
            channel: only to this one.
            at: now.

        Raises:
            WrongSetting: no dead letter has this key.
        """
        chosen = [
            row
            for row in self.rows(dead=True)
            if key in ("all", row["key"]) and channel in (None, row["channel"])
        ]
        if not chosen and key != "all":
            raise WrongSetting(
                f"no dead letter has the key {key}", next_step="zonereports alerts list --dead"
            )
        with self._state.begin() as connection:
            for row in chosen:
                # Promised anew: stale letters would else die again at the first refusal.
                fresh = {"due_at": at, "created_at": at, "tries": 0}
                connection.execute(update(OUTBOX).where(_is(OUTBOX, row)).values(**fresh))
                connection.execute(update(HANDLING).where(_is(HANDLING, row)).values(dead_at=None))
        return len(chosen)

    def _result(self, rounds: list[tuple[int, list[str]]]) -> SendResult:
        left = [row for row in self.rows(unsent=True) if row["folded_into"] is None]
        return SendResult(
            sent=sum(sent for sent, _ in rounds),
            failed=tuple(line for _, failed in rounds for line in failed),
            waiting=len(left),
            dead=sum(row["dead_at"] is not None for row in left),
        )

    def _send_to(self, channel: Channel, now: Callable[[], datetime]) -> tuple[int, list[str]]:
        sent, failed = 0, list[str]()
        with self._state.exclusive(f"outbox-{channel.name}"):
            self._fold(channel, now())
            with self._state.read() as connection:
                state = health(connection, channel.name)
            held = state is not None and state.retry_at > now()
            for row in self._due(channel.name, now()):
                if held and (state is None or state.asked or row["tries"]):
                    break
                try:
                    channel.send(Message.from_json(str(row["message"])))
                except MessageRefused as error:
                    failed.append(str(error))
                    self._bury(row, str(error), now())
                except DeliveryFailed as error:
                    log.warning("not delivered: %s", error)
                    failed.append(str(error))
                    self._delay(channel.name, row, error, now())
                    break
                else:
                    self._done(channel.name, row, now())
                    held = False
                    sent += 1
        return sent, failed

    def _fold(self, channel: Channel, now: datetime) -> None:
        """Gather what is due for a digest, or too much at once, into one message; one transaction."""
        due = [row for row in self._due(channel.name, now) if row["tries"] == 0]
        groups: dict[tuple[str, str], list[dict[str, object]]] = {}
        for row in due:
            if row["pace"] in ("daily", "weekly"):
                groups.setdefault((str(row["rule"]), str(row["pace"])), []).append(row)
        most = getattr(channel, "at_once", None)
        single = [row for row in due if row["pace"] in (None, "now")]
        if most is not None and len(single) > most:
            groups["", "flood"] = single
        for (rule, pace), rows in groups.items():
            gathered = digest(
                [Message.from_json(str(row["message"])) for row in rows], rule=rule, pace=pace
            )
            with self._state.begin() as connection:
                self.add(
                    connection,
                    gathered,
                    channels=[Promise(channel.name, now, rule or "flood", "digest")],
                    at=now,
                )
                for row in rows:
                    _handle(connection, row, folded_into=gathered.key)

    def _due(self, channel: str, now: datetime) -> list[dict[str, object]]:
        query = (
            _rows()
            .where(OUTBOX.c.channel == channel)
            .where(OUTBOX.c.sent_at.is_(None))
            .where(OUTBOX.c.due_at <= now)
            .where(HANDLING.c.dead_at.is_(None))
            .where(HANDLING.c.folded_into.is_(None))
            # Least tried first, so that one that always fails does not stand before the others.
            .order_by(OUTBOX.c.tries, OUTBOX.c.created_at, OUTBOX.c.key)
        )
        with self._state.read() as connection:
            return [row._asdict() for row in connection.execute(query)]

    def _done(self, channel: str, row: dict[str, object], at: datetime) -> None:
        tries = int(str(row["tries"])) + 1
        with self._state.begin() as connection:
            connection.execute(
                update(OUTBOX).where(_is(OUTBOX, row)).values(tries=tries, sent_at=at, error=None)
            )
            members = select(HANDLING.c.key).where(
                HANDLING.c.folded_into == row["key"], HANDLING.c.channel == row["channel"]
            )
            connection.execute(
                update(OUTBOX)
                .where(OUTBOX.c.channel == row["channel"], OUTBOX.c.key.in_(members))
                .values(sent_at=at)
            )
            recover(connection, channel)

    def _delay(
        self, channel: str, row: dict[str, object], error: DeliveryFailed, at: datetime
    ) -> None:
        tries = int(str(row["tries"])) + 1
        due = at + max(backoff(tries), error.retry_after or timedelta())
        if row["quiet"]:
            due = Quiet.parse(str(row["quiet"])).after(due)
        with self._state.begin() as connection:
            connection.execute(
                update(OUTBOX)
                .where(_is(OUTBOX, row))
                .values(tries=tries, due_at=due, error=str(error))
            )
            down_since = fail(connection, channel, str(error), at, asked=error.retry_after)
            if tries >= _MOST_TRIES:
                _handle(connection, row, dead_at=at)
            if at - down_since >= _STALE_AFTER:
                stale = and_(
                    OUTBOX.c.channel == channel,
                    OUTBOX.c.created_at <= at - _STALE_AFTER,
                    # A digest whose hour has not come is not stale.
                    or_(OUTBOX.c.due_at <= at, OUTBOX.c.tries > 0),
                    OUTBOX.c.sent_at.is_(None),
                    HANDLING.c.folded_into.is_(None),
                    HANDLING.c.dead_at.is_(None),
                )
                for old in connection.execute(_rows().where(stale)).mappings().all():
                    _handle(connection, dict(old), dead_at=at)

    def _bury(self, row: dict[str, object], error: str, at: datetime) -> None:
        log.warning("dead letter: %s", error)
        with self._state.begin() as connection:
            connection.execute(
                update(OUTBOX)
                .where(_is(OUTBOX, row))
                .values(tries=int(str(row["tries"])) + 1, error=error)
            )
            _handle(connection, row, dead_at=at)


def _rows() -> Select[tuple[object, ...]]:
    how = [column for column in HANDLING.c if column.name not in ("key", "channel")]
    joined = OUTBOX.outerjoin(
        HANDLING, and_(HANDLING.c.key == OUTBOX.c.key, HANDLING.c.channel == OUTBOX.c.channel)
    )
    return select(*OUTBOX.c, *how).select_from(joined)


def _is(table: Table, row: dict[str, object]) -> ColumnElement[bool]:
    return and_(table.c.key == row["key"], table.c.channel == row["channel"])


def _handle(connection: Connection, row: dict[str, object], **values: object) -> None:
    """Note how a row is treated from now on."""
    kept = {name: row[name] for name in ("key", "channel", "quiet", "folded_into", "dead_at")}
    kept |= {"rule": row["rule"] or "", "pace": row["pace"] or "now"}
    connection.execute(delete(HANDLING).where(_is(HANDLING, row)))
    connection.execute(insert(HANDLING).values(**{**kept, **values}))
