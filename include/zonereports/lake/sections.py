"""Every table and column in words, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from zonereports.lake.schema import PARTITION, PARTITION_ABOUT, TABLES, Table, description


def tables_as_markdown() -> str:
    """A section for each table: what it holds, its key, and every column."""
    return "".join(_section(table) for table in TABLES.values())


def _section(table: Table) -> str:
    return (
        f"\n## {table.name}\n\n{table.about}\n\nKey: `{table.key}`. Sorted by {_listed(table.order)}.\n\n"
        + "\n".join(_rows(table))
        + "\n"
    )


def _rows(table: Table) -> Iterator[str]:
    yield "| column | type | null | meaning |"
    yield "|---|---|---|---|"
    yield f"| `{PARTITION}` | integer, in the path | no | {PARTITION_ABOUT} |"
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
