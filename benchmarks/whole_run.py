"""The whole job without Airflow: first run, and the run in which nothing is new."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from replica import Replica
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings


def figures() -> list[str]:
    """Wall and CPU seconds of a first run and of the next, with peak memory."""
    with Replica() as replica, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        replica.write_site_files(home / "sites")
        settings = Settings(
            home=home,
            sites=home / "sites",
            allow_addresses=("127.0.0.0/8",),
            alert_channels=("file",),
        )

        def run() -> None:
            pipeline = Pipeline(settings)
            result = pipeline.run()
            pipeline.close()
            if not result.ok:
                raise RuntimeError(f"the run failed: {result}")

        reports, sites = len(replica.truth()), len(replica.sites)
        first = _measured(run)
        second = _measured(run)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        f"first run, {sites} sites with {reports} reports, imports included: {first}",
        f"next run, nothing new: {second}",
        f"peak memory of this process (the replica in it): {peak:.0f} MB",
    ]


def _measured(work: Callable[[], None]) -> str:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return f"{time.perf_counter() - wall:.1f} s wall, {time.process_time() - cpu:.1f} s CPU"
