"""Look every day for what did not come, and for sites that ail."""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task
from airflow.sdk.exceptions import AirflowSkipException
from bells import CHINA, COMMON, REPORTS, SETTINGS, TOLD
from measuring import emit

TRIAGE = """
### watch_zones

After the crawl: reports that are overdue, sites that fail, fall silent or changed, certificates,
robots.txt; then the feeds. Asks no site anything: it judges by the visits that were made.
`zonereports sites health` shows the same board.

**When `watch` is red**: our side failed (a setting, the disk, the database). Correct it and clear
the task; what was told is not told again. What it found is never red: it is a message.
"""


@dag(
    schedule=CronTriggerTimetable(SETTINGS.watch_schedule, timezone=CHINA),
    doc_md=TRIAGE,
    default_args={**TOLD, "retries": 2, "retry_delay": timedelta(minutes=5)},
    **COMMON,
)
def watch_zones():
    """One watch at a time."""

    @task
    def watch() -> dict[str, int]:
        from zonereports.pipeline import Pipeline, watch_samples

        result = Pipeline.from_env().watch()
        emit(watch_samples, result)
        return {
            "opened": len(result.opened),
            "closed": len(result.closed),
            "standing": result.standing,
            "messages": result.messages,
            "could_not_look": len(result.could_not_look),
        }

    @task(outlets=[REPORTS])
    def announce(found: dict[str, int], *, outlet_events=None) -> None:
        if not found["messages"]:
            raise AirflowSkipException("nothing to tell")
        outlet_events[REPORTS].extra = {"messages": found["messages"]}

    announce(watch())


watch_zones()
