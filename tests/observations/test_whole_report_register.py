"""What the writers of whole reports do: deadlines inside items, measures before problems, parts by branch."""

import pytest

from zonereports.observations import catalogue, observe

TITLE = "云溪高新区2023年工作总结\n"
PLAN = TITLE + "一、主要工作\n签约项目9个。\n二、2024年工作计划\n"


def rows(text):
    return {o.quote: o for o in observe(text).observations}


def guided(row):
    """The code, where it is one of the annotation guide's and not a finer one of ours."""
    return None if row.code is None or catalogue()[row.code].fine else row.code


def test_a_time_behind_a_number_holds_for_its_clause_only():
    found = rows(PLAN + "确保15个新建项目上半年开工10个；盘活存量土地260亩。\n")
    assert found["10个"].period == "2024-01/2024-06"
    assert found["260亩"].period == "2024"


def test_a_deadline_in_the_plan_of_a_year_ends_with_its_item():
    text = "6月底前，新开工15个、竣工4个；铺设供热管网11公里。全年新签约项目20个。\n"
    found = rows(PLAN + text)
    assert found["15个"].period == found["4个"].period == "2024-06"
    assert found["11公里"].period == found["20个"].period == "2024"


def test_a_deadline_at_the_end_of_the_year_is_the_year_and_ends_the_half_year():
    found = rows(PLAN + "上半年9个项目开工，年底前12个项目建成投产。\n")
    assert found["9个"].period == "2024-01/2024-06"
    assert found["12个"].period == "2024"


def test_within_the_year_means_so_far_in_a_review_of_nine_months():
    text = "云溪综合保税区2024年前三季度工作总结\n前三季度进出口88亿元。年内新注册企业72家。\n"
    assert rows(text)["72家"].period == "2024-01/2024-09"


def test_what_a_stock_at_the_years_end_precedes_is_the_years_when_it_was_achieved():
    text = TITLE + "截至12月底，区内注册企业398家。企业实现规上工业产值95.2亿元，增长17.4%。\n"
    found = rows(text)
    assert found["398家"].period == "2023-12"
    assert found["95.2亿元"].period == found["17.4%"].period == "2023"


def test_measures_are_a_review_when_problems_and_a_plan_follow_them():
    text = (
        "云溪高新区2022年上半年经济运行情况\n一、运行特点\n税收5亿元。\n二、主要工作举措\n新签约项目31个。\n"
        "三、存在的问题\n亏损企业7户。\n四、下半年工作重点\n新开工项目16个。\n"
    )
    found = rows(text)
    assert (found["31个"].status, found["31个"].period) == ("actual", "2022-01/2022-06")
    assert (found["16个"].status, found["16个"].period) == ("target", "2022-07/2022-12")


def test_measures_behind_the_problems_stay_a_plan():
    text = TITLE + "一、存在问题\n亏损企业7户。\n二、目标举措\n新开工项目16个。\n"
    assert rows(text)["16个"].status == "target"


def test_the_tasks_of_the_year_under_review_are_no_plan():
    text = "石潭园区“十三五”总结\n一、2020年重点工作\n新引进项目36个。\n二、2021年重点工作\n新引进项目20个。\n"
    found = rows(text)
    assert (found["36个"].status, found["20个"].status) == ("actual", "target")


def test_what_five_years_made_grow_ends_in_the_last_of_them():
    text = "石潭园区“十三五”总结\n2020年税收12亿元。五年来，建成区由6.8平方公里扩大到13.5平方公里，新建道路46公里。\n"
    found = rows(text)
    assert found["13.5平方公里"].period == "2020"
    assert found["46公里"].period == "2016/2020"


def test_each_branch_has_its_own_part_of_the_output():
    text = (
        TITLE
        + "规上工业总产值328亿元。分产业看，装备制造完成121亿元，增长17.2%；食品饮料完成86亿元。\n"
    )
    found = rows(text)
    for quote in ("121亿元", "17.2%", "86亿元"):
        assert (found[quote].code, found[quote].scope) == ("industrial_output_ads", "sub")


@pytest.mark.parametrize(
    ("clause", "quote", "code"),
    [
        ("推动18个签约项目开工", "18个", "projects_started"),
        ("推动18个签约项目开工、15个在建项目竣工", "15个", "projects_completed"),
        ("确保20个项目开工建设、18个项目建成投产", "18个", "projects_in_production"),
        ("其中签约项目18个、开工项目23个", "23个", "projects_started"),
        ("新纳统项目30个", "30个", "projects_registered"),
        ("批而未供土地处置920亩", "920亩", "land_revitalised"),
        ("标准化厂房竣工21万平方米，累计建成96万平方米", "96万平方米", None),
        ("单位面积税收23.8万元/亩", "23.8万元/亩", "tax_per_mu"),
        ("为企业减负1680万元", "1680万元", "relief_amount"),
        ("授信46亿元，实际放款31亿元", "31亿元", "financing_raised"),
        ("发放“电费贷”5亿元", "5亿元", "financing_raised"),
        ("5家企业出现风险，涉及贷款3.2亿元", "3.2亿元", None),
        ("争取专项债项目5个、资金4.35亿元", "4.35亿元", "special_bond_funds"),
        ("到位内资186亿元、外资2.3亿美元", "2.3亿美元", "fdi_utilized"),
        ("实际到资68亿元", "68亿元", "external_funds_in_place"),
        ("现有党支部21个，党员386名，今年新成立3个", "3个", "party_branches_new"),
        ("产值过亿元企业59家、过10亿元企业6家", "6家", None),
        ("规上企业仅33户，平均产值不足2.5亿元", "2.5亿元", None),
        ("专精特新企业61家（国家级5家、省级56家）", "56家", "enterprises_srdi"),
        ("亩均税收13万元，仅为全市平均的82%", "82%", "tax_per_mu"),
        ("规上工业产值95亿元，在全国绩效评价中排名第47位", "第47位", None),
        ("40%以上规上企业无研发活动", "40%", None),
    ],
)
def test_an_indicator_is_found_by_what_the_clause_says_of_it(clause, quote, code):
    assert guided(rows(f"{TITLE}{clause}。\n")[quote]) == code


