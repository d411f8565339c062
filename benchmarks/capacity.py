"""What three days cost a site, measured, and what that means for 1, 4 and 16 workers, calculated.

The days: everything is new (the first visit, as far back as the listings go, published); nothing
is; one site in a hundred has a new report. `ZONEREPORTS_BENCH_SITES` sites of the replica (60) run
in a process of their own; the visits are made in one worker process and in two. Loopback answers at
once and wants no pause, so what a worker waits for is added by calculation.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from benchmarks.sweep_sites import Sites, served
from zonereports.pipeline import DAILY, Pipeline, Reach, backfill
from zonereports.settings import Settings

_BATCH = 10
SITES = 3000
"""For which the calculation is."""
LATENCY_S = 0.5
"""Assumed of a site: connection, TLS and answer."""
PACE_S = 3.0
"""Between two requests to one host: the setting of a county file that says nothing."""
TASKS = 4
"""At once in a worker, on as many cores as `CORES`: docker-compose.yaml."""
CORES = 2


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one day: all of it counted, nothing scaled."""

    name: str
    sites: int
    wall_s: float
    cpu_s: float
    """Of the crawl's tasks, without the start of their processes."""
    publish_cpu_s: float
    requests: int
    wire_bytes: int
    statements: int
    """Of the crawl, transactions' begin and commit apart."""
    writes: int
    """Transactions of the crawl that may write: one at a time in the whole platform."""
    writing_s: float
    """Wall time inside of them."""
    state_bytes: int
    """By which the database grew, publication included."""
    kept_bytes: int
    """By which archive, lake and evidence grew."""
    peak_mb: float
    queue_s: float
    """Mean time that a batch waited for a worker that is free."""

    @property
    def visit_s(self) -> float:
        """Of a site, as a task spends it: its CPU, the answers and the pauses between them."""
        asked = self.requests / self.sites
        return self.cpu_s / self.sites + asked * LATENCY_S + max(0.0, asked - 1) * PACE_S

    def limits_h(self, workers: int) -> dict[str, float]:
        """Hours that so many sites keep each resource busy, were it the only one."""
        a_site = SITES / self.sites / 3600
        return {
            "waiting for sites": SITES * self.visit_s / (workers * TASKS) / 3600,
            "processors": self.cpu_s * a_site / (workers * CORES),
            "the database's writer": self.writing_s * a_site,
            "publication": self.publish_cpu_s * a_site,
        }


def figures() -> Iterator[str]:
    """The measured table, a line a day and number of workers; then the calculated one."""
    count = int(os.environ.get("ZONEREPORTS_BENCH_SITES") or 60)
    yield f"measured: {count} sites, batches of {_BATCH}, SQLite, loopback without latency or pace"
    measured = []
    for cost in days(count, 1):
        measured.append(cost)
        yield _measured(cost, 1)
    for cost in days(count, 2):
        yield _measured(cost, 2)
    yield (
        f"calculated from the run with one worker: {SITES} sites, {LATENCY_S:g} s an answer, "
        f"{PACE_S:g} s pace, {TASKS} tasks and {CORES} cores a worker"
    )
    for cost in measured:
        yield f"  {cost.name}: {cost.visit_s:.1f} s a site in a task"
        for workers in (1, 4, 16):
            limits = cost.limits_h(workers)
            first = max(limits, key=lambda name: limits[name])
            told = ", ".join(f"{name} {hours:.2f} h" for name, hours in limits.items())
            yield f"    {workers} workers: {told}; first to saturate: {first}"


