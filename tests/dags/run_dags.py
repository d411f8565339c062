"""Runs DAGs as `dag.test` does, with Airflow's metrics and JSON logs on: `run_dags.py DAG_ID…`."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence


def main(dag_ids: Sequence[str]) -> None:
    """Runs each DAG once and prints how each of its tasks ended."""
    warnings.simplefilter("ignore")
    from airflow.dag_processing.dagbag import DagBag
    from airflow.sdk.configuration import conf
    from airflow.sdk.observability import stats
    from airflow.sdk.observability.metrics import stats_utils
    from airflow.utils import db

    db.initdb()
    # As the task runner begins; `dag.test` does not.
    stats.initialize(factory=stats_utils.get_stats_factory(), export_legacy_names=False)
    bag = DagBag(dag_folder=conf.get("core", "dags_folder"))
    for dag_id in dag_ids:
        run = bag.dags[dag_id].test()
        for task in sorted(run.get_task_instances(), key=lambda one: (one.task_id, one.map_index)):
            print(f"RAN {dag_id}.{task.task_id}[{task.map_index}] {task.state}")


if __name__ == "__main__":
    main(sys.argv[1:])
