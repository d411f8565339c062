"""Read the archive anew by hand: after a better reader, or for a lake that was lost."""

from datetime import timedelta

from airflow.sdk import Param, dag, task
from airflow.sdk.exceptions import AirflowFailException
from bells import COMMON, TOLD

TRIAGE = """
### replay_history

Started by hand. Reads archived responses again, without network, and writes what would change to
`replay/difference.html` in the home folder. With `publish` it then replaces what is published.
Nobody is told again of what was told once.

**When `replay` is red**: a record of the archive cannot be opened (`zonereports archive verify`
names it and says what to do), or our side failed. What was published before is untouched, or
complete; clear the task and it is done again from the start.
"""


@dag(
    schedule=None,
    doc_md=TRIAGE,
    default_args={**TOLD, "retries": 0},
    params={
        "since": Param(
            None,
            type=["null", "string"],
            format="date",
            description="Only reports captured since this day, with their whole past; empty: all.",
        ),
        "publish": Param(
            False, type="boolean", description="Replace what is published by what comes out."
        ),
    },
    **COMMON,
)
def replay_history():
    """One replay at a time."""

    @task(execution_timeout=timedelta(hours=24))
    def replay(params: dict | None = None) -> dict[str, object]:
        from datetime import date

        from zonereports.errors import ZoneReportsError
        from zonereports.pipeline import Pipeline

        given = params or {}
        since = date.fromisoformat(given["since"]) if given.get("since") else None
        try:
            result = Pipeline.from_env().replay(since=since, publish=bool(given.get("publish")))
        except ZoneReportsError as error:
            raise AirflowFailException(str(error)) from error
        if result.damaged:
            raise AirflowFailException("\n".join(["cannot be opened:", *result.damaged]))
        return {
            "captures": result.captures,
            "values": dict(result.difference.total),
            "page": str(result.page),
            "published": result.published,
        }

    replay()


replay_history()
