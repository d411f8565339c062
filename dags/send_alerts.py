"""Deliver the messages that publishing promised."""

from datetime import timedelta

from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowFailException
from bells import COMMON, REPORTS, TOLD, when_rung
from measuring import emit

TRIAGE = """
### send_alerts

Delivers what waits in the outbox, each message once a channel. Runs when `publish_reports` rings,
and on a schedule for messages that a channel refused before.

**When `send` is red**: a channel refused. Its messages stay in the outbox and are tried again
after 1, 2, 4 … minutes, at most 6 hours; other channels are not delayed. Look with
`zonereports alerts list --waiting`. What was refused for good, or waited for three days, is a dead
letter: `zonereports alerts list --dead`, then `zonereports alerts resend ID`.
"""


@dag(
    schedule=when_rung(REPORTS),
    doc_md=TRIAGE,
    default_args={**TOLD, "retries": 2, "retry_delay": timedelta(minutes=1)},
    **COMMON,
)
def send_alerts():
    """One sender at a time."""

    @task
    def send() -> int:
        from connections import addresses

        from zonereports.pipeline import Pipeline, send_samples, utc_now

        pipeline, began = Pipeline.from_env(), utc_now()
        result = pipeline.send_alerts(addresses(pipeline.subscriptions.connections))
        emit(send_samples, pipeline, result, since=began)
        if result.failed:
            # The outbox has its own patience; the sweep tries again.
            raise AirflowFailException("\n".join(result.failed))
        return result.sent

    send()


send_alerts()
