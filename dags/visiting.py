"""The tasks of a visit to many sites, which the crawl of a day and a backfill share."""

from datetime import timedelta

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule, TriggerRule, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from bells import CAPTURES, SETTINGS, TOLD
from measuring import emit

from zonereports.errors import WrongSetting

RETRIED = {
    **TOLD,
    "retries": 2,
    "retry_delay": timedelta(minutes=5),
    "retry_policy": ExceptionRetryPolicy(
        rules=[RetryRule(exception=WrongSetting, action=RetryAction.FAIL, reason="setting")]
    ),
}
"""Default arguments of the tasks that visit: a wrong setting is not tried again."""


@task
def batches(params: dict | None = None) -> list[list[str]]:
    """The sites that the run names, or all active ones."""
    from zonereports.pipeline import Pipeline

    pipeline = Pipeline.from_env()
    # Here, since it runs once a day: it costs a few looks when nothing is old.
    pipeline.forget()
    return pipeline.batches((params or {}).get("sites") or ())


@task(
    map_index_template="{{ batch_name }}",
    execution_timeout=timedelta(hours=6),
    pool=SETTINGS.crawl_pool,
    max_active_tis_per_dag=SETTINGS.crawl_tasks,
)
def crawl(batch: list[str], params: dict | None = None) -> None:
    """Visit a batch: its first pages, or all of them in a DAG that has the parameter `since`."""
    from datetime import date

    from airflow.sdk import get_current_context

    from zonereports.pipeline import DAILY, Pipeline, backfill, crawl_samples, utc_now

    get_current_context()["batch_name"] = batch[0] if len(batch) == 1 else f"{batch[0]} …"
    given, reach = params or {}, DAILY
    if "since" in given:
        reach = backfill(date.fromisoformat(given["since"]) if given["since"] else None)
    pipeline, began = Pipeline.from_env(), utc_now()
    checks = pipeline.crawl(batch, reach=reach)
    emit(crawl_samples, pipeline, checks, since=began)


@task(outlets=[CAPTURES], trigger_rule=TriggerRule.ALL_DONE)
def announce(*, outlet_events=None) -> None:
    """Ring for what waits to be read."""
    from zonereports.pipeline import Pipeline, backlog_samples

    pipeline = Pipeline.from_env()
    emit(backlog_samples, pipeline)
    waiting = pipeline.pending()
    if not waiting:
        raise AirflowSkipException("nothing new")
    outlet_events[CAPTURES].extra = {"waiting": waiting}


# Nobody is told of it as a task: each site is told as a trouble of its own.
@task(trigger_rule=TriggerRule.ALL_DONE, retries=0, on_failure_callback=None)
def answers(params: dict | None = None) -> None:
    """Red when a site was not seen, with a line for each."""
    from zonereports.pipeline import Pipeline

    failed = Pipeline.from_env().sites_not_seen((params or {}).get("sites") or ())
    if failed:
        raise AirflowFailException("\n".join([f"{len(failed)} sites not seen:", *failed]))


def visit() -> None:
    """The tasks in their order; to be called in a DAG."""
    crawl.expand(batch=batches()) >> [announce(), answers()]
