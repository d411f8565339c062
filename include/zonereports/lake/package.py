"""How a release describes itself: a Frictionless data package, and a README for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from zonereports.lake.schema import (
    DOCUMENTS,
    HISTORY_TABLES,
    OBSERVATIONS,
    OF_THE_LATEST,
    PARTITION,
    PARTITION_ABOUT,
    RECONCILIATIONS,
    Table,
    description,
)
from zonereports.lake.sections import tables_as_markdown

_TITLE = "Work reports of Chinese development zones"
_ABOUT = (
    "Every number of the work reports of development zones (开发区工作总结), with the words that "
    "state it, the page that proves it, and what contradicts it."
)
# Values that the words of the schema list, so that a validator can tell a wrong one.
_VALUES: dict[tuple[str, str], list[str]] = {
    (OBSERVATIONS.name, "measure"): ["level", "yoy", "share", "completion", "rank", "multiple", "delta"],
    (OBSERVATIONS.name, "status"): ["actual", "estimate", "target", "prior"],
    (OBSERVATIONS.name, "scope"): ["zone", "sub", "parent", "peer"],
    (RECONCILIATIONS.name, "verdict"): ["contradiction", "revision", "scope", "rounding", "reached", "missed"],
}  # fmt: skip


def descriptor(
    snapshot_id: str, published: datetime, files: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """The content of `datapackage.json`, Data Package version 1.

    Args:
        snapshot_id: what was released.
        published: when it was published, aware.
        files: path, format, mediatype, bytes, hash, rows and table of each.
    """
    return {
        "profile": "data-package",
        "name": "zonereports",
        "id": snapshot_id,
        "title": _TITLE,
        "description": _ABOUT,
        "version": f"{published:%Y.%m.%d}",
        "created": published.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "resources": [_resource(file) for file in files],
    }


def _resource(file: dict[str, Any]) -> dict[str, Any]:
    table: Table = file["table"]
    name = table.name if file["format"] == "parquet" else f"{table.name}-{file['format']}"
    # Frictionless takes lists of Parquet for errors and counts no bytes of it: such a file is checked
    # by its hash and size alone, and `rows` would be wrong for it.
    kind = "table" if file["format"] == "csv" else "file"
    more = {"encoding": "utf-8", "rows": file["rows"]} if kind == "table" else {}
    return {
        "profile": "tabular-data-resource" if file["format"] == "csv" else "data-resource",
        "name": name,
        "type": kind,
        "path": file["path"],
        "format": file["format"],
        "mediatype": file["mediatype"],
        **more,
        "description": table.about,
        "bytes": file["bytes"],
        "hash": file["hash"],
        "rowCount": file["rows"],
        "schema": _schema(table, alone=file["format"] == "csv"),
    }


def _schema(table: Table, *, alone: bool) -> dict[str, Any]:
    """The columns of a file; one that is read `alone` refers to no other."""
    fields = [_field(table, field) for field in table.schema]
    if table.partition == PARTITION:
        fields.append({"name": PARTITION, "type": "integer", "description": PARTITION_ABOUT})
    schema: dict[str, Any] = {"fields": fields, "primaryKey": [table.key], "missingValues": [""]}
    if not alone and table.name in (*OF_THE_LATEST, *HISTORY_TABLES):
        reference = {"resource": DOCUMENTS.name, "fields": ["document_id"]}
        schema["foreignKeys"] = [{"fields": ["document_id"], "reference": reference}]
    return schema


def _field(table: Table, field: pa.Field) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": field.name,
        "type": _kind(field.type),
        "description": description(field),
    }
    constraints: dict[str, Any] = {}
    # An empty unit is a value, which CSV cannot tell from none.
    if not field.nullable and field.name != "unit":
        constraints["required"] = True
    if field.name == table.key:
        constraints["unique"] = True
    if (table.name, field.name) in _VALUES:
        constraints["enum"] = _VALUES[table.name, field.name]
    return told | ({"constraints": constraints} if constraints else {})


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind) or pa.types.is_floating(kind):
        return "number"
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_date(kind):
        return "date"
    if pa.types.is_timestamp(kind):
        return "datetime"
    return "array" if pa.types.is_list(kind) else "string"


def readme(snapshot_id: str, published: datetime) -> str:
    """The README of a release: what it is, how to read it, and the data dictionary."""
    return f"""\
# {_TITLE}

{_ABOUT}

Snapshot `{snapshot_id}`, published {published:%Y-%m-%d %H:%M} UTC. The folder needs nothing beside it.

- `*.parquet`: a file per table, `{PARTITION}` a column of it where reports have one.
- `csv/observations.csv`: the numbers of the latest version of each report, UTF-8, RFC 4180.
- `datapackage.json`: each file with its columns, SHA-256 and size, as a Frictionless data package
  (`frictionless validate datapackage.json`).

```sql
select zone, report_year, value, unit, quote, url
from 'observations.parquet'
where official and code = 'tax_revenue' and measure = 'level' and status = 'actual' and scope = 'zone';
```
{tables_as_markdown(lambda table: f"{table.name}.parquet")}"""
