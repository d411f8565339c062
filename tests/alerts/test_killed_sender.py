"""Killed a hundred times between event, outbox and delivery, by two senders at once."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from receivers import Hook
from sending_child import EVENTS

KILLS = 100
CHILD = Path(__file__).with_name("sending_child.py")


def lives(receiver, url, folder, seed, kills, fell):
    """Start, kill at a random point, start again; the last life ends by itself."""
    chance = random.Random(seed)
    address = f"webhook+http://:SECgeheim@{receiver.host}/alerts"
    with subprocess.Popen(
        [sys.executable, str(CHILD), url, address, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdout.readline() == "ready\n"
        killed = 0
        while True:
            process.stdin.write("go\n")
            process.stdin.flush()
            pid = int(process.stdout.readline())
            if killed < kills:
                time.sleep(chance.uniform(0.01, 0.25))
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            status = int(process.stdout.readline())
            if status == -signal.SIGKILL:
                killed += 1
                fell.append(len(receiver.accepted))
            elif killed >= kills:
                assert status == 0
                process.stdin.close()
                return


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_after_a_hundred_kills_nothing_is_missing_and_nothing_was_done_twice(start, tmp_path):
    receiver = start(Hook)
    url = f"sqlite:///{tmp_path / 'state.db'}"
    failures, fell = [], []

    def sender(seed):
        try:
            lives(receiver, url, tmp_path, seed, KILLS // 2, fell)
        except BaseException as error:
            failures.append(error)

    senders = [threading.Thread(target=sender, args=(seed,)) for seed in (1, 2)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    assert failures == []
    wanted = {f"first-r{number}-1" for number in range(EVENTS)}
    done = Counter(message["key"] for message in receiver.accepted)
    assert set(done) == wanted
    assert max(done.values()) == 1
    lines = (tmp_path / "alerts.jsonl").read_text(encoding="utf-8").splitlines()
    assert Counter(json.loads(line)["key"] for line in lines) == dict.fromkeys(wanted, 1)
    # The kills fell all along the way, not after it.
    assert sum(count < EVENTS for count in fell) >= KILLS * 0.9, sorted(fell)
    repeats = len(receiver.seen) - len(receiver.accepted)
    # At most one repeat a kill: only a message that was under way can come again.
    assert repeats <= KILLS
