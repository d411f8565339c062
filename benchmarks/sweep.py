"""A day without news over many sites: what it costs, and what of it is more than the requests.

Sites of the replica run in a process of their own, once 300 and once `ZONEREPORTS_BENCH_SITES`
(3000) of them, so that it shows how the cost grows. The platform visits them for the first time in
two worker processes, which is set-up, and then once more, which is measured: batch by batch, with a
pipeline for each batch as Airflow's tasks have. Then one plain client sends the same requests, with
the same marks.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import requests

from benchmarks.sweep_sites import served
from zonereports.archive import Archive
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings
from zonereports.state import State

_WORKERS = 2
_FEW = 300


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
    peaks_mb: tuple[float, ...]
    """Of each worker."""
    answers: Counter[str]


@dataclass(frozen=True, slots=True)
class Day:
    """A day without news, over so many sites."""

    sites: int
    first: Swept
    """The set-up: every page is new."""
    quiet: Swept
    requests: int
    """Of the quiet sweep."""
    unchanged: int
    """Of these, answered with 304."""
    plain_s: float
    """CPU of the same requests with plain `requests`."""
    state_mb: float
    """Of the database, its log included, after both sweeps."""
    serving_mb: float
    """Peak of the process of the sites."""

    @property
    def beyond_ms(self) -> float:
        """CPU a site beyond the plain requests."""
        return 1000 * (self.quiet.cpu_s - self.plain_s) / self.sites

    @property
    def visiting_ms(self) -> float:
        """The same without the start of the workers, which a sweep pays once however long it is."""
        return self.beyond_ms - 1000 * self.quiet.starting_s / self.sites


def figures() -> Iterator[str]:
    """A quiet sweep over few sites and over many, each told as it ends, and how its cost grows."""
    many = int(os.environ.get("ZONEREPORTS_BENCH_SITES") or 3000)
    days = []
    for count in sorted({min(_FEW, many), many}):
        days.append(a_quiet_day(count))
        yield from _told(days[-1])
    if len(days) == 2:
        few, all_ = days
        yield (
            f"a site of {all_.sites} beside a site of {few.sites}: CPU beyond the requests x "
            f"{all_.beyond_ms / few.beyond_ms:.2f}, without the start of the workers x "
            f"{all_.visiting_ms / few.visiting_ms:.2f}; wall x "
            f"{all_.quiet.wall_s / all_.sites / (few.quiet.wall_s / few.sites):.2f}"
        )


def a_quiet_day(count: int) -> Day:
    """Set up so many sites, and measure the sweep after the one that finds everything."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = Settings(
            home=home,
            sites=home / "sites",
            allow_addresses=("127.0.0.0/8",),
            alert_channels=("file",),
        )
        with served(count, home / "sites") as sites:
            first = _sweep(settings)
            sites.say("asked")
            quiet = _sweep(settings)
            asked = sites.say("asked")
            plain_s = _plain(settings, asked["visits"])
        return Day(
            sites=count,
            first=first,
            quiet=quiet,
            requests=len(asked["visits"]),
            unchanged=sum(status == 304 for _, _, status in asked["visits"]),
            plain_s=plain_s,
            state_mb=sum(path.stat().st_size for path in home.glob("state.db*")) / 1e6,
            serving_mb=asked["peak_mb"],
        )


def _told(day: Day) -> list[str]:
    count, quiet, first = day.sites, day.quiet, day.first
    answers = ", ".join(f"{number} {answer}" for answer, number in quiet.answers.most_common())
    batches = -(-count // Settings().batch_size)
    return [
        f"{count} sites, {_WORKERS} workers, {batches} batches",
        f"  set-up, everything new: {first.wall_s:.1f} s wall, {first.cpu_s:.1f} s CPU; the sites' "
        f"own process: {day.serving_mb:.0f} MB",
        f"  nothing new: {quiet.wall_s:.1f} s wall, {quiet.cpu_s:.1f} s CPU, peak "
        f"{' and '.join(f'{peak:.0f}' for peak in quiet.peaks_mb)} MB; {answers}",
        f"  {day.requests} requests ({day.requests / count:.2f} a site), "
        f"{day.unchanged / day.requests:.1%} answered 304; database {day.state_mb:.1f} MB",
        f"  the same requests with plain `requests`, new connections: {day.plain_s:.1f} s CPU, "
        f"{1000 * day.plain_s / count:.1f} ms a site",
        f"  beyond them: {day.beyond_ms:.1f} ms CPU a site, of which "
        f"{1000 * quiet.starting_s / count:.1f} ms to start the workers and "
        f"{1000 * quiet.opening_s / count:.1f} ms to open a pipeline for each batch",
    ]


def _sweep(settings: Settings) -> Swept:
    """Visit all sites in fresh worker processes."""
    pipeline = Pipeline(settings)
    batches = pipeline.batches()
    pipeline.close()
    before, began = _children_s(), time.perf_counter()
    with ProcessPoolExecutor(_WORKERS, mp_context=get_context("spawn")) as workers:
        done = list(workers.map(_crawl, [settings] * len(batches), batches))
    starts: dict[int, float] = {}
    peaks: dict[int, float] = {}
    for _, pid, started_s, _, peak_mb in done:
        starts[pid] = min(started_s, starts.get(pid, started_s))
        peaks[pid] = max(peak_mb, peaks.get(pid, 0.0))
    return Swept(
        wall_s=time.perf_counter() - began,
        cpu_s=_children_s() - before,
        starting_s=sum(starts.values()),
        opening_s=sum(opening for _, _, _, opening, _ in done),
        peaks_mb=tuple(peaks.values()),
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