@pytest.mark.parametrize(
    ("clause", "quote", "value"),
    [
        ("税收同比+7.8%", "7.8%", "7.8"),
        ("VOCs排放量削减8%", "8%", "-8"),
        ("19家企业减产，下拉产值增速1.8个百分点", "1.8个百分点", "-1.8"),
        ("PM2.5平均浓度41微克/立方米", "41微克/立方米", "41"),
    ],
)
def test_a_sign_and_a_concentration_are_read(clause, quote, value):
    assert str(rows(f"{TITLE}{clause}。\n")[quote].value) == value


def test_the_target_in_brackets_is_not_what_was_done():
    found = rows(TITLE + "固定资产投资17亿元，完成年度任务（22亿元）的78.7%。\n")
    assert (found["22亿元"].status, found["22亿元"].period) == ("target", "2023")
    assert found["78.7%"].measure == "completion"


@pytest.mark.parametrize(
    "clause",
    [
        "晨星半导体项目总投资32亿元",
        "渤海炼化一体化项目完成投资19.6亿元",
        "投产后，年可新增产值25亿元",
    ],
)
def test_what_one_project_costs_or_promises_is_not_the_zones(clause):
    (row,) = [o for o in observe(f"{TITLE}{clause}。\n").observations if o.unit == "亿元"]
    assert (guided(row), row.scope) == (None, "sub")


def test_projects_named_as_examples_are_counted_for_the_zone():
    found = rows(TITLE + "渤北新材料产业园一期、海川重工等8个项目建成投产。\n")
    assert found["8个"].scope == "zone"


def test_the_first_few_firms_are_no_count_and_their_share_is_a_part():
    found = rows(TITLE + "前三家企业进出口额占全区58%。\n")
    assert list(found) == ["58%"]
    assert found["58%"].scope == "sub"


@pytest.mark.parametrize(
    "heading",
    [
        "三、2024年",
        "三、2024年工作部署",
        "三、2024年主要工作",
        "三、工作设想",
        "三、今后努力方向",
        "三、来年工作",
        "3.下一步打算",
        "3、明年工作计划",
    ],
)
def test_a_heading_that_looks_ahead_opens_the_plan(heading):
    text = f"{TITLE}一、主要工作\n签约项目9个。\n{heading}\n新开工项目30个。\n"
    row = rows(text)["30个"]
    assert (row.status, row.period) == ("target", "2024")


@pytest.mark.parametrize(
    "heading", ["一、重点任务推进", "一、今年以来主要举措", "一、重点工作", "一、主要工作任务"]
)
def test_a_heading_of_what_was_carried_out_is_a_review(heading):
    text = f"{TITLE}{heading}\n签约项目30个。\n二、下一步打算\n新开工项目9个。\n"
    row = rows(text)["30个"]
    assert (row.status, row.period) == ("actual", "2023")


def test_what_is_to_be_done_is_a_plan_where_the_title_says_so():
    text = (
        "云溪高新区2024年工作计划\n一、重点工作\n签约项目30个。\n二、下一步打算\n新开工项目9个。\n"
    )
    assert rows(text)["30个"].status == "target"


@pytest.mark.parametrize(
    ("title", "year"),
    [("云溪高新区2018—2022年工作总结", "2022"), ("云溪高新区“十三五”工作总结", "2020")],
)
def test_a_review_of_several_years_is_of_the_last_of_them(title, year):
    assert rows(f"{title}\n签约项目30个。\n")["30个"].period == year


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("前十一个月，", "2023-01/2023-11"),
        ("前十个月", "2023-01/2023-10"),
        ("前八个月", "2023-01/2023-08"),
        ("前8月", "2023-01/2023-08"),
    ],
)
def test_months_are_counted_in_either_numerals(words, period):
    found = rows(f"{TITLE}{words}完成税收5亿元。\n")
    assert [(q, o.period) for q, o in found.items()] == [("5亿元", period)]


@pytest.mark.parametrize(
    ("change", "value"),
    [("（+25%）", "25"), ("（-3.5%）", "-3.5"), ("，+25%", "25"), ("，-3.5%", "-3.5")],
)
def test_a_signed_percentage_behind_an_amount_is_its_growth(change, value):
    found = observe(f"{TITLE}税收5亿元{change}。\n").observations
    assert [(o.measure, str(o.value)) for o in found] == [("level", "5"), ("yoy", value)]


def test_last_years_amount_that_growth_is_measured_from_is_last_years():
    row = rows(TITLE + "税收5亿元，比去年的4亿元增长25%。\n")["4亿元"]
    assert (row.status, row.period) == ("prior", "2022")


def test_points_ahead_of_a_target_are_reached():
    assert rows(TITLE + "税收5亿元，超年度目标12.5个百分点。\n")["12.5个百分点"].status == "actual"
