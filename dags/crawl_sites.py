"""Visit every active county site and archive the pages that are new."""

from datetime import timedelta

from airflow.sdk import (
    CronTriggerTimetable,
    DeadlineAlert,
    DeadlineReference,
    ExceptionRetryPolicy,
    RetryAction,
    RetryRule,
    SyncCallback,
    TriggerRule,
    dag,
    task,
)
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from bells import CAPTURES, CHINA, COMMON, SETTINGS, TOLD
from callbacks import crawl_is_late
from measuring import emit

from zonereports.errors import WrongSetting

TRIAGE = """
### crawl_sites

Visits the active sites in batches, archives each new page as served, and rings for
`publish_reports` when something waits to be read.

**When `answers` is red**: the log has one line a site, with the error and what to do.

| error | what it means | what to do |
|---|---|---|
| Unreachable, ServerFailed, TruncatedBody | the site or the line was down | wait for the next run; look in a browser if it stays |
| TlsFailed | its certificate is not acceptable | check it in a browser |
| Challenged, Refused, Throttled | the site does not want us, or not so fast | respect it: write to its owner, lengthen `pace_s`, or `active: false` |
| LayoutChanged, SoftNotFound, PageGone | the listing is not what its YAML says | open the page and correct the YAML |

A red `answers` stops nothing: what other sites brought is published.

**When `crawl` is red**: our side failed (a wrong setting, a full disk). Correct it and clear the
task; repeating it fetches nothing twice that is in the archive.
"""


@dag(
    schedule=CronTriggerTimetable(SETTINGS.crawl_schedule, timezone=CHINA),
    doc_md=TRIAGE,
    deadline=DeadlineAlert(
        name="crawl ends in time",
        # Not DAGRUN_QUEUED_AT: with it Airflow 3.3.2 fails to clear a task of the run.
        reference=DeadlineReference.DAGRUN_LOGICAL_DATE,
        interval=timedelta(hours=SETTINGS.crawl_deadline_h),
        callback=SyncCallback(crawl_is_late),
    ),
    default_args={
        **TOLD,
        "retries": 2,
        "retry_delay": timedelta(minutes=5),
        "retry_policy": ExceptionRetryPolicy(
            rules=[RetryRule(exception=WrongSetting, action=RetryAction.FAIL, reason="setting")]
        ),
    },
    **COMMON,
)
def crawl_sites():
    """Sites in batches, one task a batch."""

    @task
    def batches() -> list[list[str]]:
        from zonereports.pipeline import Pipeline

        pipeline = Pipeline.from_env()
        # Here, since it runs once a day: it costs a few looks when nothing is old.
        pipeline.forget()
        return pipeline.batches()

    @task(
        map_index_template="{{ batch_name }}",
        execution_timeout=timedelta(hours=6),
        pool=SETTINGS.crawl_pool,
        max_active_tis_per_dag=SETTINGS.crawl_tasks,
    )
    def crawl(batch: list[str]) -> None:
        from airflow.sdk import get_current_context

        from zonereports.pipeline import Pipeline, crawl_samples, utc_now

        get_current_context()["batch_name"] = batch[0] if len(batch) == 1 else f"{batch[0]} …"
        pipeline, began = Pipeline.from_env(), utc_now()
        checks = pipeline.crawl(batch)
        emit(crawl_samples, pipeline, checks, since=began)

    @task(outlets=[CAPTURES], trigger_rule=TriggerRule.ALL_DONE)
    def announce(*, outlet_events=None) -> None:
        from zonereports.pipeline import Pipeline, backlog_samples

        pipeline = Pipeline.from_env()
        emit(backlog_samples, pipeline)
        waiting = pipeline.pending()
        if not waiting:
            raise AirflowSkipException("nothing new")
        outlet_events[CAPTURES].extra = {"waiting": waiting}

    # Nobody is told of it as a task: each site is told as a trouble of its own.
    @task(trigger_rule=TriggerRule.ALL_DONE, retries=0, on_failure_callback=None)
    def answers() -> None:
        from zonereports.pipeline import Pipeline

        failed = Pipeline.from_env().sites_not_seen()
        if failed:
            raise AirflowFailException("\n".join([f"{len(failed)} sites not seen:", *failed]))

    crawl.expand(batch=batches()) >> [announce(), answers()]


crawl_sites()
