"""What whole reports do that single sentences do not: titles, parts, plans, base years, interruptions."""

import pytest

from zonereports.observations import observe

HEAD = "云溪县经济开发区2023年工作总结\n"


def rows(text):
    return {o.quote: o for o in observe(text).observations}


def test_a_title_that_begins_with_about_tells_the_months_of_every_paragraph():
    text = "关于2023年1—9月工作情况的汇报\n（一）抓项目。在建项目43个。\n（二）强要素。供应工业用地386亩。\n"
    assert {o.period for o in observe(text).observations} == {"2023-01/2023-09"}


def test_a_paragraph_that_opens_with_the_year_to_come_opens_the_plan():
    text = (
        HEAD
        + "全年签约项目18个。\n2024年，全力完成以下目标：税收增长5%。\n重点建设标准厂房10万平方米。\n"
    )
    found = rows(text)
    assert (found["18个"].status, found["18个"].period) == ("actual", "2023")
    assert (found["10万平方米"].status, found["10万平方米"].period) == ("target", "2024")


def test_a_plan_under_a_heading_without_a_numeral_is_a_plan():
    text = "云溪高新区2025年上半年工作总结\n上半年新增规上企业9户。\n下半年工作计划：\n兑现资金3000万元。\n"
    row = rows(text)["3000万元"]
    assert (row.status, row.period) == ("target", "2025-07/2025-12")


def test_the_whole_year_interrupts_a_half_year_for_one_clause_only():
    text = HEAD + "二、工作打算\n下半年，完成产值75亿元，全年突破138亿元；新签约项目15个。\n"
    found = rows(text)
    assert found["75亿元"].period == found["15个"].period
    assert found["138亿元"].period != found["75亿元"].period


def test_a_deadline_does_not_reach_into_the_next_sentence():
    text = HEAD + "12月底前开工率达到80%。建成道路4公里。\n"
    found = rows(text)
    assert (found["80%"].period, found["4公里"].period) == ("2023-12", "2023")


@pytest.mark.parametrize(
    "words", ["由2015年的121亿元增长到203亿元", "203亿元，较2015年的121亿元增长67.8%"]
)
def test_the_amount_of_a_named_year_is_that_years(words):
    row = rows(f"陇河高新区2020年工作总结\n工业总产值{words}。\n")["121亿元"]
    assert (row.code, row.period, row.status) == ("industrial_output", "2015", "prior")


def test_a_review_of_years_keeps_the_year_that_its_rises_start_from():
    text = (
        "陇河高新区“十三五”工作总结\n"
        "2020年财政收入由2015年的4.1亿元增加到8.3亿元。建成区面积由9.2平方公里拓展到16.5平方公里。\n"
    )
    assert rows(text)["9.2平方公里"].period == "2015"


def test_growth_a_year_to_the_end_of_a_plan_covers_the_plan():
    row = rows("陇河高新区“十四五”思路\n到2025年，力争地区生产总值达到160亿元，年均增长11%。\n")[
        "11%"
    ]
    assert row.period == "2021/2025"


def test_what_several_industries_did_is_each_industrys_own():
    text = HEAD + "全区生产总值312亿元。智能装备、新材料产业分别实现产值216亿元、138亿元。\n"
    found = rows(text)
    for quote in ("216亿元", "138亿元"):
        assert (found[quote].code, found[quote].scope) == ("industrial_output", "sub")


def test_what_falls_short_of_an_amount_is_data_where_no_thing_follows():
    row = rows(HEAD + "可供工业用地不足300亩。")["300亩"]
    assert row.qualifier == "at_most"
    assert not rows(HEAD + "关停亩产不足5万元的企业。")


@pytest.mark.parametrize(
    ("text", "quote", "code", "measure"),
    [
        ("亩均税收28.4万元，同比提高2.6万元。", "2.6万元", "tax_per_mu", "delta"),
        ("规上企业19户，今年新增4户。", "4户", "enterprises_ads_new", "level"),
        ("新增规上企业9户，累计164户。", "164户", "enterprises_ads", "level"),
        ("整治低效企业46家，完成年度任务60家的76.7%。", "76.7%", None, "completion"),
        ("签约项目48个，引资163.2亿元。", "163.2亿元", "projects_signed_investment", "level"),
        ("新投产项目22个；技改项目48个。", "48个", None, "level"),
        ("一般公共预算收入21亿元，税占比88.2%。", "88.2%", "tax_revenue", "share"),
        ("削减COD62吨。", "62吨", None, "level"),
    ],
)
def test_short_ways_of_putting_it_are_read(text, quote, code, measure):
    row = rows(HEAD + text)[quote]
    known = None if row.code and row.code not in GUIDE else row.code
    assert (known, row.measure) == (code, measure)


GUIDE = {
    "tax_per_mu", "enterprises_ads_new", "enterprises_ads", "projects_signed_investment",
    "projects_in_production", "enterprises_total", "tax_revenue",
    "general_public_budget_revenue"
}  # fmt: skip
