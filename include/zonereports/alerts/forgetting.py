"""What is forgotten of messages, and when; what still waits never is."""

from __future__ import annotations

import fcntl
import os
from datetime import datetime
from pathlib import Path

from sqlalchemy import and_, delete, or_, select

from zonereports.alerts.outbox_tables import HANDLING, OUTBOX
from zonereports.errors import CouldNotWrite
from zonereports.state import State

_AT_ONCE = 500
_MOST_BYTES = 10_000_000
_LEFT_BYTES = 1_000_000


def forget_messages(state: State, *, before: datetime) -> int:
    """Delete messages that were sent, and dead letters, before a moment (aware); how many.

    In short transactions. Nothing is told again by that: a message is promised with its event, and
    an event happens once.
    """
    joined = OUTBOX.outerjoin(
        HANDLING, and_(HANDLING.c.key == OUTBOX.c.key, HANDLING.c.channel == OUTBOX.c.channel)
    )
    old = (
        select(OUTBOX.c.key, OUTBOX.c.channel)
        .select_from(joined)
        .where(or_(OUTBOX.c.sent_at < before, HANDLING.c.dead_at < before))
        .order_by(OUTBOX.c.key, OUTBOX.c.channel)
        .limit(_AT_ONCE)
    )
    forgotten = 0
    while True:
        with state.begin() as connection:
            chosen = [(str(key), str(channel)) for key, channel in connection.execute(old)]
            # What a dead digest had gathered goes with it; of a sent one it was sent as well.
            members = [
                (str(key), channel)
                for digest, channel in chosen
                for key in connection.scalars(
                    select(HANDLING.c.key).where(
                        HANDLING.c.folded_into == digest, HANDLING.c.channel == channel
                    )
                )
            ]
            doomed = sorted({*chosen, *members})
            for table in (OUTBOX, HANDLING):
                for key, channel in doomed:
                    connection.execute(
                        delete(table).where(table.c.key == key, table.c.channel == channel)
                    )
        forgotten += len(doomed)
        if len(chosen) < _AT_ONCE:
            return forgotten


def trim_file(path: Path, *, most: int = _MOST_BYTES, left: int = _LEFT_BYTES) -> bool:
    """Move the file of the channel `file` to `….old` when it is larger than `most` bytes.

    Its newest whole lines, up to `left` bytes, stay. A reader finds every line in one of the two;
    so does one after a crash.

    Raises:
        CouldNotWrite: no room, or no permission.
    """
    try:
        with path.open("r+b") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            whole = handle.read()
            if len(whole) <= most:
                return False
            draft = path.with_name(f"{path.name}.new")
            with draft.open("wb") as old:
                old.write(whole)
                old.flush()
                os.fsync(old.fileno())
            draft.replace(path.with_name(f"{path.name}.old"))
            tail = whole[-left:]
            handle.seek(0)
            # Not a new file: a sender may wait with this one open.
            handle.write(tail[tail.find(b"\n") + 1 :])
            handle.truncate()
            os.fsync(handle.fileno())
    except FileNotFoundError:
        return False
    except OSError as error:
        raise CouldNotWrite(error.strerror or str(error), url=str(path)) from error
    return True
