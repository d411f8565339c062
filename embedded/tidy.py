"""`python -m embedded.tidy [--every HOURS]`: Airflow's own past, which Airflow keeps for ever.

Runs, task instances and what hangs on them are deleted from Airflow's database, and log files from
its home, `ZONEREPORTS_AIRFLOW_KEEP_DAYS` days after the fact. With `--every` it goes on until it is
ended, as a container of its own. Our tables, archive and lake are another matter and another place.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from zonereports.errors import ZoneReportsError
from zonereports.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Tidy once, or time and again; returns the exit status."""
    parser = argparse.ArgumentParser(prog="embedded.tidy", description=__doc__.splitlines()[0])
    parser.add_argument("--every", type=float, metavar="HOURS", help="go on until ended")
    given = parser.parse_args(arguments)
    while True:
        try:
            print(tidy(os.environ, now=datetime.now(UTC)), flush=True)
            status = 0
        except (OSError, subprocess.CalledProcessError, ZoneReportsError) as error:
            # Airflow's database may be away for a while; the next turn tries again.
            print(f"not tidied: {error}", file=sys.stderr, flush=True)
            status = 1
        if given.every is None:
            return status
        time.sleep(given.every * 3600)


def tidy(environ: Mapping[str, str], *, now: datetime) -> str:
    """Delete what is old; one line that says how much.

    Args:
        environ: has `AIRFLOW_HOME` and what Airflow needs to find its database.
        now: aware.

    Raises:
        CalledProcessError: Airflow could not clean its database; no log was deleted.
    """
    before = now - timedelta(days=Settings.from_env(environ).airflow_keep_days)
    command = ["db", "clean", "--clean-before-timestamp", before.isoformat()]
    subprocess.run(
        [sys.executable, "-m", "airflow", *command, "--skip-archive", "--yes"]
        + ["--error-on-cleanup-failure"],
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    logs = Path(environ["AIRFLOW_HOME"]) / "logs"
    return f"tidied until {before:%Y-%m-%d}: {remove_logs(logs, before=before)} log files"


def remove_logs(folder: Path, *, before: datetime) -> int:
    """Delete files last written before a moment (aware), and folders left empty; how many files."""
    removed = 0
    # Deepest first, so that a folder is looked at after what was in it.
    for path in sorted(folder.rglob("*"), key=lambda one: -len(one.parts)):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            continue
        if path.is_dir():
            # A task that begins may be filling it: only what is old and empty goes.
            if _written(path) < before and not any(path.iterdir()):
                path.rmdir()
        elif _written(path) < before:
            path.unlink()
            removed += 1
    return removed


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


if __name__ == "__main__":
    sys.exit(main())
