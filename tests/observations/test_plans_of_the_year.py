"""What a half-year's report says of the year's plan, and words that only stand beside a name."""

from decimal import Decimal

import pytest

from zonereports.observations import observe

HALF = "云溪工业集中区2025年上半年工作总结"
FIRST_HALF = "2025-01/2025-06"


def rows(text, title=HALF):
    return {o.quote: o for o in observe(text, title=title).observations}


@pytest.mark.parametrize(
    "part",
    [
        "完成年计划6亿元的53.3%",
        "为年初计划6亿元的53.3%",
        "占全年计划6亿元的53.3%",
        "占全年任务6亿元的53.3%",
        "占年度计划数6亿元的53.3%",
        "完成全年目标任务（6亿元）的53.3%",
        "完成全年6亿元目标的53.3%",
    ],
)
def test_a_share_of_the_years_plan_is_the_half_years_and_the_plan_the_years(part):
    found = rows(f"实现税收3.2亿元，{part}，同比增长4%。")
    assert {quote: (o.code, o.measure, o.period, o.status) for quote, o in found.items()} == {
        "3.2亿元": ("tax_revenue", "level", FIRST_HALF, "actual"),
        "6亿元": ("tax_revenue", "level", "2025", "target"),
        "53.3%": ("tax_revenue", "completion", FIRST_HALF, "actual"),
        "4%": ("tax_revenue", "yoy", FIRST_HALF, "actual"),
    }


def test_a_count_of_the_years_plan_keeps_the_indicator():
    found = rows("引进项目12个，完成全年20个任务的60%，到位资金5亿元。")
    assert (found["20个"].code, found["20个"].period) == ("projects_signed", "2025")
    assert (found["60%"].measure, found["60%"].period) == ("completion", FIRST_HALF)
    assert found["5亿元"].period == FIRST_HALF


def test_what_is_due_of_one_project_says_nothing_of_the_next():
    found = rows(
        "某某负极材料项目已完成投资4.2亿元，生产线已安装到位，预计9月底投产；"
        "绿森家居智能工厂项目总投资3.6亿元，计划8月开工；引进项目12个。"
    )
    for quote in ("3.6亿元", "12个"):
        assert (found[quote].status, found[quote].period) == ("actual", FIRST_HALF)


def test_what_one_project_hopes_for_says_nothing_of_the_next():
    found = rows(
        "鸿翔铝业年产20万吨再生铝项目（总投资8.5亿元）已于5月投产，预计全年可实现产值16亿元；"
        "同辉光伏组件项目完成投资2.1亿元，预计11月试生产。"
    )
    assert (found["16亿元"].status, found["16亿元"].period) == ("estimate", "2025")
    assert (found["2.1亿元"].status, found["2.1亿元"].period) == ("actual", FIRST_HALF)


@pytest.mark.parametrize("compared", ["较去年同期", "较去年同期的", "比上年"])
def test_last_years_amount_may_stand_between_the_comparison_and_the_growth(compared):
    found = rows(f"完成税收4.86亿元，{compared}4.52亿元增长7.5%。")
    assert (found["4.52亿元"].code, found["4.52亿元"].status) == ("tax_revenue", "prior")
    assert found["4.52亿元"].period == "2024-01/2024-06"
    assert (found["7.5%"].code, found["7.5%"].measure) == ("tax_revenue", "yoy")


def test_a_pledge_goes_on_with_the_indicator_before_it():
    found = rows("三、下半年打算\n力争完成规上工业总产值45亿元，确保全年达到143.7亿元、增长8%。")
    assert {o.code for o in found.values()} == {"industrial_output_ads"}
    assert found["143.7亿元"].period == "2025"


def test_below_the_growth_aimed_at_is_a_negative_difference():
    found = rows("固定资产投资仅增长3.2%，低于目标增速6.8个百分点，高于全市增速1.1个百分点。")
    assert (found["6.8个百分点"].value, found["1.1个百分点"].value) == (
        Decimal("-6.8"),
        Decimal("1.1"),
    )


def test_what_is_counted_by_a_milestone_is_still_expected():
    found = rows("总投资1.1亿元，力争年内3个项目竣工；引进项目12个。")
    assert (found["3个"].status, found["12个"].status) == ("target", "actual")


@pytest.mark.parametrize(
    ("clause", "quote", "label"),
    [
        ("有效发明专利拥有量386件", "386件", "有效发明专利拥有量"),
        ("亿元以上企业不足30家", "30家", "亿元以上企业"),
        ("引进亿元以上项目30个以上", "30个", "引进亿元以上项目"),
        ("高新技术企业净增62家", "62家", "高新技术企业"),
        ("发放“科技贷”4.3亿元", "4.3亿元", "“科技贷”"),
        ("三季度前启动标准厂房10万平方米", "10万平方米", "启动标准厂房"),
    ],
)
def test_a_name_is_neither_cut_nor_said_with_what_stands_round_it(clause, quote, label):
    assert rows(f"{clause}。")[quote].label == label


@pytest.mark.parametrize(
    ("clause", "quote", "code"),
    [
        ("房屋征收18.6万平方米", "18.6万平方米", None),
        ("征收土地2100亩", "2100亩", "land_acquired"),
        ("企业停产，影响产值约3.5亿元", "3.5亿元", None),
        ("万人发明专利拥有量128件", "128件", None),
        ("产值过百亿企业2家，过50亿企业4家", "4家", "enterprises_over_1bn"),
        ("铺排项目118个，年度投资计划150亿元", "150亿元", "projects_investment_planned"),
        ("安排产业扶持资金5.2亿元", "5.2亿元", "subsidies_paid"),
        ("争取产业扶持资金5.2亿元", "5.2亿元", "grants_received"),
        ("拨付征拆资金8.6亿元", "8.6亿元", None),
        ("在谈项目31个，意向投资额120亿元", "120亿元", None),
    ],
)
def test_words_beside_a_name_decide_what_it_is(clause, quote, code):
    assert rows(f"{clause}。")[quote].code == code
