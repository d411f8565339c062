"""What a table of the lake is: its columns, each with a meaning, its key and its order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pyarrow as pa

PARTITION = "report_year"
PARTITION_ABOUT = (
    "The year that the report reviews, as its title and body say; 0 when it is not known "
    "(20xx, or no year at all). Never the year of publication."
)

TIMESTAMP = pa.timestamp("us", tz="UTC")
VALUE = pa.decimal128(28, 6)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the lake."""

    name: str
    about: str
    key: str
    """Column that is unique in the whole table."""
    order: tuple[str, ...]
    """How the rows of a file are sorted; ends with the key, so there is one order only."""
    schema: pa.Schema
    mentions: tuple[str, ...] = ("report_id",)
    """Columns that name a report: a row goes when any report that it names is replaced."""
    folder: str = ""
    """Path within a snapshot and below lake/; the name when nothing is given."""
    partition: str | None = PARTITION
    """Column that stands in the path alone, or as a month of a time; None for one file."""
    distinct: tuple[str, ...] = ()
    """Columns whose values hardly repeat, beside the key."""

    def __post_init__(self) -> None:
        if not self.folder:
            object.__setattr__(self, "folder", self.name)

    @property
    def top_folder(self) -> str:
        """The name below lake/ that leads to it, alone or with others."""
        return self.folder.split("/", 1)[0]

    @property
    def fingerprint(self) -> str:
        """Changes when a column, a type, a description or the order of the rows does."""
        told = [(f.name, str(f.type), f.nullable, description(f)) for f in self.schema]
        return hashlib.sha256(repr((self.about, told, self.order)).encode()).hexdigest()[:16]


def description(field: pa.Field) -> str:
    """What a column means, in words."""
    return str((field.metadata or {})[b"description"].decode())


def must(name: str, kind: pa.DataType, about: str) -> pa.Field:
    """A column in which every row has a value."""
    return pa.field(name, kind, nullable=False, metadata={"description": about})


def may(name: str, kind: pa.DataType, about: str) -> pa.Field:
    """A column that may be null."""
    return pa.field(name, kind, nullable=True, metadata={"description": about})
