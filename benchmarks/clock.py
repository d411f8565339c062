"""CPU time of a piece of work, repeated in rounds that alternate with its peers.

Wall time on a shared machine says little; CPU seconds of alternating rounds can be compared.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU seconds of this process that one call costs."""
    before = time.process_time()
    work()
    return time.process_time() - before


def alternate(works: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, float]:
    """Median CPU seconds of each work over rounds in which each has its turn; one warm-up."""
    for work in works.values():
        work()
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(cpu_seconds(work))
    return {name: median(values) for name, values in taken.items()}
