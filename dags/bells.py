"""What one DAG tells the next: a doorbell, never the data.

The truth stands in our own stores (captures not settled, messages not sent), so a bell that is
missed or rings twice loses and doubles nothing; the sweep looks again anyway.
"""

import pendulum
from airflow.sdk import Asset, AssetOrTimeSchedule, CronTriggerTimetable
from callbacks import dag_succeeded, task_failed

from zonereports.settings import Settings

CHINA = "Asia/Shanghai"
SETTINGS = Settings.from_env()
CAPTURES = Asset(name="zonereports_captures", uri="x-zonereports://archive/captures")
REPORTS = Asset(name="zonereports_reports", uri="x-zonereports://lake/reports")
COMMON = {
    "start_date": pendulum.datetime(2026, 1, 1, tz=CHINA),
    "catchup": False,
    "max_active_runs": 1,
    "tags": ["zonereports"],
    "on_success_callback": dag_succeeded,
}
"""Arguments of every DAG of the platform."""
TOLD = {"on_failure_callback": task_failed}
"""Default arguments of every task: operators hear when it has failed for good."""


def when_rung(bell: Asset) -> AssetOrTimeSchedule:
    """At the bell, and at every sweep for what a missed bell left."""
    sweep = CronTriggerTimetable(SETTINGS.sweep_schedule, timezone=CHINA)
    return AssetOrTimeSchedule(timetable=sweep, assets=[bell])
