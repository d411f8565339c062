"""Many county sites in a process of their own: `python -m benchmarks.sweep_sites COUNT FOLDER YEARS`.

Writes their YAMLs into the folder, says `ready`, and answers each line on its standard input with
what was asked of the sites since the line before; `publish N` has the first N publish a report.
Ends with its input.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from replica import Replica
from replica.counties import CountyFacts
from replica.every_county import EVERY_COUNTY

_REPOSITORY = Path(__file__).resolve().parents[1]
_POSTING = {"mianxi", "tongshan"}
"""Their rows are had by POST alone: the log does not hold what a plain client would have to send."""


def counties(count: int) -> list[CountyFacts]:
    """Counties with the habits of the replica's, in turn, each on an address of its own."""
    habits = [county for county in EVERY_COUNTY if county.key not in _POSTING]
    return [
        replace(
            habits[number % len(habits)],
            key=f"{habits[number % len(habits)].key}-{number:05}",
            host=f"127.1.{1 + number // 250}.{1 + number % 250}",
        )
        for number in range(count)
    ]


class Sites:
    """The process of the sites, while it serves."""

    def __init__(self, process: subprocess.Popen[str], count: int) -> None:
        self.count = count
        self._process = process

    def say(self, line: str) -> Any:
        """Tell it a line, and what it answers."""
        print(line, file=self._process.stdin, flush=True)
        return self.hear()

    def hear(self) -> Any:
        """What it says next.

        Raises:
            RuntimeError: it did not start, or stopped.
        """
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the sites did not start, or stopped")
        return json.loads(line)


@contextmanager
def served(count: int, folder: Path, *, years: int = 2) -> Iterator[Sites]:
    """So many sites with so many years of reports, ready to be asked; their county files in a folder."""
    with subprocess.Popen(
        [sys.executable, "-m", __name__, str(count), str(folder), str(years)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=_REPOSITORY,
    ) as process:
        try:
            sites = Sites(process, count)
            sites.hear()
            yield sites
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(timeout=30)


def main() -> None:
    """Serve until the input ends."""
    count, folder, years = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    with Replica(counties=counties(count), years=years) as replica:
        replica.write_site_files(folder)
        print(json.dumps("ready"), flush=True)
        for line in sys.stdin:
            if line.startswith("publish "):
                for key in replica.sites[: int(line.split()[1])]:
                    replica.publish(key)
                print(json.dumps("published"), flush=True)
                continue
            visits = [
                (v.method, f"http://{v.host}:{replica.port}{v.path}", v.status) for v in replica.log
            ]
            replica.log.clear()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(json.dumps({"visits": visits, "peak_mb": peak}), flush=True)


if __name__ == "__main__":
    main()
