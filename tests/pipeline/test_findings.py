"""What is at odds inside a report lands beside its numbers."""

import re
from types import SimpleNamespace

import pytest

from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

# A headline that its sentence proves by the total before it and the share behind it.
PROVED = re.compile(
    r"规上工业增加值([\d.]+)亿元[^其。]*其中高新技术产业增加值([\d.]+)亿元，占比[\d.]+%"
)


def findings(pipeline, where="true"):
    return pipeline.lake.query(f"select * from findings where {where} order by starts").to_pylist()


def proved_figure(replica):
    """A report that states such a headline, its number in it, and what the total before it reads."""
    for item in replica.truth():
        if match := PROVED.search(item["text"]):
            starts = [number["start"] for number in item["observations"]]
            return item, starts.index(match.start(2)), f"{match[1]}亿元"
    pytest.fail("no report of the replica states such a headline")


def test_reports_that_are_consistent_give_no_contradiction(replica, platform):
    pipeline = platform(replica)
    result = pipeline.run()
    assert len(result.published.documents) == len(replica.truth())
    assert result.published.contradictions == 0
    assert findings(pipeline, "severity = 'contradiction'") == []
    assert pipeline.lake.verify() == []


def test_a_silent_edit_of_a_proved_headline_is_a_contradiction_and_mending_it_takes_it_away(
    replica, platform
):
    pipeline = platform(replica)
    pipeline.run()
    item, figure, total = proved_figure(replica)
    printed = item["observations"][figure]["value"]
    change = replica.revise(item["site"], url=item["url"], figure=figure, to="0.07")
    result = platform(replica).run()
    assert result.published.contradictions == len(findings(pipeline)) >= 1
    (share,) = findings(pipeline, "kind = 'share' and severity = 'contradiction'")
    assert share["url"] == change["url"]
    assert {total, change["new"]} <= set(share["quotes"])
    assert all(quote in share["says"] for quote in share["quotes"])
    assert share["document_id"] in result.published.documents
    assert (share["zone"], share["report_year"]) == (item["zone"], item["report_year"])
    stated = pipeline.lake.query(
        "select o.observation_id, o.start, o.quote from observations o join findings f "
        "on list_contains(f.observation_ids, o.observation_id) where f.finding_id = ? order by 2",
        [share["finding_id"]],
    ).to_pydict()
    assert stated == {
        "observation_id": share["observation_ids"],
        "start": share["starts"],
        "quote": share["quotes"],
    }
    assert pipeline.lake.verify() == []

    replica.revise(item["site"], url=item["url"], figure=figure, to=printed)
    mended = platform(replica).run()
    assert len(mended.published.documents) == 1
    assert findings(pipeline, "severity = 'contradiction'") == []
    assert pipeline.lake.verify() == []


TEXT = """青山经济开发区2024年工作总结

2024年，青山经济开发区在县委、县政府的坚强领导下，各项工作稳步推进，现将有关情况总结如下。
一、主要工作完成情况
全年实现规上工业总产值86.4亿元，同比增长9.3%；完成固定资产投资12.05亿元，其中工业投资7.8亿元，增长15.2%。
新增规上工业企业6家，新签约项目18个，总投资33.6亿元。走访企业120余次，帮助解决问题45个。
全年排查隐患640条，整改628条，剩余{left}条正在整改。
二、2025年工作计划
持续做好安全生产、环境保护和企业服务各项工作，力争新增规上工业企业不少于5家。
"""


@pytest.fixture
def pipeline(tmp_path):
    pipeline = Pipeline(Settings(home=tmp_path / "home"))
    yield pipeline
    pipeline.close()


def brought(tmp_path, left, zone="青山"):
    path = tmp_path / f"{left}.txt"
    path.write_text(TEXT.format(left=left).replace("青山", zone), encoding="utf-8")
    return path


def test_a_report_brought_by_a_person_is_compared_too(pipeline, tmp_path):
    result = pipeline.import_files([brought(tmp_path, 21), brought(tmp_path, 12, "白河")])
    assert (len(result.documents), result.findings, result.contradictions) == (2, 1, 1)
    (row,) = findings(pipeline)
    assert (row["kind"], row["expected"], row["stated"]) == ("remainder", 12.0, 21.0)
    assert row["quotes"] == ["640条", "628条", "21条"]
    assert row["url"].endswith("/21.txt")


def test_the_same_finding_bears_the_same_id_wherever_it_is_published(tmp_path):
    rows = []
    for home in ("one", "two"):
        pipeline = Pipeline(Settings(home=tmp_path / home))
        pipeline.import_files([brought(tmp_path, 21)])
        rows += [
            {key: row[key] for key in ("finding_id", "says", "starts")}
            for row in findings(pipeline)
        ]
        pipeline.close()
    assert rows[0] == rows[1]


def test_numbers_that_the_gate_refused_prove_nothing(pipeline, tmp_path, monkeypatch):
    real = pipeline._gate()

    def refuse_the_remainder(batch, name, **beside):
        verdict = real(batch, name, **beside)
        kept = [row for row in verdict.observations if row["quote"] != "21条"]
        assert len(kept) == len(verdict.observations) - 1
        return SimpleNamespace(
            documents=verdict.documents,
            observations=kept,
            quarantine=verdict.quarantine,
            held_back=(),
            failures=(),
            evaluated={},
            decisions=(),
            lapsed=(),
            rejected=(),
        )

    monkeypatch.setattr(pipeline, "_gate", lambda: refuse_the_remainder)
    assert pipeline.import_files([brought(tmp_path, 21)]).findings == 0
    assert findings(pipeline) == []


def test_a_report_that_is_held_back_has_no_findings(pipeline, tmp_path, monkeypatch):
    real = pipeline._gate()

    def hold_back(batch, name, **beside):
        verdict = real(batch, name, **beside)
        ids = tuple(row["document_id"] for row in verdict.documents)
        return SimpleNamespace(
            documents=[],
            observations=[],
            quarantine=[],
            held_back=ids,
            failures=(),
            evaluated={},
            decisions=(),
            lapsed=(),
            rejected=(),
        )

    monkeypatch.setattr(pipeline, "_gate", lambda: hold_back)
    result = pipeline.import_files([brought(tmp_path, 21)])
    assert len(result.held_back) == 1
    assert result.findings == 0
    assert pipeline.lake.verify() == []
