"""Readers while a writer publishes without a pause and is killed again and again.

Each tool of `readers_tools` reads in a process of its own, in turn with the pointer resolved once and
over the plain path; every answer is checked as a whole (`readers_rows.wrong`). Then four writers
publish at once. `ZONEREPORTS_BENCH_READS` (10000) reads, `ZONEREPORTS_BENCH_KILLS` (100) kills; the
lake is made in `ZONEREPORTS_BENCH_LAKE`, an empty folder, when that is set.
"""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from ctypes import c_bool, c_longlong
from dataclasses import dataclass, field
from multiprocessing import connection, get_context
from multiprocessing.sharedctypes import RawValue
from typing import Any

import pyarrow as pa

from benchmarks.readers_rows import add, fill, newest, open_lake, publish_rounds, wrong
from benchmarks.readers_tools import TOOLS, by_library, plain, resolved

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["benchmarks.readers_rows"])
_ROUNDS = 10
"""A writer is killed at a random moment of one of its first rounds, up to this one."""
_LEISURE_S = 0.05
"""A tool that has done its share reads on with this pause, and leaves the machine to the others."""
_PATIENCE_S = 60.0
SILENT = {"missing", "doubled", "torn", "apart", "mixed", "old"}
_OF_TWO = {"mixed"}
"""What the plain path cannot exclude: it is followed anew for each file."""

Mode = Callable[[str, str], tuple[pa.Table, pa.Table | None]]


