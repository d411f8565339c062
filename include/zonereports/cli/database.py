"""Commands for the state database: where its schema stands, and the next migration."""

from __future__ import annotations

import argparse
from typing import Any

from zonereports.state import State, new_migration, revisions

Commands = Any  # argparse keeps the type of add_subparsers private


def add(commands: Commands) -> None:
    """Add the commands of this module."""
    state = commands.add_parser("state", help="the state database").add_subparsers(
        required=True, metavar="ACTION"
    )
    parser = state.add_parser("migrate", help="bring its schema to this release; any verb does")
    parser.set_defaults(command=_migrate)
    parser = state.add_parser(
        "revise", help="for developers: write the migration that the tables in the code need"
    )
    parser.add_argument("title", metavar="TITLE", help="a few words")
    parser.set_defaults(command=_revise)


def _migrate(_: argparse.Namespace) -> int:
    from zonereports.pipeline import Pipeline

    state = Pipeline.from_env().state
    print(f"{state.url.render_as_string()}: schema {state.revision}")
    state.close()
    return 0


def _revise(given: argparse.Namespace) -> int:
    from zonereports.pipeline import every_table

    every_table()
    state = State("sqlite://")
    with state.begin() as connection:
        path = new_migration(given.title, connection)
    state.close()
    if path is None:
        print(f"nothing to do: schema {revisions()[-1]} has every table and column of the code")
    else:
        print(f"{path}: read it, then run the tests in tests/state")
    return 0
