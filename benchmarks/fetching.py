"""Pages a second and CPU a page of our fetcher beside Scrapy, politeness switched off for both.

Both fetch the same pages of the same replica, one request at a time, in rounds that alternate. The
replica runs in a process of its own. Ours opens a connection for each request, on purpose; Scrapy
keeps its own alive. Ours reads robots.txt once before the rounds; Scrapy is told not to read it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from benchmarks.peers import REPOSITORY, NoPeer, environment, folder
from zonereports.fetch import (
    Fetcher,
    HostBook,
    Manners,
    MemoryHostBook,
    StateHostBook,
)
from zonereports.state import State

_ROUNDS = 5
_TIMES = 10
"""How often each page is fetched in a round, so that the start of a crawl weighs little."""
_SCRAPY = ["scrapy==2.19.0"]
_SERVE = """
import json, sys
from replica import Replica
with Replica() as replica:
    pages = [item["url"] for item in replica.truth()]
    print(json.dumps([replica.listing_url(key) for key in replica.sites] + pages), flush=True)
    sys.stdin.read()
"""
Round = tuple[int, int, float, float]
"""Pages, bytes, CPU seconds, wall seconds."""


def figures() -> list[str]:
    """A line for each way to fetch, and the ratio to the peer."""
    lines: list[str] = []
    with ExitStack() as stack:
        serving = _process(stack, [sys.executable, "-c", _SERVE], cwd=REPOSITORY)
        urls: list[str] = _line(serving) * _TIMES
        state = State(f"sqlite:///{stack.enter_context(tempfile.TemporaryDirectory())}/state.db")
        stack.callback(state.close)
        ways = {
            "ours, book in memory": _ours(stack, MemoryHostBook()),
            "ours, book and ledger shared (SQLite)": _ours(stack, StateHostBook(state)),
        }
        try:
            script = str(REPOSITORY / "benchmarks" / "fetching_peer.py")
            peer = _process(stack, [str(environment("scrapy", _SCRAPY)), script], cwd=folder())
            _line(peer)
            ways["Scrapy 2.19.0"] = lambda asked: _ask(peer, asked)
        except NoPeer as error:
            lines.append(f"Scrapy: {error}")
        taken: dict[str, list[Round]] = {name: [] for name in ways}
        for number in range(_ROUNDS + 1):
            for name, way in ways.items():
                answer = way(urls)
                if answer[0] != len(urls):
                    raise RuntimeError(f"{name}: {answer[0]} pages of {len(urls)}")
                if number:  # The first round warms up.
                    taken[name].append(answer)
    lines.append(
        f"{len(urls)} pages a round, {_ROUNDS} rounds, {answer[1] / len(urls):,.0f} bytes a page"
    )
    for name, rounds in taken.items():
        cpu_ms = [1000 * cpu / pages for pages, _, cpu, _ in rounds]
        speed = [pages / wall for pages, _, _, wall in rounds]
        lines.append(
            f"{name}: {median(cpu_ms):.2f} ms CPU a page ({min(cpu_ms):.2f} to {max(cpu_ms):.2f}), "
            f"{median(speed):.0f} pages a second ({min(speed):.0f} to {max(speed):.0f})"
        )
    return lines


def _ours(stack: ExitStack, book: HostBook) -> Callable[[Sequence[str]], Round]:
    fetcher = stack.enter_context(
        Fetcher(
            user_agent="zonereports/0.1",
            allow_addresses=("127.0.0.0/8",),
            manners=Manners(requests_per_day=1_000_000),
            hosts=book,
        )
    )

    def fetch(urls: Sequence[str]) -> Round:
        wall, cpu, pages, size = time.perf_counter(), time.process_time(), 0, 0
        for url in urls:
            response = fetcher.get(url, pace_s=0, allow_hosts=[urlsplit(url).hostname or ""])
            pages += response.status == 200
            size += len(response.body)
        return pages, size, time.process_time() - cpu, time.perf_counter() - wall

    return fetch


def _process(stack: ExitStack, command: list[str], *, cwd: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        cwd=cwd,
    )
    stack.callback(process.wait, timeout=30)
    if process.stdin:
        stack.callback(process.stdin.close)
    return process


def _ask(peer: subprocess.Popen[str], urls: Sequence[str]) -> Round:
    assert peer.stdin is not None
    peer.stdin.write(json.dumps(list(urls)) + "\n")
    peer.stdin.flush()
    pages, size, cpu_s, wall_s = _line(peer)
    return pages, size, cpu_s, wall_s


def _line(process: subprocess.Popen[str]) -> Any:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise NoPeer(f"stopped with status {process.wait(timeout=30)}")
    return json.loads(line)
