"""The path that users know, read with the tools that they have."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from tests.lake.kept_files import KeptFiles, plain_table
from tests.lake.lake_rows import Clock, document, observations, refusal
from zonereports.errors import LakeDamaged, WrongSetting
from zonereports.lake import TABLES, Lake


@pytest.fixture
def published(lake: Lake) -> Lake:
    documents = [document("r1", year=2022), document("r2", year=2023), document("r3", year=None)]
    rows = [row for d in documents for row in observations(d)]
    lake.publish(documents, rows, [refusal("r1")], reports=["r1", "r2", "r3"])
    return lake


def path_of(lake: Lake, table: str = "observations") -> str:
    return str(lake.describe()["tables"][table]["path"])


def by_polars(kept: KeptFiles, path: str) -> pl.DataFrame:
    options = kept.storage_options()
    return pl.read_parquet(path, hive_partitioning=True, storage_options=options)


def test_every_reader_finds_the_same_rows(published: Lake, kept: KeptFiles) -> None:
    path = path_of(published)
    folder, filesystem = kept.plain(path)
    columns = ["observation_id", "value", "quote", "adcode", "report_year"]
    answers = {
        "own": published.read("observations").to_pandas(),
        "duckdb": by_duckdb(kept, path).to_pandas(),
        "pandas": pd.read_parquet(folder, filesystem=filesystem),
        "polars": by_polars(kept, path).to_arrow().to_pandas(),
        "pyarrow": plain_table(kept, path).to_pandas(),
    }
    seen = {}
    for reader, frame in answers.items():
        frame["report_year"] = frame["report_year"].astype(int)
        assert set(frame.columns) == {*TABLES["observations"].schema.names, "report_year"}
        seen[reader] = sorted(frame[columns].itertuples(index=False, name=None))
    assert len(seen["own"]) == 6
    assert all(rows == seen["own"] for rows in seen.values())


def by_duckdb(kept: KeptFiles, path: str) -> pa.Table:
    """From a folder as it is; from a bucket, for want of httpfs, through pyarrow's dataset."""
    if not path.startswith("s3://"):
        sql = f"select * from read_parquet('{path}', hive_partitioning=true)"
        return duckdb.sql(sql).to_arrow_table()
    folder, filesystem = kept.plain(path)
    with duckdb.connect() as connection:
        connection.register("rows", ds.dataset(folder, filesystem=filesystem, partitioning="hive"))
        return connection.sql("select * from rows").to_arrow_table()


def test_a_table_without_rows_can_be_read(lake: Lake, kept: KeptFiles) -> None:
    lake.publish([document()], observations(document()), [], reports=["r1"])
    path = path_of(lake, "quarantine")
    assert by_duckdb(kept, path).num_rows == 0
    folder, filesystem = kept.plain(path)
    assert len(pd.read_parquet(folder, filesystem=filesystem)) == 0
    assert by_polars(kept, path).is_empty()
    assert lake.query("select count(*) n from quarantine").to_pylist() == [{"n": 0}]


def test_findings_are_there_to_read_when_there_are_none(published: Lake, kept: KeptFiles) -> None:
    path = path_of(published, "findings")
    folder, filesystem = kept.plain(path)
    columns = {*TABLES["findings"].schema.names, "report_year"}
    assert set(pd.read_parquet(folder, filesystem=filesystem).columns) == columns
    assert by_polars(kept, path).is_empty()
    assert published.query("select quotes[1] from findings").num_rows == 0
    assert published.describe()["tables"]["findings"]["rows"] == 0


def test_every_column_bears_its_description_in_the_file(published: Lake, kept: KeptFiles) -> None:
    schema = plain_table(kept, path_of(published)).schema
    for field in TABLES["observations"].schema:
        told = schema.field(field.name).metadata[b"description"]
        assert told == field.metadata[b"description"]
        assert told


def test_a_query_sees_all_tables_and_takes_parameters(published: Lake) -> None:
    table = published.query(
        "select d.report_year, sum(o.value_norm) as tax from observations o "
        "join documents d using (document_id) where d.report_year > ? group by 1 order by 1",
        [0],
    )
    assert table.to_pylist() == [
        {"report_year": 2022, "tax": 1.82e9},
        {"report_year": 2023, "tax": 1.82e9},
    ]
    assert published.query("describe observations").num_rows > 30
    assert published.query("pivot observations on report_year using count(*)").num_rows > 0


@pytest.mark.parametrize(
    "sql",
    [
        "copy documents to 'out.csv'",
        "create table x as select 1",
        "select 1; drop view documents",
        "select * from read_text('README.md')",
        "select * from 'pyproject.toml'",
        "select nope from documents",
        "attach 'x.db'",
        "",
        "selec",
    ],
)
def test_what_is_no_query_on_the_tables_is_refused(published: Lake, sql: str) -> None:
    with pytest.raises(WrongSetting):
        published.query(sql)


def test_a_lake_before_its_first_publication_is_empty_not_broken(lake: Lake) -> None:
    assert lake.read("documents").num_rows == 0
    assert lake.read("documents", ["report_id"]).column_names == ["report_id"]
    assert lake.query("select * from observations").num_rows == 0
    assert lake.describe()["snapshot_id"] is None
    assert lake.verify() == []
    with pytest.raises(LakeDamaged, match="nothing has been published"):
        lake.snapshot()


def test_columns_are_read_as_asked(published: Lake) -> None:
    assert published.read("documents", ["title", "report_id"]).column_names == [
        "title",
        "report_id",
    ]
    assert published.read("documents", ["report_year"]).to_pydict() == {
        "report_year": [0, 2022, 2023]
    }
    with pytest.raises(WrongSetting, match="colour"):
        published.read("documents", ["colour"])
    with pytest.raises(WrongSetting, match="no table 'villages'"):
        published.read("villages")


def test_the_description_is_json_and_counts(published: Lake, clock: Clock) -> None:
    told = json.loads(json.dumps(published.describe()))
    assert told["snapshot_id"] == published.snapshot().name
    assert told["published_at"] == clock().isoformat()
    assert told["tables"]["observations"]["rows"] == 6
    assert told["tables"]["observations"]["years"] == {"0": 2, "2022": 2, "2023": 2}
    assert told["tables"]["quarantine"]["rows"] == 1


def test_who_resolved_the_pointer_is_not_disturbed(published: Lake, kept: KeptFiles) -> None:
    first = published.snapshot()
    # A folder's path goes through the pointer; a bucket's names the snapshot already.
    folder, filesystem = kept.plain(path_of(published))
    folder = str(Path(folder).resolve()) if not path_of(published).startswith("s3:") else folder
    before = ds.dataset(folder, filesystem=filesystem, partitioning="hive").to_table()
    report = document("r1", version=2, year=2022, amounts=("1",))
    published.publish([report], observations(report), [], reports=["r1"])
    assert ds.dataset(folder, filesystem=filesystem, partitioning="hive").to_table().equals(before)
    assert before.num_rows == 6
    assert plain_table(kept, path_of(published)).num_rows == 5
    assert published.read("observations").num_rows == 5
    assert published.read("observations", at=first).num_rows == 6
