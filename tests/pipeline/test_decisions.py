"""Decisions of people about rows, through a whole platform."""

import json

import pytest

from zonereports.errors import WrongSetting
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

TEXT = """青山经济开发区2024年工作总结

2024年，青山经济开发区在县委、县政府的坚强领导下，各项工作稳步推进，现将有关情况总结如下。
一、主要工作完成情况
全年实现规上工业总产值{output}亿元，同比增长9.3%；完成固定资产投资12.05亿元，其中工业投资7.8亿元，增长15.2%。
新增规上工业企业6家，新签约项目18个，总投资33.6亿元。走访企业120余次，帮助解决问题45个。
二、2025年工作计划
持续做好安全生产、环境保护和企业服务各项工作，力争新增规上工业企业不少于5家。{more}
"""
WHO = {"who": "李梅", "why": "与统计局核对"}


@pytest.fixture
def pipeline(tmp_path):
    pipeline = Pipeline(Settings(home=tmp_path / "home"))
    yield pipeline
    pipeline.close()


def bring(pipeline, tmp_path, output, more="", name="report"):
    path = tmp_path / f"{name}.txt"
    path.write_text(TEXT.format(output=output, more=more), encoding="utf-8")
    return pipeline.import_files([path])


def impossible(pipeline, tmp_path):
    """A report whose output is impossible, and the row of it in quarantine."""
    result = bring(pipeline, tmp_path, "8640000")
    (row,) = pipeline.review.quarantine()
    assert row["expectations"] == ["not_above_range"]
    assert result.quarantined == 1
    return row


def output(pipeline):
    return pipeline.lake.query(
        "select value, value_norm, rule, quote from observations "
        "where code = 'industrial_output_ads' and measure = 'level'"
    ).to_pylist()


def rows_in_all(pipeline):
    read = pipeline.lake.read
    return read("observations").num_rows + read("quarantine").num_rows


def test_a_quarantined_row_bears_its_evidence_and_its_version(pipeline, tmp_path):
    row = impossible(pipeline, tmp_path)
    assert (row["severity"], row["version"], row["decision"]) == ("critical", 1, None)
    assert row["evidence"].startswith("全年实现规上工业总产值8640000亿元")
    assert json.loads(row["row"])["value"] == "8640000"


def test_a_released_row_is_published_and_stays_so_in_every_replay(pipeline, tmp_path):
    row = impossible(pipeline, tmp_path)
    before = rows_in_all(pipeline)
    done = pipeline.review.decide(row["row_id"], "release", **WHO)
    assert done.published.quarantined == 0
    assert done.published.events == ()
    assert [str(held["quote"]) for held in output(pipeline)] == ["8640000亿元"]
    assert pipeline.review.quarantine() == []
    assert rows_in_all(pipeline) == before
    again = pipeline._publisher().publish_again([row["report_id"]])
    assert (again.quarantined, again.snapshots) == (0, ())
    assert pipeline.lake.verify() == []


def test_a_release_accepts_what_failed_and_nothing_else(pipeline, tmp_path):
    row = impossible(pipeline, tmp_path)
    decision = pipeline.review.decide(row["row_id"], "release", **WHO).decision
    assert decision.expectations == ("not_above_range",)


def test_a_corrected_row_is_published_with_the_new_value_and_the_quote_of_the_page(
    pipeline, tmp_path
):
    row = impossible(pipeline, tmp_path)
    pipeline.review.decide(row["row_id"], "correct", changes={"value": "86.4"}, **WHO)
    (held,) = output(pipeline)
    assert (float(held["value"]), held["value_norm"]) == (86.4, 8.64e9)
    assert (held["rule"], held["quote"]) == ("corrected by a person", "8640000亿元")
    assert pipeline.lake.verify() == []


def test_a_correction_that_is_impossible_itself_stays_in_quarantine(pipeline, tmp_path):
    row = impossible(pipeline, tmp_path)
    pipeline.review.decide(row["row_id"], "correct", changes={"value": "9640000"}, **WHO)
    (refused,) = pipeline.review.quarantine()
    assert refused["expectations"] == ["not_above_range"]
    assert refused["decision"].kind == "correct"
    assert output(pipeline) == []


def test_a_rejected_row_stays_out_and_waits_for_nobody(pipeline, tmp_path):
    bring(pipeline, tmp_path, "86.4")
    (held,) = pipeline.lake.query(
        "select observation_id from observations where quote = '45个'"
    ).to_pylist()
    before = rows_in_all(pipeline)
    pipeline.review.decide(held["observation_id"], "reject", **WHO)
    assert pipeline.review.quarantine() == []
    (refused,) = pipeline.review.quarantine(open_only=False)
    assert refused["expectations"] == ["rejected_by_a_person"]
    assert "李梅: 与统计局核对" in refused["reason"]
    assert rows_in_all(pipeline) == before


