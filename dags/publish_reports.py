"""Read what the crawl archived, check it, publish it, promise the alerts."""

import logging
from datetime import timedelta

from airflow.sdk import TriggerRule, dag, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from bells import CAPTURES, COMMON, REPORTS, TOLD, when_rung
from measuring import emit

log = logging.getLogger(__name__)

TRIAGE = """
### publish_reports

Reads every capture that is not settled: text, numbers, Great Expectations, lake, events. Runs
when `crawl_sites` rings, and on a schedule for whatever a missed bell left.

**When `fit` is red**: a report was held back or a page could not be read. Nothing is lost: the
page is in the archive, the rows are in `quarantine` with the failed expectations. The other
reports are published. Look with `zonereports quality list`, then decide:
`zonereports quality release|correct|reject ROW --who NAME --why REASON`. The task stays green for rows
in quarantine and for warnings; the log of `publish` and its result have the verdict of each batch, as
has `zonereports quality verdicts` and Data Docs (`quality/docs/index.html`).

**When `publish` is red**: our side failed; correct it and clear the task. Publishing the same
rows again changes nothing.
"""


@dag(
    schedule=when_rung(CAPTURES),
    doc_md=TRIAGE,
    default_args={**TOLD, "retries": 2, "retry_delay": timedelta(minutes=2)},
    **COMMON,
)
def publish_reports():
    """One transaction a run."""

    @task
    def publish() -> dict[str, list[str]]:
        from zonereports.pipeline import Pipeline, publish_samples

        pipeline = Pipeline.from_env()
        result = pipeline.publish()
        emit(publish_samples, pipeline, result)
        for line in (*result.verdicts, *result.failures):
            log.info("quality: %s", line)
        return {
            "events": list(result.events),
            "refused": [*result.held_back, *result.unreadable, *result.needs_ocr],
            "verdicts": list(result.verdicts),
        }

    @task(outlets=[REPORTS])
    def announce(published: dict[str, list[str]], *, outlet_events=None) -> None:
        if not published["events"]:
            raise AirflowSkipException("nothing happened to any report")
        outlet_events[REPORTS].extra = {"events": published["events"]}

    @task(retries=0, trigger_rule=TriggerRule.ALL_SUCCESS)
    def fit(published: dict[str, list[str]]) -> None:
        if published["refused"]:
            raise AirflowFailException("\n".join(["not published:", *published["refused"]]))

    published = publish()
    announce(published)
    fit(published)


publish_reports()
