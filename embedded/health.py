"""Whether one part of the platform works: `python -m embedded.health PART`, status 0 if it does.

For health checks of containers. `airflow jobs check` and `celery inspect ping` say the same for
five to six seconds of processor time each, every minute, in every container; this takes less than
one.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import urllib.error
import urllib.request

PARTS = ("apiserver", "scheduler", "dag_processor", "triggerer", "worker")


def main(arguments: list[str]) -> int:
    """Look at the part that is named; returns the exit status."""
    if len(arguments) != 1 or arguments[0] not in PARTS:
        print(f"name one of: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    (part,) = arguments
    try:
        why = _worker() if part == "worker" else _airflow(part)
    except (OSError, ValueError) as error:
        why = str(error)
    if why:
        print(f"{part}: {why}", file=sys.stderr)
    return 1 if why else 0


def _airflow(part: str) -> str:
    """What is wrong, in a few words; empty when nothing is."""
    execution = os.environ.get("AIRFLOW__CORE__EXECUTION_API_SERVER_URL", "http://localhost:8080/")
    address = execution.removesuffix("/").removesuffix("/execution") + "/api/v2/monitor/health"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=20) as answer:
        parts = json.load(answer)
    if part == "apiserver":
        return ""
    status = (parts.get(part) or {}).get("status")
    return "" if status == "healthy" else f"says {status}"


def _worker() -> str:
    from celery import Celery
    from kombu.exceptions import OperationalError

    name = os.environ.get("WORKER_NAME", f"celery@{socket.gethostname()}")
    with Celery(broker=os.environ["AIRFLOW__CELERY__BROKER_URL"]) as app:
        try:
            replies = app.control.ping(destination=[name], timeout=10.0, limit=1)
        except OperationalError as error:
            return str(error)
    return "" if replies else f"{name} does not answer"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
