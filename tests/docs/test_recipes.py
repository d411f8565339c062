"""Every block of docs/recipes.md runs, and answers."""

import re
import shutil
import warnings
from pathlib import Path

import duckdb
import pytest

from zonereports.lake import open_lake

PAGE = Path(__file__).parents[2] / "docs" / "recipes.md"
BLOCK = re.compile(r"^```(\w+)(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [
    pytest.param(language, needs, code, id=f"line-{PAGE.read_text('utf-8')[: m.start()].count(chr(10)) + 1}")
    for m in BLOCK.finditer(PAGE.read_text("utf-8"))
    for language, needs, code in [m.groups()]
]  # fmt: skip


def test_the_page_has_recipes_for_each_tool():
    text = PAGE.read_text("utf-8")
    assert [
        f"## {tool}" in text
        for tool in ("DuckDB", "pandas", "Polars", "Spark", "A lake in a bucket")
    ] == [True] * 5
    assert len(BLOCKS) >= 8


@pytest.fixture(scope="session")
def small_bucket(small_home, storage_server):
    """The lake of `small_home` in a bucket; what stands in the recipes and what it is here."""
    url = storage_server.url("recipes/lake")
    open_lake(url, cache=small_home / "cache").take(open_lake(small_home).snapshot())
    host = storage_server.endpoint.removeprefix("http://")
    return {
        "http://s3:9000": storage_server.endpoint,
        "'s3:9000'": f"'{host}'",
        'Bucket="zonereports", Key="lake/CURRENT"': 'Bucket="published", Key="recipes/lake/CURRENT"',
        "zonereports/lake": "published/recipes/lake",
    }


@pytest.mark.parametrize(("language", "needs", "code"), BLOCKS)
def test_it_runs_and_answers(language, needs, code, small_home, request, monkeypatch, tmp_path):
    monkeypatch.chdir(small_home)
    if needs == "spark":
        pytest.importorskip("pyspark")
        if not shutil.which("java"):
            pytest.skip("no Java")
        # It says so of every session beside pandas 3; the recipe uses none of pandas.
        warnings.filterwarnings("ignore", "PySpark does not yet", FutureWarning)
    if needs in ("s3", "httpfs"):
        monkeypatch.setenv("HOME", str(tmp_path))  # where the library keeps its copies
        for told, here in request.getfixturevalue("small_bucket").items():
            code = code.replace(told, here)
        assert "s3:9000" not in code
    if needs == "httpfs":
        try:
            duckdb.connect().execute("load httpfs; load aws")
        except duckdb.Error:
            pytest.skip("DuckDB has no httpfs here")
    if language == "sql":
        rows = duckdb.sql(code).fetchall()
    else:
        assert language == "python"
        names = {}
        exec(compile(code, PAGE.name, "exec"), names)
        rows = names["result"]
    assert len(rows) >= 1


def test_every_reader_of_the_bucket_finds_the_same_numbers(small_home, small_bucket, tmp_path):
    """Tax by zone and year: as pyarrow with DuckDB and Polars read it there, and as the folder has it."""
    found = []
    for _, needs, code in (p.values for p in BLOCKS):
        if needs == "s3" and ("import polars" in code or "import duckdb" in code):
            for told, here in small_bucket.items():
                code = code.replace(told, here)
            names = {}
            exec(compile(code, PAGE.name, "exec"), names)
            rows = names["result"].to_dict(
                **({"as_series": False} if "polars" in code else {"orient": "list"})
            )
            found.append(sorted(zip(rows["zone"], rows["report_year"], rows["quote"], strict=True)))
    sql = """select zone, report_year, quote from observations where code = 'tax_revenue'
        and measure = 'level' and status = 'actual' and scope = 'zone'"""
    told = sorted(tuple(row.values()) for row in open_lake(small_home).query(sql).to_pylist())
    assert len(told) > 3
    assert found == [told, told]


def test_the_contradiction_that_was_put_there_is_found_by_its_recipe(small_home, monkeypatch):
    monkeypatch.chdir(small_home)
    (code,) = [p.values[2] for p in BLOCKS if "verdict = 'contradiction'" in p.values[2]]
    ((_, indicator, period, *_),) = duckdb.sql(code).fetchall()
    assert (indicator, period) == ("industrial_output_ads", "2023")
