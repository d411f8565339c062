"""The verbs of the pipeline in a shell, without Airflow.

Exit status: 0 on success; 1 when something was found wrong (a site not seen, a report held back, a
message not accepted); 2 when the command itself cannot be carried out as given. Errors are one
line on standard error that says what to do next.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from zonereports.cli import (
    alerting,
    backups,
    database,
    quality,
    reading,
    replaying,
    running,
    sites,
    stores,
    watching,
)
from zonereports.errors import WrongSetting, ZoneReportsError
from zonereports.logs import about, configure
from zonereports.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; returns its exit status."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        level = logging.INFO if given.verbose else logging.ERROR
        configure(level, Settings.from_env().log_format)
        with about(run_id=f"shell__{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}"):
            status: int = given.command(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output has seen enough; what Python would still flush goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except ZoneReportsError as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, WrongSetting) else 1
    except KeyboardInterrupt:
        print("stopped; run the same command again to go on", file=sys.stderr)
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zonereports", description=__doc__.splitlines()[0])
    parser.add_argument("-v", "--verbose", action="store_true", help="log what happens")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    running.add(commands)
    sites.add(commands)
    reading.add(commands)
    stores.add(commands)
    quality.add(commands)
    alerting.add(commands)
    replaying.add(commands)
    watching.add(commands)
    database.add(commands)
    backups.add(commands)
    _add_replica(commands)
    return parser


def _add_replica(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "replica", help="county sites on loopback that speak like the real ones"
    )
    try:
        shell = importlib.import_module("replica.shell")
    except ModuleNotFoundError:
        # The replica is part of the repository, not of the installed package.
        parser.set_defaults(command=_no_replica)
        parser.add_argument("anything", nargs="*", help=argparse.SUPPRESS)
        return
    shell.add_commands(parser.add_subparsers(required=True, metavar="ACTION"))


def _no_replica(_: argparse.Namespace) -> int:
    raise WrongSetting(
        "the replica is not installed", next_step="run the command in a clone of the repository"
    )
