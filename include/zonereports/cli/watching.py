"""The command that looks for what did not come: watch."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zonereports.cli.running import counted, open_pipeline

if TYPE_CHECKING:
    from zonereports.events import Notice

Commands = Any  # argparse keeps the type of add_subparsers private


def add(commands: Commands) -> None:
    """Add the command of this module."""
    text = "tell of overdue reports and ailing sites, by the visits that were made; refresh feeds"
    parser = commands.add_parser("watch", help=text, description=text)
    parser.add_argument("--sites", dest="folder", type=Path, metavar="DIR", help="county YAML")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(command=_watch)


def _watch(given: argparse.Namespace) -> int:
    pipeline = open_pipeline(given)
    try:
        result = pipeline.watch()
    finally:
        pipeline.close()
    if given.json:
        told = {
            "opened": [_row(one) for one in result.opened],
            "closed": [_row(one) for one in result.closed],
            "standing": result.standing,
            "messages": result.messages,
            "could_not_look": [f"{one.site} {one.zone}" for one in result.could_not_look],
            "not_watched": [f"{one.site} {one.zone}" for one in result.not_watched],
        }
        print(json.dumps(told, ensure_ascii=False))
        return 0
    for one in result.opened:
        print(f"{one.kind}: {one.site} {one.subject} {one.detail}".replace("  ", " "))
    for one in result.closed:
        print(f"{one.outcome}: {one.kind} {one.site} {one.subject}".rstrip())
    for absent in result.could_not_look:
        due = absent.missing.expected.due
        print(f"could not look: {absent.site} {absent.zone} {absent.missing.year}, due by {due}")
    print(
        f"{len(result.opened)} opened, {len(result.closed)} closed, {result.standing} standing, "
        f"{counted(result.messages, 'message')}; zonereports sites health shows all"
    )
    return 0


def _row(one: Notice) -> dict[str, Any]:
    return {
        "notice_id": one.notice_id,
        "kind": one.kind,
        "site": one.site,
        "subject": one.subject,
        "detail": one.detail,
        "outcome": one.outcome,
    }
