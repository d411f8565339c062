"""What two reports of one zone say of the same thing lands in the lake with both evidences."""

import pytest

from zonereports.lake import Lake
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

TEXT = """青山经济开发区{year}年工作总结

{year}年，青山经济开发区在县委、县政府的坚强领导下，各项工作稳步推进，现将有关情况总结如下。
一、主要工作完成情况
全年实现规上工业总产值{output}亿元，同比增长{growth}%；完成固定资产投资{fai}亿元。
新增规上工业企业6家，新签约项目18个，总投资33.6亿元。走访企业120余次，帮助解决问题45个。
全年排查隐患640条，整改628条，剩余12条正在整改。
二、{next}年工作计划
{next}年，力争实现规上工业总产值{aim}亿元，新增规上工业企业不少于5家。
"""


@pytest.fixture
def pipeline(tmp_path):
    pipeline = Pipeline(Settings(home=tmp_path / "home"))
    yield pipeline
    pipeline.close()


@pytest.fixture
def bring(tmp_path, pipeline):
    """Publishes reports, given as (year, output, growth) and what differs else, all at once."""

    def brought(*reports, into=pipeline, aim="95", fai=None):
        for year, output, growth in reports:
            words = {"year": year, "next": year + 1, "output": output, "growth": growth}
            text = TEXT.format(fai=fai or f"1{year % 10}.05", aim=aim, **words)
            (tmp_path / f"{year}.txt").write_text(text, encoding="utf-8")
        return into.import_files([tmp_path / f"{year}.txt" for year, _, _ in reports])

    return brought


def rows(pipeline, where="true"):
    return pipeline.lake.query(f"select * from reconciliations where {where}").to_pylist()


BELIED = [(2023, "86.41", "9.3"), (2024, "93.76", "48.5")]


def test_a_growth_that_last_years_report_belies_is_published_with_both_evidences(
    pipeline, bring, tmp_path
):
    assert bring(*BELIED[:1]).across_years == 0
    assert bring(*BELIED[1:]).across_years == 1
    (row,) = rows(pipeline, "verdict = 'contradiction'")
    assert (row["kind"], row["expected"], row["stated"]) == ("growth", 8.5, 48.5)
    assert (row["quotes"], row["other_quotes"]) == (["48.5%", "93.76亿元"], ["86.41亿元"])
    assert (row["report_year"], row["other_report_year"]) == (2024, 2023)
    assert row["url"].endswith("/2024.txt")
    assert row["other_url"].endswith("/2023.txt")
    proof = pipeline.lake.query(
        "select d.capture_id, o.quote from documents d join observations o "
        "using (document_id) where observation_id in (select unnest(?))",
        [row["observation_ids"] + row["other_observation_ids"]],
    ).to_pylist()
    assert {(p["capture_id"], p["quote"]) for p in proof} == {
        (row["capture_id"], "48.5%"),
        (row["capture_id"], "93.76亿元"),
        (row["other_capture_id"], "86.41亿元"),
    }
    assert pipeline.lake.verify() == []

    # The later report first, and both at once, give the same.
    told = {r["reconciliation_id"]: r["says"] for r in rows(pipeline)}
    assert len(told) == 2
    other = Pipeline(Settings(home=tmp_path / "other"))
    bring(*reversed(BELIED), into=other)
    assert {r["reconciliation_id"]: r["says"] for r in rows(other)} == told
    other.close()


def test_over_all_zones_by_command_gives_what_publishing_gave(pipeline, bring):
    bring(*BELIED)
    snapshot, before = pipeline.lake.snapshot(), rows(pipeline)
    found = pipeline.reconcile()
    assert found.counts() == {("growth", "contradiction"): 1, ("target", "missed"): 1}
    assert pipeline.lake.snapshot() == snapshot

    # As published before there was such a table.
    reports = pipeline.lake.query("select report_id from documents").column(0).to_pylist()
    pipeline.lake.publish([], [], [], reports=(), reconciled=reports)
    assert rows(pipeline) == []
    pipeline.reconcile()
    assert rows(pipeline) == before
    assert pipeline.lake.verify() == []


def test_a_report_that_leaves_the_lake_takes_every_row_that_names_it_along(
    pipeline, bring, tmp_path
):
    bring(*BELIED, fai="12.05")
    assert {row["kind"] for row in rows(pipeline)} == {"growth", "copied", "target"}
    (earlier,) = pipeline.lake.query(
        "select report_id from documents where report_year = 2023"
    ).column(0)
    lake = Lake(tmp_path / "copy" / "lake", tmp_path / "copy" / "store")
    lake.take(pipeline.lake.snapshot(), without={str(earlier)})
    assert lake.query("select count(*) from documents").column(0).to_pylist() == [1]
    assert lake.query("select * from reconciliations").num_rows == 0
    assert lake.verify() == []
