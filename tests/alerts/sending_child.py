"""Records events, promises messages and sends, over and over, for a test to kill.

Arguments: state URL, address of the receiver, folder, seed. Each process goes on where the state
says that the one before ended.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from zonereports.alerts import Message, Outbox, open_channel
from zonereports.events import Event, Version, record_events
from zonereports.state import State

EVENTS = 200


def main(url, address, folder):
    state = State(url)
    outbox = Outbox(state)
    wanted = [
        open_channel("hook", address, alerts_file=Path(folder) / "alerts.jsonl"),
        open_channel("file", "file", alerts_file=Path(folder) / "alerts.jsonl"),
    ]
    now = lambda: datetime.now(UTC)  # noqa: E731
    for number in range(EVENTS):
        version = Version(f"r{number}", 1, f"r{number}-1", "f", "c", "s", "t", "z", 2025, now())
        event = Event("first", version, f"http://s.example/{number}", now())
        with state.begin() as connection:
            for one in record_events(connection, [event]):
                message = Message(one.event_id, "first", "标题", "正文", one.url)
                outbox.add(connection, message, channels=wanted, at=now())
        if number % 3 == 0:
            outbox.send(wanted, now=now)
    outbox.send(wanted, now=now)
    state.close()


if __name__ == "__main__":
    # Forked for each life, so that a kill falls into the work and not into the imports.
    print("ready", flush=True)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                main(*sys.argv[1:4])
                status = 0
            finally:
                os._exit(status)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
