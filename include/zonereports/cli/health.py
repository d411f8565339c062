"""The board of all sources: sites health."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zonereports.cli.running import open_pipeline

if TYPE_CHECKING:
    from zonereports.pipeline import SiteHealth

Commands = Any  # argparse keeps the type of add_subparsers private


def add(commands: Commands) -> None:
    """Add the command below `sites`."""
    text = "everything that is the matter with a site, by its visits; asks no site"
    parser = commands.add_parser("health", help=text, description=text)
    parser.add_argument("--sites", dest="folder", type=Path, metavar="DIR", help="county YAML")
    parser.add_argument("--all", action="store_true", help="also the sites that are well")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(command=_health)


def _health(given: argparse.Namespace) -> int:
    """Exit status 1 when an active site is not well."""
    pipeline = open_pipeline(given)
    try:
        board = pipeline.health()
    finally:
        pipeline.close()
    ailing = [one for one in board if one.troubles or one.unknown or one.state == "not seen"]
    shown = board if given.all else ailing
    if given.json:
        for one in shown:
            print(json.dumps(as_json(one), ensure_ascii=False))
    else:
        _print(shown)
        counts = ", ".join(
            f"{number} {state}"
            for state in ("well", "attention", "not seen", "not visited", "switched off")
            if (number := sum(one.state == state for one in board))
        )
        print(f"{len(board)} sites: {counts or 'none'}")
    return 1 if ailing else 0


def as_json(one: SiteHealth) -> dict[str, Any]:
    """One line of the board."""
    return {
        "site": one.site,
        "name": one.name,
        "state": one.state,
        "looked_at": one.looked_at.isoformat() if one.looked_at else None,
        "seen_on": one.seen_on.isoformat() if one.seen_on else None,
        "troubles": [
            {
                "kind": trouble.kind,
                "cause": trouble.cause,
                "subject": trouble.subject,
                "detail": trouble.detail,
                "told_at": one.since[trouble.key].isoformat() if trouble.key in one.since else None,
                "evidence": dict(trouble.evidence),
            }
            for trouble in one.troubles
        ],
        "could_not_look": [
            {
                "zone": absent.zone,
                "span": absent.missing.span,
                "year": absent.missing.year,
                "due": absent.missing.expected.due.isoformat(),
            }
            for absent in one.unknown
        ],
    }


def _print(shown: list[SiteHealth]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("site", "name", "state", "seen on", "what is the matter")
    for one in shown:
        lines = [
            " ".join(part for part in (f"{item.kind}:", item.subject, item.detail) if part)
            for item in one.troubles
        ]
        lines += [
            f"could not look: {item.zone} {item.missing.year} {item.missing.span}, "
            f"due by {item.missing.expected.due}"
            for item in one.unknown
        ]
        table.add_row(one.site, one.name, one.state, str(one.seen_on or ""), "\n".join(lines))
    Console(width=None if sys.stdout.isatty() else 240, highlight=False).print(table)
