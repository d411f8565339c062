"""The reports' texts where a search reads them quickly: unpacked, a year in a file of its own.

A text search has to look at every text. Most of its time in the lake goes into unpacking them, which
is done here once for each partition: it never changes while its file stays the same.
"""

from __future__ import annotations

import tempfile

import pyarrow as pa

from zonereports.pages.reader import LakeReader, Snapshot

_BATCH = 2_000
"""Rows in a piece: what DuckDB's two threads share among themselves."""


class Texts:
    """Finds reports by the words of their text.

    The unpacked texts lie in temporary files without a name, which the system may keep in memory
    or not, and which are gone when the process ends.

    Args:
        lake: where the texts are.
    """

    def __init__(self, lake: LakeReader) -> None:
        self._lake = lake

    def holding(self, at: Snapshot, text: str, year: int | None = None) -> list[str]:
        """Ids of the documents, each the latest version of its report, whose text holds `text`.

        Exact: upper and lower case differ, and nothing but these characters in this order counts.

        Raises:
            LakeDamaged: a partition cannot be read.
        """
        years = [y for y in at.years.get("documents", ()) if year is None or y == year]
        if not years:
            return []
        texts = pa.concat_tables([self._of_year(at, y) for y in years])
        rows = self._lake.rows(
            at,
            "select document_id from unpacked_texts where contains(text, ?)",
            [text],
            beside={"unpacked_texts": texts},
        )
        return [str(row["document_id"]) for row in rows]

    def _of_year(self, at: Snapshot, year: int) -> pa.Table:
        sql = (
            "select document_id, coalesce(text, '') as text "
            f"from {self._lake.source(at, 'documents', {year})} where is_latest"
        )
        return self._lake.remembered_of_year(
            at, "documents", year, "texts", lambda: _unpacked(self._lake.table(at, sql))
        )


def _unpacked(rows: pa.Table) -> pa.Table:
    with tempfile.NamedTemporaryFile(prefix="zonereports-texts-") as file:
        with pa.OSFile(file.name, "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
            writer.write_table(rows, max_chunksize=_BATCH)
        # Mapped, it outlives its name.
        return pa.ipc.open_file(pa.memory_map(file.name)).read_all()
