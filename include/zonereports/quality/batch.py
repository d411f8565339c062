"""What one run wants to publish: the rows of its documents and of their observations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

Table = Literal["documents", "observations"]
TABLES: tuple[Table, Table] = ("documents", "observations")
Row = dict[str, Any]

_NUMBER = (int, float, Decimal)

COLUMNS: Mapping[Table, Mapping[str, tuple[type, ...]]] = {
    "documents": {
        "document_id": (str,),
        "report_id": (str,),
        "version": (int,),
        "is_latest": (bool,),
        "site": (str,),
        "zone": (str,),
        "zone_level": (str,),
        "county": (str,),
        "prefecture": (str,),
        "province": (str,),
        "adcode": (str,),
        "report_year": (int,),
        "plan_year": (int,),
        "period_kind": (str,),
        "title": (str,),
        "text": (str,),
        "text_sha256": (str,),
        "url": (str,),
        "published_at": (date,),
        "signed_on": (date,),
        "issuer": (str,),
        "source": (str,),
        "source_kind": (str,),
        "index_number": (str,),
        "capture_id": (str,),
        "fetched_at": (datetime,),
        "characters": (int,),
        "observations": (int,),
        "coverage": _NUMBER,
        "agreement": _NUMBER,
        "notes": (str, list, tuple),
        "official": (bool,),
        "document_number": (str,),
        "dates": (str,),
        "found_in": (str,),
        "conflicts": (str,),
    },
    "observations": {
        "observation_id": (str,),
        "document_id": (str,),
        "report_id": (str,),
        "report_year": (int,),
        "site": (str,),
        "zone": (str,),
        "zone_level": (str,),
        "county": (str,),
        "prefecture": (str,),
        "province": (str,),
        "adcode": (str,),
        "code": (str,),
        "label": (str,),
        "measure": (str,),
        "value": _NUMBER,
        "unit": (str,),
        "value_norm": _NUMBER,
        "unit_norm": (str,),
        "period": (str,),
        "period_start": (date, str),
        "period_end": (date, str),
        "status": (str,),
        "scope": (str,),
        "qualifier": (str,),
        "start": (int,),
        "quote": (str,),
        "sentence": (str,),
        "rule": (str,),
        "confidence": _NUMBER,
        "url": (str,),
        "published_at": (date,),
        "official": (bool,),
        "capture_id": (str,),
    },
}
"""The lake's columns that rules may name, and the types that a value may have beside None."""

KEYS: Mapping[Table, str] = {"documents": "document_id", "observations": "observation_id"}


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one run, each a dict with the lake's columns. A missing column counts as None.

    The rows are never changed; what is published are copies of them.
    """

    documents: list[Row] = field(default_factory=list)
    observations: list[Row] = field(default_factory=list)

    def rows(self, table: Table) -> list[Row]:
        """The rows of one table."""
        return self.documents if table == "documents" else self.observations

    def __bool__(self) -> bool:
        return bool(self.documents or self.observations)


def typed(row: Row, table: Table) -> tuple[Row, str | None]:
    """The row with every value of a wrong type taken out, and which those were, in words.

    One such value would make an expectation fail for the whole batch; so it is taken out here
    and fails its own row only.
    """
    kept: Row = {}
    wrong: list[str] = []
    for column, types in COLUMNS[table].items():
        value = row.get(column)
        if value is None or _is_nan(value):
            kept[column] = None
        elif isinstance(value, str) and not _is_utf8(value):
            kept[column] = None
            wrong.append(f"{column} is not Unicode")
        elif _fits(value, types):
            kept[column] = value
        else:
            kept[column] = None
            wrong.append(f"{column} is {_kind(value)}")
    return kept, ", ".join(wrong) or None


def _fits(value: object, types: Iterable[type]) -> bool:
    # bool is an int and datetime is a date to isinstance, but neither is one in a column.
    if isinstance(value, bool):
        return bool in types
    if isinstance(value, datetime):
        return datetime in types and value.tzinfo is not None
    return isinstance(value, tuple(types))


def _is_nan(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_nan()
    return isinstance(value, float) and value != value


def _is_utf8(text: str) -> bool:
    # A lone surrogate is a str to Python and an error to every file.
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _kind(value: object) -> str:
    if isinstance(value, datetime):
        return "a time" if value.tzinfo else "a time without a zone"
    return type(value).__name__
