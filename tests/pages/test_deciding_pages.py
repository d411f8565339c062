"""A refused row is released, corrected or rejected from its page, by a person, for a reason."""

import re
from dataclasses import replace

import pytest
from lxml import html

from zonereports.errors import WrongSetting
from zonereports.pages import Portal, Word, failure_page
from zonereports.pages.labels import LABELS
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

TEXT = """青山经济开发区2024年工作总结

2024年，青山经济开发区紧扣年度目标，各项工作有序开展，现将有关情况总结如下。
一、主要工作完成情况
全年实现规上工业总产值7530000亿元，同比增长8.1%；完成固定资产投资11.45亿元，其中工业投资6.9亿元，增长12.4%。
新增规上工业企业7家，新签约项目16个，总投资29.8亿元。走访企业110余次，帮助解决问题38个。
二、2025年工作计划
做好安全生产和企业服务工作，力争新增规上工业企业不少于6家。
"""


@pytest.fixture
def pipeline(tmp_path):
    """One report is published, one impossible number of it stands in quarantine."""
    (tmp_path / "sites").mkdir()
    pipeline = Pipeline(Settings(home=tmp_path / "home", sites=tmp_path / "sites"))
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    pipeline.import_files([path])
    assert len(pipeline.review.quarantine()) == 1
    yield pipeline
    pipeline.close()


@pytest.fixture
def portal(pipeline):
    return Portal(pipeline)


@pytest.fixture
def judge(view):
    """A user who may decide."""
    return replace(view, may=frozenset({"decide"}))


def tree(page):
    return html.document_fromstring(page)


def filled(page, kind, why="与统计局核对", **new):
    """What a browser would send: the form of the only refused row, some of its values changed."""
    (form,) = tree(page).xpath("//form[contains(@action, '/quality/decisions') and .//fieldset]")
    columns = form.xpath(".//input[@name='column']/@value")
    held = form.xpath(".//input[@name='value']/@value")
    assert kind in form.xpath(".//input[@name='kind']/@value")
    values = dict(zip(columns, held, strict=True))
    assert set(new) <= set(values)
    (row,), (seen,) = (form.xpath(f".//input[@name='{name}']/@value") for name in ("row", "seen"))
    return Word(row, kind, why, seen, values | new)


def output(pipeline):
    return pipeline.lake.query(
        "select value, unit, quote from observations "
        "where code = 'industrial_output_ads' and measure = 'level'"
    ).to_pylist()


def decisions(page):
    return tree(page).xpath("//section[@aria-labelledby='decisions']//tbody/tr")


def test_who_may_only_look_sees_the_row_and_no_form(portal, view):
    page = portal.quality(view)
    assert "7530000亿元" in page
    assert not tree(page).xpath("//form[@method='post']")
    assert "还没有人作过决定" in page


def test_a_released_row_leaves_the_quarantine_and_the_user_answers_for_it(portal, pipeline, judge):
    number = portal.decide(judge, filled(portal.quality(judge), "release"))
    assert [str(row["quote"]) for row in output(pipeline)] == ["7530000亿元"]
    page = portal.quality(judge, decided=number)
    assert not tree(page).xpath("//article[@class='refused']")
    assert tree(page).xpath("//div[@role='status' and contains(., '放行')]")
    (row,) = decisions(page)
    for told in ("放行", "ada", "与统计局核对", "有效"):
        assert told in row.text_content()


def test_only_the_fields_that_were_changed_are_corrected(portal, pipeline, judge):
    portal.decide(judge, filled(portal.quality(judge), "correct", value="75.3"))
    (row,) = output(pipeline)
    assert (float(row["value"]), row["quote"]) == (75.3, "7530000亿元")
    (decision,) = pipeline.review.decisions()
    assert set(decision.changes) == {"value"}
    assert "value → 75.3" in decisions(portal.quality(judge))[0].text_content()


def test_a_second_correction_keeps_what_the_first_one_set(portal, pipeline, judge):
    portal.decide(judge, filled(portal.quality(judge), "correct", label="工业总产值"))
    page = portal.quality(judge)
    (row,) = tree(page).xpath("//article[@class='refused']")
    assert "更正" in row.text_content()
    portal.decide(judge, filled(page, "correct", value="75.3"))
    assert set(pipeline.review.decisions()[-1].changes) == {"label", "value"}
    assert [float(row["value"]) for row in output(pipeline)] == [75.3]