def test_a_decision_that_is_withdrawn_leaves_everything_as_before_and_a_record(pipeline, tmp_path):
    row = impossible(pipeline, tmp_path)
    decision = pipeline.review.decide(row["row_id"], "release", **WHO).decision
    pipeline.review.withdraw(decision.decision_id, who="王强", why="the page was right")
    assert [held["row_id"] for held in pipeline.review.quarantine()] == [row["row_id"]]
    (record,) = pipeline.review.decisions()
    assert (record.standing, record.who, record.withdrawn_by) == ("withdrawn", "李梅", "王强")
    with pytest.raises(WrongSetting, match="was withdrawn before"):
        pipeline.review.withdraw(decision.decision_id, who="王强", why="again")


def test_a_decision_lapses_when_the_page_changes(platform, replica):
    pipeline = platform(replica)
    pipeline.run()
    item = replica.truth()[0]
    (held,) = pipeline.lake.query(
        "select o.observation_id, o.report_id from observations o join documents d "
        "using (document_id) where d.url = ? order by o.start limit 1",
        [item["url"]],
    ).to_pylist()
    pipeline.review.decide(held["observation_id"], "reject", **WHO)
    assert [one.standing for one in pipeline.review.decisions()] == ["holds"]
    replica.revise(item["site"], url=item["url"])
    later = platform(replica)
    assert later.run().published.documents
    (record,) = later.review.decisions()
    assert (record.standing, record.report_id) == ("lapsed", held["report_id"])
    assert later.review.quarantine(open_only=False) == []


def test_a_report_held_back_is_published_with_its_first_event_when_a_person_releases_it(
    replica, platform
):
    pipeline = platform(replica)
    pipeline.crawl()
    real = pipeline._gate()

    def in_a_village(batch, name, **beside):
        return real(
            type(batch)(
                [{**row, "zone_level": "village"} for row in batch.documents],
                [{**row, "zone_level": "village"} for row in batch.observations],
            ),
            name,
            **beside,
        )

    pipeline._gate = lambda: in_a_village
    result = pipeline.publish()
    assert (result.documents, result.events) == ((), ())
    key = result.held_back[0]
    done = pipeline.review.decide(key, "release", **WHO)
    assert key in done.published.documents
    assert len(done.published.events) == 1
    assert pipeline.lake.verify() == []


def test_a_page_that_cannot_be_read_is_in_quarantine_and_stops_nobody(pipeline, tmp_path):
    empty = tmp_path / "empty.html"
    empty.write_text("<html><body></body></html>")
    path = tmp_path / "report.txt"
    path.write_text(TEXT.format(output="86.4", more=""), encoding="utf-8")
    result = pipeline.import_files([empty, path])
    assert (len(result.documents), len(result.unreadable)) == (1, 1)
    (row,) = pipeline.review.quarantine()
    assert row["expectations"] == ["readable"]
    with pytest.raises(WrongSetting, match="has no key"):
        pipeline.review.decide(row["row_id"], "release", **WHO)


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        ("correct", {}, "without a new value"),
        ("correct", {"quote": "1亿元"}, "quote of observations cannot be corrected"),
        ("correct", {"value": "viel"}, "'viel' is no value"),
        ("correct", {"value": "NaN"}, "'NaN' is no value"),
        ("correct", {"value": None}, "reject it instead"),
        ("reject", {"value": "1"}, "a reject changes no value"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_and_not_kept(
    pipeline, tmp_path, kind, given, says
):
    row = impossible(pipeline, tmp_path)
    with pytest.raises(WrongSetting, match=says):
        pipeline.review.decide(row["row_id"], kind, changes=given, **WHO)
    with pytest.raises(WrongSetting, match="a person and a reason"):
        pipeline.review.decide(row["row_id"], "reject", who=" ", why="x")
    with pytest.raises(WrongSetting, match="no row"):
        pipeline.review.decide("nowhere", "reject", **WHO)
    assert pipeline.review.decisions() == []


def test_every_batch_leaves_its_verdict(pipeline, tmp_path):
    impossible(pipeline, tmp_path)
    (verdict,) = pipeline.review.verdicts()
    assert (verdict.documents, verdict.documents_published, verdict.quarantined) == (1, 1, 1)
    assert verdict.observations == verdict.observations_published + 1
    assert not verdict.success
    (failure,) = [one for one in verdict.failures if one["severity"] == "critical"]
    assert (failure["name"], failure["count"], len(failure["rows"])) == ("not_above_range", 1, 1)
    assert verdict.snapshot_id == pipeline.lake.describe()["snapshot_id"]
    assert verdict.page.endswith("quality/docs/index.html")
    assert "1 in quarantine; 1 critical" in verdict.line
