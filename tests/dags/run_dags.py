"""Runs DAGs as `dag.test` does, with Airflow's metrics and JSON logs on: `run_dags.py DAG_ID…`."""

import sys
import warnings

warnings.simplefilter("ignore")

from airflow.dag_processing.dagbag import DagBag  # noqa: E402
from airflow.sdk.configuration import conf  # noqa: E402
from airflow.sdk.observability import stats  # noqa: E402
from airflow.sdk.observability.metrics import stats_utils  # noqa: E402
from airflow.utils import db  # noqa: E402

db.initdb()
# As the task runner begins; `dag.test` does not.
stats.initialize(factory=stats_utils.get_stats_factory(), export_legacy_names=False)
bag = DagBag(dag_folder=conf.get("core", "dags_folder"))
for dag_id in sys.argv[1:]:
    run = bag.dags[dag_id].test()
    for task in sorted(run.get_task_instances(), key=lambda one: (one.task_id, one.map_index)):
        print(f"RAN {dag_id}.{task.task_id}[{task.map_index}] {task.state}")
