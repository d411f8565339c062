"""The whole job once: invented county sites, real Airflow, a lake and an alert at the end."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from embedded.production import ProductionStack
from embedded.servers import StackFailed
from embedded.stack import AirflowStack
from replica import Replica
from zonereports.lake import Lake, open_lake

_DAGS = ("crawl_sites", "publish_reports", "send_alerts")
_SAMPLE = """
select distinct zone, report_year, period, value, unit
from {source}
where code = 'industrial_output_ads' and measure = 'level' and scope = 'zone'
  and status in ('actual', 'estimate')
order by zone, report_year, period
limit 8
""".strip()


def demo(
    home: Path,
    *,
    port: int,
    once: bool,
    production: bool = False,
    patience: timedelta = timedelta(minutes=8),
) -> int:
    """Run the demo below `home`, which is made anew; returns the exit status.

    Args:
        home: folder of the demo.
        port: of Airflow's UI, if it is free.
        once: end by itself when all has landed.
        production: on PostgreSQL, Redis, S3 and Celery workers, as docker-compose.yaml has it.
        patience: how long each of the two waits may take.

    Raises:
        StackFailed: Airflow did not come up, or nothing landed in time.
    """
    home = home.absolute()
    # Only what an earlier demo left is removed: nobody's own folder.
    if (home / ".demo").exists():
        shutil.rmtree(home)
    elif home.exists() and any(home.iterdir()):
        raise StackFailed(f"{home} holds other things; give the demo a folder with --home")
    home.mkdir(parents=True, exist_ok=True)
    (home / ".demo").touch()
    console = Console(soft_wrap=True)
    with Replica() as replica:
        story = _Story(home, replica, console, patience)
        console.print(f"[1/5] {len(replica.sites)} county sites are served on 127.0.0.0/8")
        stack: AirflowStack
        if production:
            console.print(
                "[2/5] PostgreSQL, Redis, an S3 server and Airflow with 2 workers start …"
            )
            stack = ProductionStack(home, story.settings, port=port)
        else:
            console.print(
                "[2/5] Airflow starts (scheduler, DAG processor, triggerer, API server) …"
            )
            stack = AirflowStack(home / "airflow", story.settings, port=port)
        started = time.monotonic()
        with stack:
            console.print(f"      up after {time.monotonic() - started:.0f} s at {stack.url}")
            story.first_run(stack)
            story.next_run(stack)
            if isinstance(stack, ProductionStack):
                os.environ.update(stack.s3.environment)  # boto3 looks for them there alone
                story.show(open_lake(stack.lake_url, cache=home / "cache"))
            else:
                story.show(open_lake(home))
            if not once:
                console.print(
                    f"\nThe Airflow UI stays up at {stack.url} (user {stack.user}, password "
                    f"{stack.password}).\nCtrl-C ends it and every process it started."
                )
                _until_interrupted(stack)
            console.print("stopping Airflow …")
    left = "what the S3 server held is gone with it, the rest" if production else "what landed"
    console.print(f"every process is stopped; {left} stays in {home}")
    return 0


class _Story:
    """What the demo does with a replica and an Airflow, and what it expects to land."""

    def __init__(self, home: Path, replica: Replica, console: Console, patience: timedelta) -> None:
        self.home = home
        self.replica = replica
        self.console = console
        self.patience = patience
        replica.write_site_files(home / "sites")
        self.settings = {
            "ZONEREPORTS_HOME": str(home),
            "ZONEREPORTS_SITES": str(home / "sites"),
            "ZONEREPORTS_ALLOW_ADDRESSES": "127.0.0.0/8",
            "ZONEREPORTS_CRAWL_SCHEDULE": "* * * * *",
            "ZONEREPORTS_SWEEP_SCHEDULE": "*/30 * * * *",
            "ZONEREPORTS_BATCH_SIZE": "3",
            "ZONEREPORTS_CONTACT": "demo@zonereports.example",
        }

    def first_run(self, stack: AirflowStack) -> None:
        """Wait until the scheduled job has brought every report that stands on the sites."""
        expected = {item["url"] for item in self.replica.truth()}
        self.console.print(f"[3/5] the scheduled crawl finds {len(expected)} work reports …")
        self._wait(stack, lambda: self._alerted() >= expected, f"{len(expected)} alerts")

    def next_run(self, stack: AirflowStack) -> None:
        """Publish one more report; the next scheduled run must bring exactly that one."""
        before = self._alerted()
        item = self.replica.publish()
        self.console.print(
            f"[4/5] one more is published: {item['title']}; waiting for the next run …"
        )
        self._wait(stack, lambda: item["url"] in self._alerted(), "its alert")
        extra = self._alerted() - before - {item["url"]}
        if extra:
            raise StackFailed(f"expected one new alert, also got {sorted(extra)}")

    def show(self, lake: Lake) -> None:
        """Print what landed: reports, numbers, quality, alert, a query with its answer."""
        self.console.print("[5/5] what landed")
        reports = Table("zone", "county", "year", "published", "title", "numbers", "quality")
        for row in lake.query(
            "select zone, county, report_year, published_at, title, observations, quality "
            "from documents where is_latest order by zone, report_year"
        ).to_pylist():
            reports.add_row(*("" if cell is None else str(cell) for cell in row.values()))
        self.console.print(reports)
        answer = lake.query(_SAMPLE.format(source="observations"))
        sample = Table(*answer.column_names)
        for row in answer.to_pylist():
            sample.add_row(*(str(cell) for cell in row.values()))
        found, known = self._compare(lake)
        self.console.print(
            f"observations: {lake.count('observations')} published, {lake.count('quarantine')} rows "
            f"in quarantine; {found} of the {known} numbers known to stand in the reports were found "
            "with value, unit and place in the text"
        )
        last = json.loads(self._alert_lines()[-1])
        self.console.print(f"\nalerts: {len(self._alert_lines())}, the last one:")
        self.console.print(f"{last['title']}\n{last['body']}", markup=False)
        path = lake.describe()["tables"]["observations"]["path"]
        source = f"read_parquet('{path}', hive_partitioning = true)"
        self.console.print(f"\n{_SAMPLE.format(source=source)}", markup=False)
        self.console.print(sample)

    def _compare(self, lake: Lake) -> tuple[int, int]:
        """How many of the replica's known numbers stand in the lake, by report, place and value."""
        rows = lake.read("observations", ["url", "start", "value"]).to_pylist()
        landed = {(row["url"], row["start"], float(row["value"])) for row in rows}
        known = {
            (item["url"], number["start"], float(number["value"]))
            for item in self.replica.truth()
            for number in item["observations"]
        }
        return len(known & landed), len(known)

    def _wait(self, stack: AirflowStack, done: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + self.patience.total_seconds()
        line = "at once"
        with self.console.status("…") as status:
            while not done():
                stack.check()
                line = " · ".join(_progress(stack, dag_id) for dag_id in _DAGS)
                status.update(line)
                if time.monotonic() > deadline:
                    raise StackFailed(
                        f"{what} did not come in {self.patience}; {line}; logs: {stack.home}/logs"
                    )
                time.sleep(1)
        self.console.print(f"      {what}: there ({line})")

    def _alert_lines(self) -> list[str]:
        path = self.home / "alerts.jsonl"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def _alerted(self) -> set[str]:
        return {json.loads(line)["url"] for line in self._alert_lines()}


def _progress(stack: AirflowStack, dag_id: str) -> str:
    """The newest run of a DAG in a few words."""
    runs = stack.runs(dag_id)
    if not runs:
        return f"{dag_id}: waiting"
    states: list[Any] = [t["state"] for t in stack.tasks(dag_id, runs[0]["dag_run_id"])]
    finished = sum(state in ("success", "skipped", "failed") for state in states)
    return f"{dag_id}: {runs[0]['state']} {finished}/{len(states)}"


def _until_interrupted(stack: AirflowStack) -> None:
    try:
        while True:
            stack.check()
            time.sleep(2)
    except KeyboardInterrupt:
        print(file=sys.stderr)
