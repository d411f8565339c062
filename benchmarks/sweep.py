"""A day without news over many sites: what it costs, and what of it is more than the requests.

`ZONEREPORTS_BENCH_SITES` (3000) sites of the replica run in a process of their own. The platform
visits them in two worker processes, batch by batch, with a pipeline for each batch as Airflow's tasks
have. Then one plain client sends the same requests, with the same marks.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import requests

from zonereports.archive import Archive
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings
from zonereports.state import State

_WORKERS = 2
_REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Swept:
    """One sweep over all sites."""

    wall_s: float
    cpu_s: float
    """Of the workers, their start and their imports included."""
    starting_s: float
    """CPU of it in which the workers started and imported."""
    opening_s: float
    """CPU of it in which the batches read the county files and opened the state."""
    peak_mb: float
    """Of the largest worker."""
    answers: Counter[str]


def figures() -> list[str]:
    """The first sweep, the one in which nothing is new, and the same requests by a plain client."""
    count = int(os.environ.get("ZONEREPORTS_BENCH_SITES") or 3000)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = Settings(
            home=home,
            sites=home / "sites",
            allow_addresses=("127.0.0.0/8",),
            alert_channels=("file",),
        )
        sites = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.sweep_sites", str(count), str(home / "sites")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            cwd=_REPOSITORY,
        )
        try:
            _line(sites)
            first = _sweep(settings)
            asked_first = _asked(sites)
            second = _sweep(settings)
            asked = _asked(sites)
            plain_s = _plain(settings, asked["visits"])
        finally:
            if sites.stdin:
                sites.stdin.close()
            sites.wait(timeout=30)
    unchanged = sum(status == 304 for _, _, status in asked["visits"])
    total = len(asked["visits"])
    return [
        f"{count} sites, {_WORKERS} workers, {settings.batch_size} sites a batch; "
        f"the sites' own process: {asked['peak_mb']:.0f} MB",
        f"first sweep: {_told(first)}; {len(asked_first['visits'])} requests",
        f"next sweep, nothing new: {_told(second)}",
        f"  {total} requests ({total / count:.2f} a site), {unchanged / total:.1%} answered 304",
        f"the same requests with plain `requests`, new connections: {plain_s:.1f} s CPU, "
        f"{1000 * plain_s / count:.1f} ms a site",
        f"beyond them: {1000 * (second.cpu_s - plain_s) / count:.1f} ms CPU a site, of which "
        f"{1000 * second.starting_s / count:.1f} ms to start the workers and "
        f"{1000 * second.opening_s / count:.1f} ms to open a pipeline for each batch",
    ]


def _told(swept: Swept) -> str:
    answers = ", ".join(f"{number} {answer}" for answer, number in swept.answers.most_common())
    return (
        f"{swept.wall_s:.1f} s wall, {swept.cpu_s:.1f} s CPU, peak {swept.peak_mb:.0f} MB a "
        f"worker; {answers}"
    )


def _sweep(settings: Settings) -> Swept:
    """Visit all sites in fresh worker processes."""
    pipeline = Pipeline(settings)
    batches = pipeline.batches()
    pipeline.close()
    before, began = _children_s(), time.perf_counter()
    with ProcessPoolExecutor(_WORKERS, mp_context=get_context("spawn")) as workers:
        done = list(workers.map(_crawl, [settings] * len(batches), batches))
    starts: dict[int, float] = {}
    for _, pid, started_s, _, _ in done:
        starts[pid] = min(started_s, starts.get(pid, started_s))
    return Swept(
        wall_s=time.perf_counter() - began,
        cpu_s=_children_s() - before,
        starting_s=sum(starts.values()),
        opening_s=sum(opening for _, _, _, opening, _ in done),
        peak_mb=max(peak for *_, peak in done),
        answers=sum((Counter(answers) for answers, *_ in done), Counter()),
    )


def _crawl(settings: Settings, batch: list[str]) -> tuple[list[str], int, float, float, float]:
    """Answers, worker, CPU before this batch and to open it, and the worker's peak in MB."""
    before = time.process_time()
    pipeline = Pipeline(settings)
    pipeline.active_sites(batch)
    opening_s = time.process_time() - before
    answers = [check.answer for check in pipeline.crawl(batch)]
    pipeline.close()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return answers, os.getpid(), before, opening_s, peak_mb


def _plain(settings: Settings, visits: Iterable[tuple[str, str, int]]) -> float:
    """CPU seconds of the same requests, sent one after the other by one client."""
    state = State(settings.database_url)
    archive = Archive(settings.archive_location, state)
    asks = []
    for method, url, _ in visits:
        held = archive.latest(url)
        asks.append((method, url, {"If-None-Match": held.etag} if held and held.etag else {}))
    state.close()
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Connection"] = "close"
        before = time.process_time()
        for method, url, headers in asks:
            session.request(method, url, headers=headers, timeout=20)
        return time.process_time() - before


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _asked(sites: subprocess.Popen[str]) -> dict[str, Any]:
    """What was asked of the sites since the last time."""
    assert sites.stdin is not None
    sites.stdin.write("asked\n")
    sites.stdin.flush()
    asked: dict[str, Any] = _line(sites)
    return asked


def _line(sites: subprocess.Popen[str]) -> Any:
    assert sites.stdout is not None
    line = sites.stdout.readline()
    if not line:
        raise RuntimeError("the sites did not start, or stopped")
    return json.loads(line)
