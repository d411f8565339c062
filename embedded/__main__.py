"""`python -m embedded demo [--once] [--production]` and `python -m embedded run`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from pathlib import Path

from embedded.demo import demo
from embedded.servers import StackFailed
from embedded.stack import AirflowStack
from zonereports.errors import ZoneReportsError
from zonereports.settings import Settings

_DAY_S = 86_400


def main() -> int:
    """Carry out one of the two; returns the exit status."""
    parser = argparse.ArgumentParser(prog="embedded", description=__doc__)
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    action = actions.add_parser("demo", help="the whole job against invented county sites")
    action.add_argument("--once", action="store_true", help="end by itself when all has landed")
    action.add_argument(
        "--production", action="store_true", help="on PostgreSQL, Redis, S3 and Celery workers"
    )
    action.add_argument("--home", type=Path, default=Path("data/demo"), help="made anew each time")
    action.add_argument("--port", type=int, default=8080)
    action.set_defaults(
        command=lambda given: demo(
            given.home, port=given.port, once=given.once, production=given.production
        )
    )
    action = actions.add_parser("run", help="Airflow with your settings, until Ctrl-C")
    action.add_argument("--port", type=int, default=8080)
    action.set_defaults(command=_run)
    given = parser.parse_args()
    # A polite request to end must clean up just like Ctrl-C.
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        status: int = given.command(given)
    except (StackFailed, ZoneReportsError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    return status


def _run(given: argparse.Namespace) -> int:
    settings = Settings.from_env()
    environment = {k: v for k, v in os.environ.items() if k.startswith("ZONEREPORTS_")}
    environment["ZONEREPORTS_HOME"] = str(settings.home.absolute())
    print("starting Airflow …")
    stack = AirflowStack(settings.home / "airflow", environment, port=given.port)
    with stack:
        print(f"Airflow is up at {stack.url}  (user {stack.user}, password {stack.password})")
        print("Ctrl-C stops it.")
        try:
            tidied = 0.0
            while True:
                stack.check()
                if time.monotonic() - tidied > _DAY_S or not tidied:
                    stack.tidy()
                    tidied = time.monotonic()
                time.sleep(2)
        except KeyboardInterrupt:
            print("stopping …")
    return 0


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
