"""The command that shows how we behaved at a host: sites politeness."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime, timedelta
from typing import Any

Commands = Any  # argparse keeps the type of add_subparsers private


def add(commands: Commands) -> None:
    """Add the command below `sites`."""
    text = "what was asked of a host, how often and how: a report for its owner"
    parser = commands.add_parser("politeness", help=text, description=text)
    parser.add_argument("host", metavar="HOST", help="as in its address, such as www.example.org")
    parser.add_argument("--days", type=int, default=30, help="how far back; default: 30")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(command=_politeness)


def _politeness(given: argparse.Namespace) -> int:
    from zonereports.errors import WrongSetting
    from zonereports.fetch import RequestLedger, politeness_report
    from zonereports.pipeline import Pipeline

    if not 0 < given.days <= 36_500:
        raise WrongSetting(f"--days {given.days}: expected a number from 1 to 36500")
    pipeline = Pipeline.from_env()
    try:
        since = datetime.now(UTC) - timedelta(days=given.days)
        report = politeness_report(pipeline.state, given.host, since)
        if not report.requests and not report.robots:
            hosts = ", ".join(RequestLedger(pipeline.state).hosts()[:5]) or "none yet"
            raise WrongSetting(
                f"nothing was asked of {given.host} in {given.days} days",
                next_step=f"give a host that was visited, such as: {hosts}",
            )
        print(json.dumps(report.as_json(), ensure_ascii=False) if given.json else report)
    finally:
        pipeline.close()
    return 0
