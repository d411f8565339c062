"""Ready questions: the SQL files of `views/`, for `lake query` and for a database of one's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb

from zonereports.errors import CouldNotWrite, WrongSetting
from zonereports.lake.schema import TABLES, Table

NAMES = ("as_of", "latest", "series", "plan_against_actual", "growth")
"""In the order in which they need each other."""
_NEEDS = {"growth": ("series",)}


@cache
def view_sql(name: str) -> str:
    """The SQL of one view, or of the macros of `as_of`.

    Raises:
        WrongSetting: there is no such view.
    """
    if name not in NAMES:
        raise WrongSetting(f"there is no view {name!r}; there are {', '.join(NAMES)}")
    return files("zonereports.lake").joinpath("views", f"{name}.sql").read_text(encoding="utf-8")


def views_for(sql: str) -> list[str]:
    """The views that a query may mean, and those that they need; a view costs a look at the files."""
    named = [name for name in NAMES if re.search(rf"(\b|_){name}\b", sql, re.I)]
    wanted = {need for name in named for need in (name, *_NEEDS.get(name, ()))}
    return [name for name in NAMES if name in wanted]


def script(path_of: Callable[[Table], str]) -> str:
    """One SQL script: the tables at the users' paths, then every view.

    Args:
        path_of: SQL for where a table's files stand.
    """
    tables = []
    for name, table in TABLES.items():
        tables.append(
            f"create or replace view {name} as\n"
            f"select * from read_parquet({path_of(table)}, hive_partitioning = true);\n"
        )
    return "\n".join([*tables, *(view_sql(name) for name in NAMES)])


def quoted(text: str) -> str:
    """A string in SQL."""
    return "'" + text.replace("'", "''") + "'"


def write_database(path: Path, made_by: str) -> None:
    """Run a script in a DuckDB database, new or there; other things in it stay.

    Raises:
        CouldNotWrite: it is no database, it is in use, or the lake is not there to look at.
    """
    try:
        with duckdb.connect(str(path)) as connection:
            connection.execute("begin")
            connection.execute(made_by)
            connection.execute("commit")
    except duckdb.Error as error:
        raise CouldNotWrite(" ".join(str(error).split()), url=str(path)) from error
