"""Writers for a test to kill: forked from a process that has imported everything already.

Reads one line a round (location, database, number of writers, seed), answers with their process
ids, and with `ended` when all of them have. What a writer stored it tells in its own file.
"""

import os
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3  # noqa: F401 - before the fork, so that a kill falls into the work

from zonereports.archive import Archive
from zonereports.fetch import Response
from zonereports.state import State

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)


def write(location, database, told, seed):
    """Store pages until killed; half of them return unchanged."""
    archive = Archive(
        location if "://" in location else Path(location), State(database), max_file_bytes=400_000
    )
    chance = random.Random(seed)
    with told.open("a", buffering=1) as lines:
        for n in range(100_000):
            url = f"https://www.qingshan.example/{seed}/{n // 2}.html"
            size = random.Random(n // 2).choice([100, 2_000, 40_000])
            body = random.Random(n // 2).randbytes(size)
            at = BEGIN + timedelta(seconds=chance.random(), minutes=seed * 7 + n)
            headers = (("Content-Type", "text/html"),)
            answer = Response(url, url, 200, headers, body, at)
            lines.write(archive.store(answer, kind="article", site="qingshan").id + "\n")


def main():
    """Serve rounds until the input ends."""
    print("ready", flush=True)
    for line in sys.stdin:
        location, database, told, writers, seed = line.rstrip("\n").split("\t")
        pids = []
        for number in range(int(writers)):
            pid = os.fork()
            if pid == 0:
                try:
                    write(location, database, Path(told), int(seed) * 10 + number)
                finally:
                    os._exit(1)
            pids.append(pid)
        print(*pids, flush=True)
        for pid in pids:
            os.waitpid(pid, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main()
