"""What the parts of the production set-up use: processor, memory, and their databases' work."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType

import psutil
import psycopg

from embedded.production import ProductionStack

_AIRFLOW = ("api-server", "scheduler", "dag-processor", "triggerer")
_EVERY_S = 2.0
_LOAD = """
    select datname, xact_commit + xact_rollback, tup_returned + tup_fetched,
        tup_inserted + tup_updated + tup_deleted, pg_database_size(datname)
    from pg_stat_database where datname in ('airflow', 'celery', 'zonereports') order by 1
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What a database did."""

    transactions: int
    read: int
    """Rows."""
    written: int
    """Rows."""
    size_bytes: int

    def __sub__(self, other: Load) -> Load:
        return Load(
            self.transactions - other.transactions,
            self.read - other.read,
            self.written - other.written,
            self.size_bytes - other.size_bytes,
        )


class Parts:
    """The processes of a set-up that runs, watched; a context manager.

    A part is a process with all that it started; the Celery workers are one part together.
    """

    def __init__(self, stack: ProductionStack, workers: int) -> None:
        names = {name: name for name in _AIRFLOW}
        names |= {f"worker-{n}": "workers" for n in range(1, workers + 1)}
        self._roots: dict[str, list[psutil.Process]] = defaultdict(list)
        for name, part in names.items():
            self._roots[part].append(psutil.Process(stack.process(name).pid))
        for server in (stack.postgresql, stack.redis, stack.s3):
            assert server.process is not None
            self._roots[server.name].append(psutil.Process(server.process.pid))
        self._database = stack.postgresql.url("zonereports").replace("+psycopg", "")
        self.peaks_mb: dict[str, float] = dict.fromkeys(self._roots, 0.0)
        """By part: memory of its own, and its share of what processes have together (PSS)."""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Parts:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()

    def cpu_s(self) -> dict[str, float]:
        """Used so far by each part, with all its processes that have ended."""
        return {part: sum(self._cpu(part)) for part in self._roots}

    def load(self) -> Mapping[str, Load]:
        """What each database has done so far."""
        with psycopg.connect(self._database) as connection:
            return {name: Load(*more) for name, *more in connection.execute(_LOAD).fetchall()}

    def unread(self) -> int:
        """Pages in the archive that wait to be read."""
        with psycopg.connect(self._database) as connection:
            row = connection.execute(
                "select count(*) from captures where settled_at is null and kind = 'article'"
            ).fetchone()
        assert row is not None
        return int(row[0])

    def _processes(self, part: str) -> Iterator[psutil.Process]:
        for root in self._roots[part]:
            yield root
            yield from root.children(recursive=True)

    def _cpu(self, part: str) -> Iterator[float]:
        for process in self._processes(part):
            with suppress(psutil.NoSuchProcess):
                # With those of its children that have ended; the others are asked themselves.
                yield sum(process.cpu_times()[:4])

    def _memory(self, part: str) -> Iterator[float]:
        for process in self._processes(part):
            with suppress(psutil.NoSuchProcess):
                yield process.memory_full_info().pss / 2**20

    def _watch(self) -> None:
        while not self._stop.wait(_EVERY_S):
            for part, before in self.peaks_mb.items():
                with suppress(psutil.NoSuchProcess):
                    self.peaks_mb[part] = max(before, sum(self._memory(part)))