def days(count: int, workers: int) -> Iterator[Cost]:
    """The three days, one after the other over one home."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = Settings(
            home=home,
            sites=home / "sites",
            allow_addresses=("127.0.0.0/8",),
            alert_channels=("file",),
            requests_per_host_day=10_000,
            batch_size=_BATCH,
        )
        with served(count, home / "sites") as sites:
            yield _day("first backfill", settings, sites, workers, reach=backfill())
            yield _day("nothing new", settings, sites, workers)
            sites.say(f"publish {max(1, count // 100)}")
            yield _day("1 % new", settings, sites, workers)


def _day(
    name: str, settings: Settings, sites: Sites, workers: int, *, reach: Reach = DAILY
) -> Cost:
    sites.say("asked")
    state, kept = _sizes(settings.home)
    pipeline = Pipeline(settings)
    batches = pipeline.batches()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        list(pool.map(_start, range(workers)))
        began, wall = time.time(), time.perf_counter()
        done = list(pool.map(_crawl, [settings] * len(batches), batches, [reach] * len(batches)))
    wall_s = time.perf_counter() - wall
    before = time.process_time()
    pipeline.publish()
    publish_cpu_s = time.process_time() - before
    pipeline.close()
    asked = sites.say("asked")["visits"]
    state_after, kept_after = _sizes(settings.home)
    return Cost(
        name=name,
        sites=sites.count,
        wall_s=wall_s,
        cpu_s=sum(one.cpu_s for one in done),
        publish_cpu_s=publish_cpu_s,
        requests=len(asked),
        wire_bytes=sum(one.wire_bytes for one in done),
        statements=sum(one.statements for one in done),
        writes=sum(one.writes for one in done),
        writing_s=sum(one.writing_s for one in done),
        state_bytes=state_after - state,
        kept_bytes=kept_after - kept,
        peak_mb=max(one.peak_mb for one in done),
        queue_s=sum(one.began - began for one in done) / len(done),
    )


@dataclass(slots=True)
class _Batch:
    """What one batch cost, as its worker saw it."""

    began: float
    cpu_s: float = 0.0
    wire_bytes: int = 0
    statements: int = 0
    writes: int = 0
    writing_s: float = 0.0
    peak_mb: float = 0.0


def _start(_: int) -> None:
    """Takes one worker each, so that all have started before anything is measured."""
    time.sleep(1.0)


def _crawl(settings: Settings, batch: list[str], reach: Reach) -> _Batch:
    from zonereports.fetch import RequestLedger
    from zonereports.pipeline import utc_now

    seen, since, writing = _Batch(time.time()), utc_now(), list[float]()

    def executed(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement == "begin immediate":
            writing.append(time.perf_counter())
        elif statement != "begin":
            seen.statements += 1

    def ended(_connection: Any) -> None:
        if writing:
            seen.writes += 1
            seen.writing_s += time.perf_counter() - writing.pop()

    event.listen(Engine, "after_cursor_execute", executed)
    event.listen(Engine, "commit", ended)
    before = time.process_time()
    pipeline = Pipeline(settings)
    pipeline.crawl(batch, reach=reach)
    seen.cpu_s = time.process_time() - before
    event.remove(Engine, "after_cursor_execute", executed)
    event.remove(Engine, "commit", ended)
    ledger = RequestLedger(pipeline.state)
    seen.wire_bytes = sum(
        one.bytes for key in batch for one in ledger.requests(site=key, since=since)
    )
    pipeline.close()
    seen.peak_mb = _peak_mb()
    return seen


def _peak_mb() -> float:
    """Of this process; `ru_maxrss` of a spawned one would begin with what its parent had."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def _sizes(home: Path) -> tuple[int, int]:
    """Bytes of the database with its log, and of what is kept for ever."""
    state = sum(path.stat().st_size for path in home.glob("state.db*"))
    files = (path for path in home.rglob("*") if path.is_file())
    beside = (home / "sites", home / "locks")
    kept = sum(
        path.stat().st_size
        for path in files
        if not path.name.startswith("state.db") and not any(path.is_relative_to(b) for b in beside)
    )
    return state, kept


def _measured(cost: Cost, workers: int) -> str:
    per = 1 / cost.sites
    return (
        f"  {cost.name}, {workers} worker{'s' * (workers > 1)}: {1000 * cost.cpu_s * per:.0f} ms CPU a "
        f"site, {cost.requests * per:.2f} requests, {cost.wire_bytes * per / 1000:.1f} kB received, "
        f"{cost.statements * per:.1f} statements, {cost.writes * per:.1f} write transactions "
        f"({1000 * cost.writing_s * per:.1f} ms), state +{cost.state_bytes * per / 1000:.1f} kB, "
        f"archive and lake +{cost.kept_bytes * per / 1000:.1f} kB; worker {cost.peak_mb:.0f} MB, "
        f"a batch queued {cost.queue_s:.1f} s; publication "
        f"{1000 * cost.publish_cpu_s * per:.0f} ms CPU a site; {cost.wall_s:.1f} s wall"
    )
