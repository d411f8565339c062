"""Lists, 分别, lost signs, differences and words for fractions, in texts of other words."""

from decimal import Decimal

import pytest

from zonereports.observations import observe

TITLE = "云溪高新区2023年工作总结\n"


def rows(text):
    return list(observe(TITLE + text).observations)


def codes(text):
    return [(o.quote, o.code) for o in rows(text)]


def only(text, quote):
    (row,) = [o for o in rows(text) if o.quote == quote]
    return row


def test_an_item_is_named_before_its_colon():
    text = (
        "（1）规上工业总产值：完成88亿元，增长3.2%；\n（2）新开工项目：9个；\n（3）招商活动：6次。"
    )
    assert codes(text) == [
        ("88亿元", "industrial_output_ads"),
        ("3.2%", "industrial_output_ads"),
        ("9个", "projects_started"),
        ("6次", "promotion_visits"),
    ]


def test_a_colon_before_a_named_number_takes_nothing_from_the_heading():
    assert codes("工业投资方面：税收收入3亿元。") == [("3亿元", "tax_revenue")]


def test_each_number_behind_分别_goes_to_its_own_indicator():
    text = "产值、投资、税收分别完成61亿元、20亿元、2亿元，同比分别增长5%、6%、7%。"
    wanted = ["industrial_output", "fixed_asset_investment", "tax_revenue"]
    assert [o.code for o in rows(text)] == wanted * 2
    assert [o.measure for o in rows(text)] == ["level"] * 3 + ["yoy"] * 3


def test_counts_behind_分别_go_to_their_own_enterprises():
    text = "规上工业企业、高新技术企业分别达到45家、60家。"
    assert codes(text) == [("45家", "enterprises_ads"), ("60家", "enterprises_hightech")]


def test_parts_named_before_分别_do_not_pass_for_the_zone():
    assert [o.scope for o in rows("东片区、西片区产值分别为12亿元、8亿元。")] == ["sub", "sub"]


@pytest.mark.parametrize(
    ("text", "value"), [("增长6.4", "6.4"), ("同比下降2.1", "-2.1"), ("增长11", "11")]
)
def test_growth_without_its_sign_is_a_percentage(text, value):
    row = rows(f"工业投资{text}。")[0]
    assert (row.measure, row.unit, row.value) == ("yoy", "%", Decimal(value))
    assert row.code == "industrial_investment"


def test_a_difference_from_last_year_keeps_the_subject():
    found = rows("新开工项目16个，比去年多5个；税收收入2亿元，同比增收900万元。")
    assert [(o.code, o.measure) for o in found] == [
        ("projects_started", "level"),
        ("projects_started", "delta"),
        ("tax_revenue", "level"),
        ("tax_revenue", "delta"),
    ]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("税收收入占全市两成", "2", "成"),
        ("税收收入增长两成半", "2.5", "成"),
        ("税收收入占全县三分之一", "33.33", "%"),
        ("税收收入占全县五分之二", "40", "%"),
    ],
)
def test_fractions_in_words_are_shares(text, value, unit):
    row = rows(text + "。")[0]
    assert (row.value, row.unit, row.code) == (Decimal(value), unit, "tax_revenue")


@pytest.mark.parametrize("text", ["整治一成套设备。", "获评全省十大场景。", "在大陆万家企业中。"])
def test_words_that_hold_numerals_are_none(text):
    assert rows(text) == []


def test_formal_numerals_before_a_unit_are_numbers():
    assert only("盘活闲置厂房贰万平方米。", "贰万平方米").value == 2


def test_a_figure_split_by_recognition_is_joined_only_where_points_are_split_too():
    assert only("税收收入3. 5亿元，入驻企业2 14家。", "2 14家").value == 214
    assert [o.quote for o in rows("税收收入3.5亿元，入驻企业2 14家。")] != ["3.5亿元", "2 14家"]


