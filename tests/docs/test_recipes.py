"""Every block of docs/recipes.md runs, and answers."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest

PAGE = Path(__file__).parents[2] / "docs" / "recipes.md"
BLOCK = re.compile(r"^```(\w+)(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [
    pytest.param(language, needs, code, id=f"line-{PAGE.read_text('utf-8')[: m.start()].count(chr(10)) + 1}")
    for m in BLOCK.finditer(PAGE.read_text("utf-8"))
    for language, needs, code in [m.groups()]
]  # fmt: skip


def test_the_page_has_recipes_for_each_tool():
    text = PAGE.read_text("utf-8")
    assert [f"## {tool}" in text for tool in ("DuckDB", "pandas", "Polars", "Spark")] == [True] * 4
    assert len(BLOCKS) >= 8


@pytest.mark.parametrize(("language", "needs", "code"), BLOCKS)
def test_it_runs_and_answers(language, needs, code, small_home, monkeypatch):
    monkeypatch.chdir(small_home)
    if needs == "spark":
        pytest.importorskip("pyspark")
        if not shutil.which("java"):
            pytest.skip("no Java")
    if language == "sql":
        rows = duckdb.sql(code).fetchall()
    else:
        assert language == "python"
        names = {}
        exec(compile(code, PAGE.name, "exec"), names)
        rows = names["result"]
    assert len(rows) >= 1


def test_the_contradiction_that_was_put_there_is_found_by_its_recipe(small_home, monkeypatch):
    monkeypatch.chdir(small_home)
    (code,) = [p.values[2] for p in BLOCKS if "verdict = 'contradiction'" in p.values[2]]
    ((_, indicator, period, *_),) = duckdb.sql(code).fetchall()
    assert (indicator, period) == ("industrial_output_ads", "2023")
