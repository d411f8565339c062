"""Runs DAGs as `dag.test` does, with Airflow's JSON logs on: `run_dags.py DAG_ID…`.

After a DAG's name may stand what it is started with: `backfill_sites={"since": "2020-01-01"}`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def run_dags(home: Path, *dags: str, **settings: str) -> str:
    """Run DAGs once, task after task, over the sites in `home`; what they printed."""
    done = subprocess.run(
        [sys.executable, __file__, *dags],
        env={
            **os.environ,
            "AIRFLOW_HOME": str(home / "airflow"),
            "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__LOGGING__JSON_LOGS": "True",
            "PYTHONPATH": os.pathsep.join(
                str(REPOSITORY / name) for name in ("include", ".", "dags")
            ),
            "ZONEREPORTS_HOME": str(home),
            "ZONEREPORTS_SITES": str(home / "sites"),
            "ZONEREPORTS_ALLOW_ADDRESSES": "127.0.0.0/8",
            "ZONEREPORTS_ALERT_CHANNELS": "file",
            "ZONEREPORTS_BATCH_SIZE": "3",
            **settings,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=250,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def main(dags: Sequence[str]) -> None:
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
    for told in dags:
        dag_id, _, given = told.partition("=")
        run = bag.dags[dag_id].test(run_conf=json.loads(given) if given else None)
        for task in sorted(run.get_task_instances(), key=lambda one: (one.task_id, one.map_index)):
            print(f"RAN {dag_id}.{task.task_id}[{task.map_index}] {task.state}")


if __name__ == "__main__":
    main(sys.argv[1:])
