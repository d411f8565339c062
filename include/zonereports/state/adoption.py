"""Databases from before the first migration, whose tables were made as they were met."""

from __future__ import annotations

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Connection, MetaData, Table, inspect

from zonereports.errors import StateUnknown


def adopt(connection: Connection, tables: MetaData) -> None:
    """Make the tables of the first revision in a database that may have some of them.

    What is missing is made (tables, indexes, columns that may be empty); what is there stays.

    Raises:
        StateUnknown: a table is there with other columns.
    """
    inspector = inspect(connection)
    for table in tables.sorted_tables:
        if inspector.has_table(table.name):
            _complete(connection, table)
        else:
            table.create(connection)


def _complete(connection: Connection, table: Table) -> None:
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    missing = [column for column in table.columns if column.name not in there]
    extra = there - set(table.columns.keys())
    if extra or not all(column.nullable for column in missing):
        odd = sorted(extra) or sorted(column.name for column in missing)
        raise StateUnknown(f"table {table.name} is not that of a release: {', '.join(odd)}")
    operations = Operations(MigrationContext.configure(connection))
    for column in missing:
        operations.add_column(table.name, Column(column.name, column.type))
    for index in table.indexes:
        index.create(connection, checkfirst=True)
