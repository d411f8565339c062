"""Deliver the messages that publishing promised."""

from datetime import timedelta

import pendulum
from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, dag, task
from airflow.sdk.exceptions import AirflowFailException
from assets import REPORTS

from zonereports.settings import Settings

SETTINGS = Settings.from_env()
TRIAGE = """
### send_alerts

Delivers what waits in the outbox, each message once a channel. Runs when `publish_reports` rings,
and on a schedule for messages that a channel refused before.

**When `send` is red**: a channel refused. Its messages stay in the outbox and are tried again
after 1, 2, 4 … minutes, at most 6 hours; other channels are not delayed. Look with
`zonereports alerts list --waiting`.
"""


@dag(
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable(SETTINGS.sweep_schedule, timezone="Asia/Shanghai"),
        assets=[REPORTS],
    ),
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,
    doc_md=TRIAGE,
    tags=["zonereports"],
    default_args={"retries": 2, "retry_delay": timedelta(minutes=1)},
)
def send_alerts():
    """One sender at a time."""

    @task
    def send() -> int:
        from zonereports.pipeline import Pipeline

        result = Pipeline.from_env().send_alerts()
        if result.failed:
            # The outbox has its own patience; the sweep tries again.
            raise AirflowFailException("\n".join(result.failed))
        return result.sent

    send()


send_alerts()
