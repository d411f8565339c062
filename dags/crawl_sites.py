"""Visit every active county site and archive the pages that are new."""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, DeadlineAlert, DeadlineReference, SyncCallback, dag
from bells import CHINA, COMMON, SETTINGS
from callbacks import crawl_is_late
from visiting import RETRIED, visit

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
    default_args=RETRIED,
    **COMMON,
)
def crawl_sites():
    """Sites in batches, one task a batch."""
    visit()


crawl_sites()
