"""A sweep under the production set-up: what each part costs, what waits, what its databases do.

Celery workers, PostgreSQL, Redis and an S3 server on this machine, as docker-compose.yaml has them;
`ZONEREPORTS_BENCH_SITES` (300) sites of the replica in a process of their own. For each number of
workers in `ZONEREPORTS_BENCH_WORKERS` (`1 2`), with two tasks each: a first visit, to which everything
is new, or with `ZONEREPORTS_BENCH_YEARS=10` a backfill of as many years; a day without news; a day on
which one site in a hundred has news. Up to 600 sites the first visit is read and published, too;
beyond, it is set-up, and no day with news follows.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import requests

from benchmarks.production_parts import Load, Parts
from benchmarks.sweep_sites import served
from embedded.production import ProductionStack

_PUBLISHED = 600
_IDLE_S = 30.0
_FOLLOWING = ("publish_reports", "send_alerts")
_DAGS = ("crawl_sites", "backfill_sites", *_FOLLOWING)


@dataclass(frozen=True, slots=True)
class Day:
    """What one run of the crawl, and what followed from it, used."""

    name: str
    sites: int
    wall_s: float
    instances: int
    """Tasks of the crawl."""
    waited_s: tuple[float, ...]
    """Of each task of the crawl, from the queue to a worker."""
    cpu_s: Mapping[str, float]
    """By part."""
    load: Mapping[str, Load]
    """By database."""
    asked: int
    """Requests to the sites."""


def figures() -> Iterator[str]:
    """The days under each number of workers."""
    count = int(os.environ.get("ZONEREPORTS_BENCH_SITES") or 300)
    years = int(os.environ.get("ZONEREPORTS_BENCH_YEARS") or 2)
    for workers in map(int, (os.environ.get("ZONEREPORTS_BENCH_WORKERS") or "1 2").split()):
        yield f"{count} sites of {years} years, {workers} worker{'s' * (workers > 1)} of two tasks"
        yield from _sweeps(count, workers, years)


def _sweeps(count: int, workers: int, years: int) -> Iterator[str]:
    # Not in a folder for its owner alone: PostgreSQL, which is never root, must be able to enter.
    home = Path(tempfile.mkdtemp(prefix="zonereports-sweep-"))
    home.chmod(0o755)
    settings = {
        "ZONEREPORTS_HOME": str(home),
        "ZONEREPORTS_SITES": str(home / "sites"),
        "ZONEREPORTS_ALLOW_ADDRESSES": "127.0.0.0/8",
        "ZONEREPORTS_ALERT_CHANNELS": "file",
        "ZONEREPORTS_REQUESTS_PER_HOST_DAY": "10000",
        # By hand alone, so that nothing runs beside what is measured.
        "ZONEREPORTS_CRAWL_SCHEDULE": "0 0 29 2 *",
        "ZONEREPORTS_CRAWL_TASKS": str(2 * workers),
    }
    try:
        with (
            served(count, home / "sites", years=years) as sites,
            ProductionStack(home, settings, workers=workers) as stack,
            Parts(stack, workers) as parts,
        ):
            assert isinstance(stack, ProductionStack)
            _until(lambda: {dag["dag_id"] for dag in stack.get("dags")["dags"]} >= set(_DAGS))
            publish = count <= _PUBLISHED
            for dag in _FOLLOWING:
                stack.patch(f"dags/{dag}", {"is_paused": not publish})
            before = parts.cpu_s()
            time.sleep(_IDLE_S)
            idle = _less(parts.cpu_s(), before)
            told = ", ".join(f"{part} {60 * s / _IDLE_S:.1f}" for part, s in idle.items())
            yield f"  idle, CPU seconds a minute: {told}"

            def day(name: str, dag: str = "crawl_sites") -> Iterator[str]:
                done = _day(name, stack, parts, sites.say, count, dag=dag, publish=publish)
                return _told(done)

            if years > 2:
                yield from day(f"backfill of {years} years", "backfill_sites")
            else:
                yield from day("first visit")
            yield from day("nothing new")
            if publish:
                sites.say(f"publish {max(1, count // 100)}")
                yield from day("1 % new")
            peaks = ", ".join(f"{part} {mb:.0f}" for part, mb in parts.peaks_mb.items())
            yield f"  peak MB: {peaks}"
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _day(
    name: str,
    stack: ProductionStack,
    parts: Parts,
    say: Callable[[str], Any],
    count: int,
    *,
    dag: str,
    publish: bool,
) -> Day:
    say("asked")
    cpu_s, load, began = parts.cpu_s(), parts.load(), time.perf_counter()
    run = stack.post(f"dags/{dag}/dagRuns", {"logical_date": None})["dag_run_id"]

    def ended() -> bool:
        stack.check()
        if stack.get(f"dags/{dag}/dagRuns/{run}")["state"] not in ("success", "failed"):
            return False
        busy = [one for name in _DAGS for one in stack.runs(name) if one["state"] in _UNENDED]
        return not (publish and (parts.unread() or busy))

    _until(ended)
    wall_s = time.perf_counter() - began
    tasks = stack.tasks(dag, run)
    failed = [task["task_id"] for task in tasks if task["state"] not in ("success", "skipped")]
    if failed:
        raise RuntimeError(f"{name}: {failed[0]} did not succeed; logs below {stack.home}")
    after = parts.load()
    return Day(
        name=name,
        sites=count,
        wall_s=wall_s,
        instances=len(tasks),
        waited_s=tuple(
            (_time(task["start_date"]) - _time(task["queued_when"])).total_seconds()
            for task in tasks
            if task["start_date"] and task["queued_when"]
        ),
        cpu_s=_less(parts.cpu_s(), cpu_s),
        load={name: after[name] - load[name] for name in after},
        asked=len(say("asked")["visits"]),
    )


_UNENDED = ("queued", "running")


def _told(day: Day) -> Iterator[str]:
    waited, all_s = day.waited_s or (0.0,), sum(day.cpu_s.values())
    yield (
        f"  {day.name}: {day.wall_s:.0f} s wall, {day.sites / day.wall_s:.1f} sites/s, {day.asked} "
        f"requests; {day.instances} task instances, in the queue {sum(waited) / len(waited):.1f} s "
        f"(at most {max(waited):.1f})"
    )
    told = ", ".join(f"{part} {cpu_s:.1f}" for part, cpu_s in day.cpu_s.items())
    yield f"    CPU seconds: {told}; together {1000 * all_s / day.sites:.0f} ms a site"
    for name, load in day.load.items():
        yield (
            f"    database {name}: {load.transactions} transactions, {load.read} rows read, "
            f"{load.written} written, {load.size_bytes / 1e6:+.1f} MB"
        )


def _until(holds: Callable[[], bool], patience_s: float = 3600.0) -> None:
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        try:
            if holds():
                return
        except requests.RequestException:
            pass  # the API server is busy
        time.sleep(1.0)
    raise RuntimeError(f"not done after {patience_s:.0f} s")


def _less(now: Mapping[str, float], before: Mapping[str, float]) -> dict[str, float]:
    return {part: now[part] - before[part] for part in now}


def _time(told: str) -> datetime:
    return datetime.fromisoformat(told)
