"""What is published: partitioned Parquet behind one pointer, its history, and its data dictionary."""

from zonereports.lake.commits import CommitRecord, Told
from zonereports.lake.digest import table_digest
from zonereports.lake.lake import Commit, Lake
from zonereports.lake.location import open_lake
from zonereports.lake.rows import Row
from zonereports.lake.schema import REPORT_TABLES, TABLES, Table
from zonereports.lake.verify import Problem
from zonereports.lake.views import view_sql

__all__ = [
    "REPORT_TABLES",
    "TABLES",
    "Commit",
    "CommitRecord",
    "Lake",
    "Problem",
    "Row",
    "Table",
    "Told",
    "open_lake",
    "table_digest",
    "view_sql",
]