def test_the_countys_amount_behind_占_is_the_countys():
    found = rows("完成出口12亿元，占全市出口总额60亿元的20%。")
    assert [(o.scope, o.measure) for o in found] == [
        ("zone", "level"),
        ("parent", "level"),
        ("zone", "share"),
    ]


def test_a_years_target_is_the_years_even_after_three_quarters():
    found = rows("前三季度，工业投资20亿元，占年度目标25亿元的80%，超额完成目标任务12%。")
    assert [(o.status, o.period) for o in found] == [
        ("actual", "2023-01/2023-09"),
        ("target", "2023"),
        ("actual", "2023-01/2023-09"),
        ("actual", "2023-01/2023-09"),
    ]


def test_the_time_of_a_plan_is_its_five_years_and_since_it_began_to_this_year():
    assert rows("“十四五”期间，税收收入30亿元。")[0].period == "2021/2025"
    assert rows("“十四五”以来，税收收入12亿元。")[0].period == "2021/2023"
    assert rows("“十四五”以来，税收收入12亿元。")[0].status == "actual"


def test_a_level_at_the_years_end_is_a_day_but_a_years_flow_is_the_year():
    found = rows("年末规上工业企业70家，从业人员9000人；税收收入4亿元。")
    assert [o.period for o in found] == ["2023-12", "2023-12", "2023"]


def test_what_was_signed_last_year_and_starts_now_is_of_this_year():
    row = rows("去年签约的项目已开工7个。")[0]
    assert (row.code, row.period) == ("projects_started", "2023")


def test_the_total_after_the_new_ones_is_the_stock():
    assert codes("新增规上工业企业6家，总量达到80家。") == [
        ("6家", "enterprises_ads_new"),
        ("80家", "enterprises_ads"),
    ]


def test_a_rank_among_the_citys_zones_keeps_the_subject():
    text = "工业投资20亿元，增长5%，总量列全省开发区第4位。"
    assert only(text, "第4位").code == "industrial_investment"


def test_growths_behind_a_distribution_are_distributed_too():
    text = "进出口、实际利用外资分别完成12亿元、3000万美元，增长4%、6%。"
    assert [(o.code, o.measure) for o in rows(text)] == [
        ("trade_total", "level"),
        ("fdi_utilized", "level"),
        ("trade_total", "yoy"),
        ("fdi_utilized", "yoy"),
    ]


def test_one_may_grow_and_the_other_fall():
    found = rows("工业投资、技改投资分别增长5%和下降3%。")
    assert [(o.code, o.value) for o in found] == [
        ("industrial_investment", 5),
        ("technical_upgrading_investment", -3),
    ]


def test_new_ones_behind_分别_are_new():
    text = "规上工业企业和高新技术企业分别新增5家和8家。"
    assert codes(text) == [("5家", "enterprises_ads_new"), ("8家", "enterprises_hightech_new")]


def test_branches_listed_among_an_output_are_parts_of_it():
    found = rows("规上工业总产值100亿元，其中：装备制造产业40亿元，占40%、新材料产业30亿元。")
    assert {o.code for o in found} == {"industrial_output_ads"}
    assert [o.scope for o in found] == ["zone", "sub", "sub", "sub"]


def test_a_bare_target_is_no_result():
    found = rows("工业投资方面，全年目标25亿元，完成26亿元。")
    assert [o.status for o in found] == ["target", "actual"]


def test_fewer_than_last_year_is_a_negative_difference():
    found = rows("新签约项目20个，较去年同期少5个。")
    assert [(o.code, o.measure, o.value) for o in found] == [
        ("projects_signed", "level", 20),
        ("projects_signed", "delta", -5),
    ]


def test_a_time_may_stand_between_an_items_colon_and_its_number():
    found = rows("税收：1-6月完成3亿元，同比增长12.5；")
    assert [(o.code, o.period) for o in found] == [("tax_revenue", "2023-01/2023-06")] * 2
