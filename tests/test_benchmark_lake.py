"""The benchmark of the lake builds a true lake and asks what it says it asks."""

from datetime import timedelta

from benchmarks.lake import ask, build, change
from zonereports.lake import Lake


def test_the_benchmark_works_on_a_lake_that_is_sound(tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.lake._YEARS", range(2022, 2025))
    monkeypatch.setattr("benchmarks.lake._ROUNDS", 2)
    monkeypatch.setattr(
        "benchmarks.lake._QUESTIONS",
        {
            "one zone": "select report_year, code, quote from {} where zone = '第3开发区' order by 1, 2"
        },
    )
    assert "720 observations and 12 documents" in build(tmp_path, 4)[0]
    lake = Lake(tmp_path / "lake", tmp_path / "store", grace=timedelta(0))
    assert lake.query(
        "select count(*) n from observations where zone = '第3开发区'"
    ).to_pylist() == [{"n": 180}]
    assert ask(tmp_path)[0].startswith("one zone: plain path")
    told = change(tmp_path, 4)
    assert [line.split(":")[0] for line in told[:2]] == [
        "commit of one new report",
        "commit of one correction",
    ]
    counts = {c.tables["observations"].rows for c in lake.commits()}
    assert max(counts) == 720 + 2 * 60
    assert lake.query("select count(*) n from checks").to_pylist() == [{"n": 12}]
