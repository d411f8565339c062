from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from tests.lake.lake_rows import START, document, observations
from zonereports.lake import TABLES, Lake
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


def test_the_questions_of_the_page_are_answered(  # they name the folder of a lake on disk
    folder_lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, days in ((1, 0), (2, 60)):
        report = document(
            version=number,
            amounts=(str(number), "15")[:number],
            fetched_at=START + timedelta(days=days),
        )
        folder_lake.publish([report], observations(report), [], reports=["r1"])
    monkeypatch.chdir(tmp_path / "data")
    first, known, mirrored = re.findall(r"```sql\n(.*?)```", dictionary(), re.DOTALL)
    quotes = [
        sorted(str(row["quote"]) for row in duckdb.sql(sql).to_arrow_table().to_pylist())
        for sql in (first, known, mirrored)
    ]
    assert quotes == [["15亿元", "2亿元"], ["1亿元"], ["15亿元", "2亿元"]]