@dataclass(slots=True)
class Tally:
    """What became of the reads of one tool in one way."""

    reads: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    """By type, with the first line of one of them."""
    wrong: Counter[str] = field(default_factory=Counter)

    @property
    def silent(self) -> int:
        """Answers that were wrong without an error, but those of two years from two rounds."""
        return sum(n for what, n in self.wrong.items() if what not in _OF_TWO)

    @property
    def loud(self) -> int:
        """Reads that ended in an error."""
        return self.errors.total()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found."""

    tallies: dict[tuple[str, str], Tally]
    """By tool and way."""
    kills: int
    rounds: int
    lost: list[str]
    """What was not as it was told to be after a kill."""

    def of(self, *ways: str) -> Tally:
        """All tools together, of some ways."""
        parts = [tally for (_, way), tally in self.tallies.items() if way in ways]
        errors = sum((p.errors for p in parts), Counter[str]())
        found = sum((p.wrong for p in parts), Counter[str]())
        return Tally(sum(p.reads for p in parts), errors, found)


def figures() -> Iterator[str]:
    """What readers saw, and what became of the commits of four writers."""
    reads = int(os.environ.get("ZONEREPORTS_BENCH_READS") or 10_000)
    kills = int(os.environ.get("ZONEREPORTS_BENCH_KILLS") or 100)
    with tempfile.TemporaryDirectory() as folder:
        location = os.environ.get("ZONEREPORTS_BENCH_LAKE") or folder
        began = time.perf_counter()
        outcome = disturb(location, reads=reads, kills=kills)
        yield (
            f"{outcome.kills} kills, {outcome.rounds} rounds published in "
            f"{time.perf_counter() - began:.0f} s; after the kills: {outcome.lost or 'nothing lost'}"
        )
        for (tool, way), tally in outcome.tallies.items():
            yield f"{tool}, {way}: {_told(tally)}"
        yield f"pointer resolved once, all: {_told(outcome.of('resolved', 'library'))}"
        all_plain = outcome.of("plain path")
        yield f"plain path, all: {_told(all_plain)}, {all_plain.loud / all_plain.reads:.3%} loud"
        yield f"four writers at once: {meet(location, writers=4, each=15)}"


def _told(tally: Tally) -> str:
    return (
        f"{tally.reads} reads, {tally.silent} silently wrong {dict(tally.wrong) or ''}, "
        f"{tally.loud} errors {dict(tally.errors) or ''}"
    )


def disturb(location: str, *, reads: int, kills: int, rounds: int = _ROUNDS) -> Outcome:
    """Read with all tools while a writer is killed, until there were so many of both.

    A writer is killed at a random moment of its first `rounds` rounds; `location` is an empty folder.
    """
    fill(open_lake(location))
    stop, told = RawValue(c_bool, False), RawValue(c_longlong, 0)
    done = [RawValue(c_longlong, 0) for _ in range(len(TOOLS) + 1)]
    ways: dict[str, dict[str, Mode]] = {
        **{tool: {"resolved": resolved, "plain path": plain} for tool in TOOLS},
        "zonereports": {"library": by_library},
    }
    each = -(-reads // sum(len(of) for of in ways.values()))
    readers = {
        tool: _start(_read, location, tool, of, each * len(of), stop, told, count)
        for (tool, of), count in zip(ways.items(), done, strict=True)
    }
    chance = random.Random(20260301)
    lost: list[str] = []
    killed, took = 0, 1.0
    try:
        while killed < kills or sum(count.value for count in done) < reads:
            began, before = time.monotonic(), told.value
            writer, pipe = _start(_write, location, told)
            wanted = before + chance.randrange(rounds)
            while told.value < wanted and time.monotonic() - began < _PATIENCE_S:
                time.sleep(0.002)
            if told.value > before:
                took = (time.monotonic() - began) / (told.value - before)
            time.sleep(chance.uniform(0.0, took))
            writer.kill()
            writer.join()
            pipe.close()
            if writer.exitcode != -signal.SIGKILL:
                raise RuntimeError(f"a writer ended by itself, with {writer.exitcode}")
            killed += 1
            now = newest(open_lake(location))
            if now < told.value:
                lost.append(f"round {told.value} was told, {now} is there")
            if killed % 20 == 0:
                lost += map(str, open_lake(location).verify())
        stop.value = True
        tallies = {
            (tool, way): tally
            for tool, (_, pipe) in readers.items()
            for way, tally in pipe.recv().items()
        }
    finally:
        for process, _ in readers.values():
            process.kill()
            process.join()
    lost += map(str, open_lake(location).verify())
    return Outcome(tallies, killed, newest(open_lake(location)), lost)


def meet(location: str, *, writers: int, each: int) -> str:
    """Let writers publish reports of their own at once; how many of their commits are kept."""
    commits = len(open_lake(location).commits())
    started = [_start(_add, location, n, each) for n in range(writers)]
    told = [report for _, pipe in started for report in pipe.recv()]
    for process, _ in started:
        process.join()
    lake = open_lake(location)
    held = set(lake.read("documents", ["report_id"])["report_id"].to_pylist())
    kept = sum(report in held for report in told)
    recorded = len(lake.commits()) - commits
    wrongs = [str(problem) for problem in lake.verify()]
    return f"{kept} of {len(told)} commits kept, {recorded} recorded, {wrongs or 'nothing wrong'}"


def _start(work: Callable[..., None], *arguments: Any) -> tuple[Any, connection.Connection]:
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=work, args=(*arguments, theirs), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _write(location: str, told: Any, _: connection.Connection) -> None:
    for n in publish_rounds(open_lake(location)):
        told.value = n


def _add(location: str, writer: int, each: int, pipe: connection.Connection) -> None:
    pipe.send([add(open_lake(location), writer, n) for n in range(each)])


def _read(
    location: str,
    tool: str,
    ways: dict[str, Mode],
    share: int,
    stop: Any,
    told: Any,
    count: Any,
    pipe: connection.Connection,
) -> None:
    tallies = {way: Tally() for way in ways}
    while not stop.value:
        if count.value >= share:
            time.sleep(_LEISURE_S)
        for way, read in ways.items():
            tally, since = tallies[way], told.value
            tally.reads += 1
            count.value += 1
            try:
                tally.wrong.update(wrong(*read(location, tool), since=since))
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # a panic of Polars is no Exception
                first = (str(error).splitlines() or [""])[0][:100]
                tally.errors[f"{type(error).__name__}: {first}"] += 1
    pipe.send(tallies)
