"""The command `replay`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zonereports.cli.running import counted, day, open_pipeline
from zonereports.errors import WrongSetting

if TYPE_CHECKING:
    from zonereports.pipeline import ReplayResult

Commands = Any  # argparse keeps the type of add_subparsers private


def add(commands: Commands) -> None:
    """Add the command of this module."""
    text = "read the archive anew, without network, and say what would change"
    parser = commands.add_parser("replay", help=text, description=text)
    parser.add_argument(
        "--since",
        type=day,
        metavar="YYYY-MM-DD",
        help="only reports that were captured since then, with their whole past",
    )
    parser.add_argument(
        "--into", type=Path, metavar="DIR", help="build a home of its own in this new folder"
    )
    parser.add_argument(
        "--publish", action="store_true", help="then replace what is published by what came out"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="the difference alone; so it is without --publish"
    )
    parser.add_argument("--sites", dest="folder", type=Path, metavar="DIR", help="county YAML")
    parser.set_defaults(command=_replay)


def _replay(given: argparse.Namespace) -> int:
    if given.dry_run and (given.publish or given.into):
        raise WrongSetting(
            "--dry-run changes nothing", next_step="leave out --publish and --into, or --dry-run"
        )
    pipeline = open_pipeline(given)
    result = pipeline.replay(since=given.since, into=given.into, publish=given.publish)
    location = pipeline.settings.archive_location
    pipeline.close()
    _report(result)
    if given.into:
        elsewhere = "ZONEREPORTS_LAKE_URL= " if pipeline.settings.lake_url else ""
        print(
            f"use it with ZONEREPORTS_HOME={given.into} {elsewhere}"
            f"ZONEREPORTS_ARCHIVE_URL='{location}'"
        )
    elif not result.published and not result.difference.empty:
        print("nothing was replaced; to do so: zonereports replay --publish")
    return 1 if result.damaged else 0


def _report(result: ReplayResult) -> None:
    if result.reindexed:
        print(f"the index was lost: {counted(result.reindexed, 'record')} found again")
    rows = ", ".join(f"{count} {name}" for name, count in result.rows.items())
    print(f"replayed: {counted(result.captures, 'capture')}; {rows}")
    values, documents = result.difference.total, result.difference.documents_count
    print(
        f"values: {values['added']} added, {values['removed']} removed, "
        f"{values['changed']} changed; documents: {documents['added']} added, "
        f"{documents['removed']} removed, {documents['changed']} changed"
    )
    print(f"{'published' if result.published else 'compared'}: {result.page}")
    for line in result.damaged:
        print(f"cannot be opened: {line}", file=sys.stderr)
