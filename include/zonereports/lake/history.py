"""What earlier versions said: rows that leave with their version and are kept beside the current."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zonereports.lake.known import Spans
from zonereports.lake.table import PARTITION, Table


def superseded(
    table: Table,
    *,
    left: Iterable[pa.Table],
    held: Iterable[pa.Table],
    documents: Sequence[Mapping[str, Any]],
    texts: Mapping[str, str],
) -> dict[int, pa.Table]:
    """By report year: the rows of some reports that a history table holds from now on.

    A row goes into history when its version ceases to be the latest. It stays as long as the
    document stands with the text that the row was read from: what is read anew from the same
    version is a better reading, not another state of the world, and takes the place of the row
    without a trace here (the deltas have it).

    Args:
        table: the history table.
        left: rows of these reports that the table of current rows held before.
        held: rows of these reports that the history held before.
        documents: all versions of these reports from now on, with their spans.
        texts: digest of the text of each of their documents before, by document id.
    """
    stands = [
        row
        for row in documents
        if not row["is_latest"] and texts.get(row["document_id"]) == row["text_sha256"]
    ]
    names = table.schema.names
    leaving = pa.concat_tables([table.schema.empty_table(), *(rows.select(names) for rows in left)])
    keeping = pa.concat_tables([table.schema.empty_table(), *(rows.select(names) for rows in held)])
    again = pc.is_in(keeping[table.key], value_set=leaving[table.key].combine_chunks())
    rows = pa.concat_tables([leaving, keeping.filter(pc.invert(again))])
    spans = Spans.of(stands)
    rows = spans.stamp(rows.filter(pc.is_in(rows["document_id"], value_set=spans.ids)))
    years: dict[int, list[str]] = {}
    for row in stands:
        years.setdefault(row.get(PARTITION) or 0, []).append(row["document_id"])
    parts = {
        year: rows.filter(pc.is_in(rows["document_id"], value_set=pa.array(ids, pa.string())))
        for year, ids in years.items()
    }
    return {year: part for year, part in parts.items() if part.num_rows}
