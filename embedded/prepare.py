"""Once before the containers start: `python -m embedded.prepare`, as often as one likes.

Migrates Airflow's database and ours, makes the pool of the crawls, and writes the password of the
user admin where Airflow reads it. With `--bucket ENDPOINT NAME` it makes a bucket instead.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from zonereports.errors import WrongSetting, ZoneReportsError
from zonereports.settings import Settings
from zonereports.state import State


def main(arguments: list[str] | None = None) -> int:
    """Do it; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="embedded.prepare", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--bucket", nargs=2, metavar=("ENDPOINT", "NAME"), help="make a bucket")
    given = parser.parse_args(arguments)
    try:
        if given.bucket:
            make_bucket(*given.bucket)
        else:
            prepare(Settings.from_env())
    except ZoneReportsError as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"{' '.join(error.cmd[2:])} ended with status {error.returncode}", file=sys.stderr)
        return 1
    return 0


def prepare(settings: Settings) -> None:
    """Databases, pool and password.

    Raises:
        WrongSetting: AIRFLOW_ADMIN_PASSWORD is missing.
        StateUnreachable, StateTooNew, StateUnknown: as `State` raises them.
        subprocess.CalledProcessError: Airflow could not do its part; it has said why.
    """
    password = os.environ.get("AIRFLOW_ADMIN_PASSWORD", "")
    if not password:
        raise WrongSetting("AIRFLOW_ADMIN_PASSWORD is empty")
    state = State(settings.database_url)
    print(f"state database: schema {state.revision}")
    state.close()
    airflow = [sys.executable, "-m", "airflow"]
    subprocess.run([*airflow, "db", "migrate"], check=True)
    pool, slots = settings.crawl_pool, str(settings.crawl_tasks)
    if pool != "default_pool":
        command = ["pools", "set", pool, slots, "visits to county sites"]
        subprocess.run([*airflow, *command], check=True)
    path = Path(os.environ["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"])
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        json.dump({"admin": password}, handle)
    draft.replace(path)


def make_bucket(endpoint: str, name: str) -> None:
    """Make a bucket unless it is there; with the credentials that boto3 finds."""
    import boto3

    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    if name not in {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}:
        client.create_bucket(Bucket=name)
    # Airflow writes its logs there and never deletes one.
    days = Settings.from_env().airflow_keep_days
    rule = {
        "ID": "task logs",
        "Status": "Enabled",
        "Filter": {"Prefix": "logs/"},
        "Expiration": {"Days": days},
    }
    client.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})


if __name__ == "__main__":
    sys.exit(main())
