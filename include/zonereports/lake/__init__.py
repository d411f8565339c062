"""What is published: partitioned Parquet behind one pointer, and its data dictionary."""

from zonereports.lake.lake import Commit, Lake
from zonereports.lake.rows import Row
from zonereports.lake.schema import TABLES, Table
from zonereports.lake.verify import Problem

__all__ = ["TABLES", "Commit", "Lake", "Problem", "Row", "Table"]
