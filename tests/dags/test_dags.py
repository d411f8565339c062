"""The DAG files: they parse, lightly, and say what to do when a task is red."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
DAG_IDS = {
    *("backfill_sites", "crawl_sites", "publish_reports"),
    *("replay_history", "send_alerts", "watch_zones"),
}
# Run in a process of its own: Airflow reads its settings when it is imported.
PARSE = """
import json, sys, warnings
warnings.simplefilter("ignore")
from airflow.dag_processing.dagbag import DagBag
from airflow.serialization.serialized_objects import DagSerialization
bag = DagBag(dag_folder=sys.argv[1])
heavy = ["pandas", "pyarrow", "lxml", "trafilatura", "great_expectations", "duckdb"]
print(json.dumps({
    "errors": {str(k): str(v) for k, v in bag.import_errors.items()},
    "dags": {
        dag_id: {
            "doc": dag.doc_md or "",
            "max_active_runs": dag.max_active_runs,
            "catchup": dag.catchup,
            "deadlines": [
                (one.name, one.interval.total_seconds(), one.callback.path)
                for one in (dag.deadline or [])
            ],
            "green": dag.on_success_callback.__name__,
            "told": [t.task_id for t in dag.tasks if t.on_failure_callback],
            "tasks": {t.task_id: t.retries for t in dag.tasks},
            "at_once": {t.task_id: t.max_active_tis_per_dag for t in dag.tasks},
            "pools": {t.task_id: t.pool for t in dag.tasks},
            "serialized": bool(DagSerialization.to_dict(dag)),
        }
        for dag_id, dag in bag.dags.items()
    },
    "heavy": [name for name in heavy if name in sys.modules],
}))
"""


@pytest.fixture(scope="module")
def parsed(tmp_path_factory):
    return parse(tmp_path_factory.mktemp("airflow"))


def parse(home, **environment):
    done = subprocess.run(
        [sys.executable, "-c", PARSE, str(REPOSITORY / "dags")],
        env={
            **os.environ,
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            # Airflow puts the DAGs' folder on the path by itself when it runs them.
            "PYTHONPATH": os.pathsep.join(
                str(REPOSITORY / name) for name in ("include", ".", "dags")
            ),
            **environment,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.airflow
def test_all_dags_parse_and_serialize(parsed):
    assert parsed["errors"] == {}
    assert set(parsed["dags"]) == DAG_IDS
    assert all(dag["serialized"] for dag in parsed["dags"].values())


@pytest.mark.airflow
def test_parsing_loads_nothing_heavy(parsed):
    assert parsed["heavy"] == []


@pytest.mark.airflow
def test_every_dag_has_a_triage_note_and_one_run_at_a_time(parsed):
    for dag in parsed["dags"].values():
        assert "is red" in dag["doc"]
        assert dag["max_active_runs"] == 1
        assert dag["catchup"] is False


@pytest.mark.airflow
def test_tasks_that_work_are_retried_and_tasks_that_judge_are_not(parsed):
    crawl = parsed["dags"]["crawl_sites"]["tasks"]
    assert crawl["crawl"] > 0
    assert crawl["answers"] == 0
    assert parsed["dags"]["publish_reports"]["tasks"]["publish"] > 0
    assert parsed["dags"]["publish_reports"]["tasks"]["fit"] == 0


@pytest.mark.airflow
def test_operators_hear_of_red_tasks_and_of_a_crawl_that_is_late(parsed):
    dags = parsed["dags"]
    assert dags["crawl_sites"]["deadlines"] == [
        ["crawl ends in time", 6 * 3600, "callbacks.crawl_is_late"]
    ]
    for dag_id, dag in dags.items():
        # Of `answers` they hear site by site.
        assert set(dag["told"]) == set(dag["tasks"]) - {"answers"}, dag_id
        assert dag["green"] == "dag_succeeded"


@pytest.mark.airflow
def test_a_wrong_setting_shows_as_an_import_error_that_says_what_to_do(tmp_path):
    errors = parse(tmp_path, ZONEREPORTS_CRAWL_SCHEDULE="daily")["errors"]
    assert any("five fields" in error for error in errors.values())


@pytest.mark.airflow
@pytest.mark.parametrize("dag", ["crawl_sites", "backfill_sites"])
def test_only_so_many_crawl_tasks_run_at_once(parsed, dag):
    assert parsed["dags"][dag]["at_once"]["crawl"] == 4


@pytest.mark.airflow
def test_how_many_crawl_tasks_run_at_once_is_a_setting(tmp_path):
    dags = parse(tmp_path, ZONEREPORTS_CRAWL_TASKS="2")["dags"]
    assert dags["crawl_sites"]["at_once"]["crawl"] == 2


@pytest.mark.airflow
def test_crawl_tasks_stand_in_the_pool_that_is_there_unless_a_setting_names_another(
    parsed, tmp_path
):
    assert set(parsed["dags"]["crawl_sites"]["pools"].values()) == {"default_pool"}
    pools = parse(tmp_path, ZONEREPORTS_CRAWL_POOL="crawl")["dags"]["crawl_sites"]["pools"]
    assert pools["crawl"] == "crawl"
    assert {pool for task, pool in pools.items() if task != "crawl"} == {"default_pool"}
