"""Readers while a writer publishes without a pause and is killed again and again.

Each tool of `readers_tools` reads in a process of its own, in turn with the pointer resolved once and
over the plain path; every answer is checked as a whole (`readers_rows.wrong`). Then four writers
publish at once. `ZONEREPORTS_BENCH_READS` (10000) reads, `ZONEREPORTS_BENCH_KILLS` (100) kills; the
lake is made in `ZONEREPORTS_BENCH_LAKE`, an empty folder, when that is set. `readers_bucket` does the
same to a lake in a bucket.
"""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from ctypes import c_bool, c_longlong
from dataclasses import dataclass, field
from multiprocessing import connection, get_context
from multiprocessing.sharedctypes import RawValue
from pathlib import Path
from typing import Any

from benchmarks.readers_rows import Place, add, fill, newest, open_lake, publish_rounds, wrong
from benchmarks.readers_tools import OF_FOLDERS, Way

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
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(os.environ.get("ZONEREPORTS_BENCH_LAKE") or folder))
        yield from disturbed(place, OF_FOLDERS, reads=10_000, kills=100)


def disturbed(
    place: Place, tools: Mapping[str, Mapping[str, Way]], *, reads: int, kills: int
) -> Iterator[str]:
    """The figures of one place; `ZONEREPORTS_BENCH_READS` and `…_KILLS` say how many instead."""
    reads = int(os.environ.get("ZONEREPORTS_BENCH_READS") or reads)
    kills = int(os.environ.get("ZONEREPORTS_BENCH_KILLS") or kills)
    began = time.perf_counter()
    outcome = disturb(place, tools, reads=reads, kills=kills)
    yield (
        f"{outcome.kills} kills, {outcome.rounds} rounds published in "
        f"{time.perf_counter() - began:.0f} s; after the kills: {outcome.lost or 'nothing lost'}"
    )
    for (tool, way), tally in outcome.tallies.items():
        yield f"{tool}, {way}: {_told(tally)}"
    yield f"pointer resolved once, all: {_told(outcome.of('resolved', 'library'))}"
    all_plain = outcome.of("plain path")
    if all_plain.reads:
        yield f"plain path, all: {_told(all_plain)}, {all_plain.loud / all_plain.reads:.3%} loud"
    yield f"four writers at once: {meet(place, writers=4, each=15)}"


def _told(tally: Tally) -> str:
    return (
        f"{tally.reads} reads, {tally.silent} silently wrong {dict(tally.wrong) or ''}, "
        f"{tally.loud} errors {dict(tally.errors) or ''}"
    )


def disturb(
    place: Place,
    tools: Mapping[str, Mapping[str, Way]],
    *,
    reads: int,
    kills: int,
    rounds: int = _ROUNDS,
) -> Outcome:
    """Read with all tools while a writer is killed, until there were so many of both.

    A writer is killed at a random moment of its first `rounds` rounds.
    """
    fill(open_lake(place))
    stop, told = RawValue(c_bool, False), RawValue(c_longlong, 0)
    done = [RawValue(c_longlong, 0) for _ in tools]
    each = -(-reads // sum(len(ways) for ways in tools.values()))
    readers = {
        tool: _start(_read, place, tool, ways, each * len(ways), stop, told, count)
        for (tool, ways), count in zip(tools.items(), done, strict=True)
    }
    chance = random.Random(20260301)
    lost: list[str] = []
    killed, took = 0, 1.0
    try:
        while killed < kills or sum(count.value for count in done) < reads:
            began, before = time.monotonic(), told.value
            writer, pipe = _start(_write, place, told)
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
            now = newest(open_lake(place))
            if now < told.value:
                lost.append(f"round {told.value} was told, {now} is there")
            if killed % 20 == 0:
                lost += map(str, open_lake(place).verify())
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
    lost += map(str, open_lake(place).verify())
    return Outcome(tallies, killed, newest(open_lake(place)), lost)


def meet(place: Place, *, writers: int, each: int) -> str:
    """Let writers publish reports of their own at once; how many of their commits are kept."""
    commits = len(open_lake(place).commits())
    started = [_start(_add, place, n, each) for n in range(writers)]
    told = [report for _, pipe in started for report in pipe.recv()]
    for process, _ in started:
        process.join()
    lake = open_lake(place)
    held = set(lake.read("documents", ["report_id"])["report_id"].to_pylist())
    kept = sum(report in held for report in told)
    recorded = len(lake.commits()) - commits
    wrongs = [str(problem) for problem in lake.verify()]
    return f"{kept} of {len(told)} commits kept, {recorded} recorded, {wrongs or 'nothing wrong'}"


def _start(work: Callable[..., None], *arguments: Any) -> tuple[Any, connection.Connection]:
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(
        target=_as_here, args=(dict(os.environ), work, *arguments, theirs), daemon=True
    )
    process.start()
    theirs.close()
    return process, ours


def _as_here(environment: dict[str, str], work: Callable[..., None], *arguments: Any) -> None:
    # Who forks may have been started before a storage's keys were set.
    os.environ.update(environment)
    work(*arguments)


def _write(place: Place, told: Any, _: connection.Connection) -> None:
    for n in publish_rounds(open_lake(place)):
        told.value = n


def _add(place: Place, writer: int, each: int, pipe: connection.Connection) -> None:
    pipe.send([add(open_lake(place), writer, n) for n in range(each)])


def _read(
    place: Place,
    tool: str,
    ways: Mapping[str, Way],
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
                tally.wrong.update(wrong(*read(place, tool), since=since))
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # a panic of Polars is no Exception
                first = (str(error).splitlines() or [""])[0][:100]
                tally.errors[f"{type(error).__name__}: {first}"] += 1
    pipe.send(tallies)
