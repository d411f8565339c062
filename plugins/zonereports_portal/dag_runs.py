"""The newest run of each of our DAGs, and when the next is due."""

import logging

from airflow.models.dag import DagModel
from airflow.models.dagrun import DagRun
from airflow.utils.session import create_session
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from zonereports.pages import DagRunSeen

log = logging.getLogger(__name__)
DAGS = ("crawl_sites", "publish_reports", "send_alerts", "watch_zones")


def newest_runs() -> dict[str, DagRunSeen]:
    """By DAG id; none for a DAG that Airflow does not know. Empty when its database is away."""
    try:
        with create_session() as session:
            found = {}
            for dag_id in DAGS:
                dag = session.execute(
                    select(DagModel.dag_id, DagModel.next_dagrun_create_after).where(
                        DagModel.dag_id == dag_id
                    )
                ).first()
                if dag is None:
                    continue
                run = session.execute(
                    select(DagRun.run_id, DagRun.state, DagRun.run_after)
                    .where(DagRun.dag_id == dag_id)
                    .order_by(DagRun.run_after.desc())
                    .limit(1)
                ).first()
                found[dag_id] = DagRunSeen(
                    dag_id,
                    run.run_id if run else None,
                    str(getattr(run.state, "value", run.state)) if run else "never",
                    run.run_after if run else None,
                    dag.next_dagrun_create_after,
                )
            return found
    except SQLAlchemyError as error:
        log.warning("Airflow's runs cannot be read: %s", error)
        return {}
