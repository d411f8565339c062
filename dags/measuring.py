"""Hands what a task did to Airflow's own metrics: StatsD or OpenTelemetry, as [metrics] says.

Without a receiver Airflow drops it. Measuring never makes a task red.
"""

import logging
from collections.abc import Callable, Iterable

log = logging.getLogger(__name__)


def emit(measure: Callable[..., Iterable], *subject, **how) -> None:
    """Take the samples that `measure(*subject, **how)` gives and send each as what it is."""
    from airflow.sdk.observability import stats

    try:
        for sample in measure(*subject, **how):
            if sample.kind == "counter":
                # Zero too: a series that is there says more than one that is missing.
                stats.incr(sample.name, int(sample.value))
            elif sample.kind == "gauge":
                stats.gauge(sample.name, sample.value)
            else:
                stats.timing(sample.name, sample.value)
    except Exception:
        log.exception("metrics were not sent")
