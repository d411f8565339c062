"""The commands `backup create`, `backup verify` and `backup restore`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zonereports.cli.running import counted

if TYPE_CHECKING:
    from zonereports.pipeline import Backup

Commands = Any  # argparse keeps the type of add_subparsers private


def add(commands: Commands) -> None:
    """Add the commands of this module."""
    backup = commands.add_parser(
        "backup", help="state, archive and lake as plain files with a manifest"
    ).add_subparsers(required=True, metavar="ACTION")
    for name, command, text in (
        ("create", _create, "write one; nobody has to stop meanwhile"),
        ("verify", _verify, "read every file and compare it with the manifest"),
        ("restore", _restore, "fill an empty state, archive and lake with one"),
    ):
        parser = backup.add_parser(name, help=text, description=text)
        parser.add_argument("folder", type=Path, metavar="DIR", help="the folder of the backup")
        parser.set_defaults(command=command)


def _create(given: argparse.Namespace) -> int:
    from zonereports.pipeline import Pipeline

    pipeline = Pipeline.from_env()
    try:
        _say("written", pipeline.back_up(given.folder))
    finally:
        pipeline.close()
    return 0


def _verify(given: argparse.Namespace) -> int:
    from zonereports.pipeline import verify_backup

    backup, wrong = verify_backup(given.folder)
    for line in wrong:
        print(line, file=sys.stderr)
    if not wrong:
        _say("whole", backup)
    return 1 if wrong else 0


def _restore(given: argparse.Namespace) -> int:
    from zonereports.pipeline import Pipeline

    pipeline = Pipeline.recovering()
    try:
        _say("restored", pipeline.restore_backup(given.folder))
    finally:
        pipeline.close()
    print("to be sure: zonereports lake verify, zonereports archive verify")
    return 0


def _say(done: str, backup: Backup) -> None:
    print(
        f"{done}: {backup.folder} of {backup.made_at}, {counted(len(backup.files), 'file')}, "
        f"{backup.bytes} bytes, {sum(backup.rows.values())} rows of the state"
    )
