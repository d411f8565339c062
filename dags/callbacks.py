"""Operators hear of a red task and of a late crawl once, with what to do, and when it is over.

Airflow calls these; a failure in here is logged and never makes a task redder than it is.
"""

import logging

log = logging.getLogger(__name__)

DOCS = "docs/operations.md#a-task-is-red"
MEANING = {
    "backfill_sites.batches": "a key that no site has, or our side failed: a setting or the state "
    "database",
    "backfill_sites.crawl": "our side failed: a setting, the disk or the database; correct it and "
    "clear the task, which goes on where it was",
    "crawl_sites.batches": "our side failed before the crawl: a setting or the state database",
    "crawl_sites.crawl": "our side failed: a setting, the disk or the database; correct it and "
    "clear the task",
    "publish_reports.publish": "our side failed: correct it and clear the task; publishing again "
    "changes nothing",
    "publish_reports.fit": "a report was held back or a page is not readable: zonereports lake "
    'query "select zone, expectations, reason from quarantine"',
    "replay_history.replay": "a record cannot be opened, or our side failed: zonereports archive "
    "verify",
    "send_alerts.send": "a channel refused, or has no address: zonereports alerts list --waiting",
}


def task_failed(context) -> None:
    """A task has failed for good; mapped tasks of one run are told together."""
    instance = context["task_instance"]
    task = f"{instance.dag_id}.{instance.task_id}"
    error = str(context.get("exception") or "").strip().partition("\n")[0][:300]
    meaning = MEANING.get(task, "our side failed: read the task's log")
    _tell(f"task {task}", instance.dag_id, error, f"{meaning} ({DOCS})")


def dag_succeeded(context) -> None:
    """A whole run of a DAG is green: what was told of its tasks is over."""
    run = context.get("dag_run") or context["dag"]
    _tell(f"task {run.dag_id}.", None)


def crawl_is_late(context=None, **_) -> None:
    """The crawl has not ended in time."""
    run = (context or {}).get("dag_run") or {}
    _tell(
        "task crawl_sites.deadline",
        "crawl_sites",
        f"{run.get('dag_run_id') or run.get('run_id') or 'a run'} has not ended in time",
        "look which batch still runs and which hosts it waits for: zonereports sites list; raise "
        f"ZONEREPORTS_CRAWL_TASKS or ZONEREPORTS_CRAWL_DEADLINE_H ({DOCS})",
    )


def _tell(cause: str, subject: str | None, detail: str = "", meaning: str = "") -> None:
    from connections import addresses

    from zonereports.pipeline import Pipeline

    if subject is not None:
        log.error("%s: %s What to do: %s", cause, detail, meaning)
    try:
        pipeline = Pipeline.from_env()
        try:
            pipeline.tell_operators(
                cause,
                subject=subject,
                detail=detail,
                meaning=meaning,
                connections=addresses(pipeline.subscriptions.connections),
            )
        finally:
            pipeline.close()
    except Exception:
        log.exception("operators were not told of: %s", cause)
