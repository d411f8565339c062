"""Which run of Airflow wrote a row: what a link from a batch, a visit or an event needs."""

import os

from sqlalchemy import Column, String

_DAG, _RUN = "AIRFLOW_CTX_DAG_ID", "AIRFLOW_CTX_DAG_RUN_ID"
_LENGTH = 510


def dag_run() -> Column[str]:
    """A column that names the run in whose task a row is written, as `DAG/RUN`; else null.

    Airflow exports both names to each task that it runs; a shell or a page has none.
    """
    return Column("dag_run", String(_LENGTH), default=_this_run)


def _this_run() -> str | None:
    dag_id, run_id = os.environ.get(_DAG), os.environ.get(_RUN)
    return f"{dag_id}/{run_id}"[:_LENGTH] if dag_id and run_id else None