def test_a_rejected_row_is_shown_only_when_asked_for(portal, judge):
    portal.decide(judge, filled(portal.quality(judge), "reject"))
    page = portal.quality(judge)
    assert not tree(page).xpath("//article[@class='refused']")
    assert "显示 (1)" in page
    (row,) = tree(portal.quality(judge, open_only=False)).xpath("//article[@class='refused']")
    assert "拒绝" in row.text_content()


def test_a_withdrawn_decision_is_kept_with_who_took_it_back_and_the_row_returns(
    portal, pipeline, judge
):
    number = portal.decide(judge, filled(portal.quality(judge), "release"))
    with pytest.raises(WrongSetting, match="for a reason"):
        portal.withdraw(judge, number, why=" ")
    portal.withdraw(replace(judge, user="grace"), number, why="原文无误")
    page = portal.quality(judge)
    assert len(tree(page).xpath("//article[@class='refused']")) == 1
    (row,) = decisions(page)
    for told in ("已撤回", "grace", "原文无误", "ada"):
        assert told in row.text_content()
    assert not row.xpath(".//form")
    with pytest.raises(WrongSetting, match="withdrawn before"):
        portal.withdraw(judge, number, why="again")


@pytest.mark.parametrize(
    ("kind", "why", "new", "says"),
    [
        ("correct", "x", {}, "without a new value"),
        ("correct", "x", {"value": "viel"}, "is no value"),
        ("correct", "x", {"value": ""}, "reject it instead"),
        ("reject", "  ", {}, "without a reason"),
        ("release", "x", {"value": "1"}, "changes no value"),
    ],
)
def test_a_wrong_form_ends_in_one_plain_message_and_decides_nothing(
    portal, pipeline, judge, kind, why, new, says
):
    word = filled(portal.quality(judge), kind, why, **new)
    with pytest.raises(WrongSetting, match=says) as caught:
        portal.decide(judge, word)
    status, page = failure_page(judge, caught.value, sent=True)
    assert status == 400
    assert len(tree(page).xpath("//*[@role='alert']")) == 1
    assert re.search(says, page)
    assert pipeline.review.decisions() == []


def test_a_field_that_no_person_may_set_is_refused(portal, pipeline, judge):
    word = filled(portal.quality(judge), "correct")
    with pytest.raises(WrongSetting, match="quote of observations cannot be corrected"):
        portal.decide(judge, replace(word, values={"quote": "1亿元"}))
    assert pipeline.review.decisions() == []


def test_a_page_on_which_another_colleague_has_decided_since_decides_nothing(
    portal, pipeline, judge
):
    old = filled(portal.quality(judge), "release")
    portal.decide(judge, filled(portal.quality(judge), "reject"))
    with pytest.raises(WrongSetting, match="changed since"):
        portal.decide(judge, old)
    assert [one.kind for one in pipeline.review.decisions()] == ["reject"]


def test_a_row_without_a_key_has_no_form(portal, pipeline, judge, tmp_path):
    empty = tmp_path / "empty.html"
    empty.write_text("<html><body></body></html>")
    pipeline.import_files([empty])
    page = portal.quality(judge, expectation="readable")
    assert "此行没有编号" in page
    assert not tree(page).xpath("//form[.//fieldset]")


def test_the_verdicts_come_from_the_state_and_need_no_files_of_the_gate(portal, pipeline, view):
    for path in (pipeline.settings.quality_dir / "docs" / "runs").glob("*.json"):
        path.unlink()
    (verdict,) = tree(portal.quality(view)).xpath("//section[@aria-labelledby='runs']/details")
    assert "not_above_range" in verdict.text_content()
    assert "有行被拒" in verdict.xpath("./summary")[0].text_content()
    assert "有行被拒" in portal.overview(view)


def test_every_state_of_a_row_and_of_a_decision_has_words_in_both_languages(portal, judge):
    assert set(LABELS["decision"]) == {"open", "release", "correct", "reject"}
    assert set(LABELS["standing"]) == {"holds", "lapsed", "withdrawn"}
    portal.decide(judge, filled(portal.quality(judge), "reject"))
    page = portal.quality(replace(judge, language="en"), open_only=False)
    section = tree(page).xpath("//section[@aria-labelledby='decisions']")[0].text_content()
    for told in ("reject", "holds", "Withdraw"):
        assert told in section
    for kind in ("待处理", "放行", "更正", "拒绝", "有效"):
        assert kind not in page
