from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from zonereports.lake import TABLES
from zonereports.lake.dictionary import dictionary
from zonereports.lake.schema import description

PAGE = Path(__file__).parents[2] / "docs" / "data.md"


def test_the_dictionary_is_current() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert told == dictionary(), "run: python -m zonereports.lake.dictionary"


def test_every_column_is_described_in_a_sentence() -> None:
    for table in TABLES.values():
        for field in table.schema:
            assert description(field).endswith("."), f"{table.name}.{field.name}"
            assert "|" not in description(field)


def test_keys_and_orders_name_columns_that_are_never_null() -> None:
    for table in TABLES.values():
        assert not table.schema.field(table.key).nullable
        assert table.order[-1] == table.key
        assert set(table.order) <= set(table.schema.names)
        assert table.partition not in table.schema.names
        if table.partition == "report_year":
            assert table.schema.field("report_id").type == pa.string()
