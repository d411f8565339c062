"""What a lake from before there was a history lacks, worked out when its rows are written again."""

from __future__ import annotations

import pyarrow as pa

from zonereports.lake import partition
from zonereports.lake.known import Spans, chain
from zonereports.lake.replace import Before
from zonereports.lake.schema import DOCUMENTS


class Fill:
    """Gives the rows of a lake from before there was a history when they were known."""

    def __init__(self, before: Before) -> None:
        self._before = before
        self._spans: Spans | None = None

    def __call__(self, rows: pa.Table) -> pa.Table:
        """Rows with the time in which their document was the latest known."""
        return self._known().stamp(rows)

    def _known(self) -> Spans:
        if self._spans is None:
            columns = ["document_id", "report_id", "version", "fetched_at"]
            documents = [
                row
                for year in partition.years(self._before.folder, DOCUMENTS)
                for row in partition.read(
                    self._before.folder / partition.partition_path(DOCUMENTS, year),
                    DOCUMENTS,
                    columns,
                ).to_pylist()
            ]
            chain(documents)
            self._spans = Spans.of(documents)
        return self._spans
