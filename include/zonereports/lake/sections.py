"""Every table and column in words, as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa

from zonereports.lake.schema import (
    HISTORY_TABLES,
    PARTITION,
    PARTITION_ABOUT,
    TABLES,
    Table,
    description,
)
from zonereports.lake.small_tables import MONTH_ABOUT


def tables_as_markdown(path: Callable[[Table], str]) -> str:
    """A section for each table: what it holds, where, its key, and every column.

    Args:
        path: where the files of a table stand, for who reads it.
    """
    return "".join(_section(table, path(table)) for table in TABLES.values())


def _section(table: Table, path: str) -> str:
    return (
        f"\n## {table.name}\n\n{table.about}\n\n`{path}`. "
        f"Key: `{table.key}`. Sorted by {_listed(table.order)}.\n\n"
        + ("" if table.name in HISTORY_TABLES else "\n".join(_rows(table)))
        + "\n"
    )


def _rows(table: Table) -> Iterator[str]:
    yield "| column | type | null | meaning |"
    yield "|---|---|---|---|"
    if table.partition == PARTITION:
        yield f"| `{PARTITION}` | integer, in the path | no | {PARTITION_ABOUT} |"
    elif table.partition:
        yield f"| `{table.partition}` | text, in the path | no | {MONTH_ABOUT} |"
    for field in table.schema:
        null = "yes" if field.nullable else "no"
        yield f"| `{field.name}` | {_kind(field.type)} | {null} | {description(field)} |"


def _kind(kind: pa.DataType) -> str:
    named = {
        pa.string(): "text",
        pa.int32(): "int32",
        pa.float64(): "double",
        pa.bool_(): "boolean",
        pa.date32(): "date",
        pa.list_(pa.string()): "list of text",
        pa.list_(pa.int32()): "list of int32",
    }
    if pa.types.is_timestamp(kind):
        return "timestamp, UTC, µs"
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    return named[kind]


def _listed(columns: tuple[str, ...]) -> str:
    return ", ".join(f"`{column}`" for column in columns)
