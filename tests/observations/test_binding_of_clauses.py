from decimal import Decimal

import pytest

from zonereports.observations import Observation, observe


def rows(text: str) -> list[Observation]:
    return list(observe(text, report_year=2023).observations)


def codes(text: str) -> list[tuple[str | None, str]]:
    return [(r.code, r.measure) for r in rows(text)]


def test_an_elided_subject_is_the_number_before() -> None:
    assert codes("规上工业总产值12亿元,同比增长5%,占全县比重40%,高于全市1.2个百分点。") == [
        ("industrial_output_ads", m) for m in ("level", "yoy", "share", "delta")
    ]


def test_a_growth_rate_may_name_its_own_subject() -> None:
    assert codes("地区生产总值增长6%,规上工业增加值增速超9%,出口下降2%。") == [
        ("gdp", "yoy"), ("industrial_value_added_ads", "yoy"), ("exports", "yoy"),
    ]  # fmt: skip


def test_the_longest_name_that_ends_at_the_number_wins() -> None:
    assert codes("高新技术产业增加值3亿元,战略性新兴产业产值5亿元,工业增加值8亿元。") == [
        ("hightech_value_added", "level"),
        ("strategic_emerging_output", "level"),
        ("industrial_value_added", "level"),
    ]


def test_a_name_may_span_its_verb_and_hold_brackets() -> None:
    assert codes("规上工业企业实现产值12亿元,技术(研究)开发费2亿元。") == [
        ("industrial_output_ads", "level"), ("rd_expenditure", "level"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("税收3亿元,完成年度任务的98%。", "completion"), ("税收3亿元,占目标任务的98%。", "completion"),
        ("税收3亿元,超计划6%。", "completion"), ("税收3亿元,增幅6%。", "yoy"),
        ("税收3亿元,占比6%。", "share"), ("税收3亿元,占营业收入比重提升至6%。", "share"),
        ("税收3亿元,居全市第2位。", "rank"), ("税收3亿元,是上年的2.5倍。", "multiple"),
        ("税收3亿元,净增2000万元。", "delta"),
    ],
)  # fmt: skip
def test_the_words_before_a_number_settle_its_measure(text: str, measure: str) -> None:
    second = rows(text)[1]
    assert (second.measure, second.code) == (measure, "tax_revenue")


def test_a_target_inside_a_completion_is_a_target() -> None:
    level, target, done = rows("工业总产值35亿元,为任务40亿元的87.5%。")
    assert (target.status, target.code, target.measure) == ("target", "industrial_output", "level")
    assert (done.status, done.measure, done.code) == ("actual", "completion", "industrial_output")
    assert level.status == "actual"


def test_growth_rates_are_distributed_over_amounts() -> None:
    found = rows("工业总产值9亿元,税收2亿元,出口3亿元,分别增长5%、6%和7%。")
    assert [(r.code, r.value) for r in found[3:]] == [
        ("industrial_output", Decimal(5)), ("tax_revenue", Decimal(6)), ("exports", Decimal(7)),
    ]  # fmt: skip
    assert {r.measure for r in found[3:]} == {"yoy"}


def test_ranks_are_distributed_too() -> None:
    found = rows("工业投资9亿元,出口3亿元,增幅分别居全市第3位和第2位。")
    assert [(r.code, r.measure, r.value) for r in found[2:]] == [
        ("industrial_investment", "rank", Decimal(3)), ("exports", "rank", Decimal(2)),
    ]  # fmt: skip


def test_a_lost_percent_sign_is_taken_from_the_list() -> None:
    found = rows("工业总产值9亿元,税收2亿元,比上年分别增长5、6%。")
    assert [(r.quote, r.unit) for r in found[2:]] == [("5", "%"), ("6%", "%")]


def test_names_before_a_distribution_take_their_numbers() -> None:
    found = rows("固定资产投资增长9%。城南、城北两个园区投资分别增长3%、4%。")
    assert [(r.label, r.code, r.scope) for r in found[1:]] == [
        ("城南", "fixed_asset_investment", "sub"), ("城北", "fixed_asset_investment", "sub"),
    ]  # fmt: skip


def test_these_two_point_back_in_order() -> None:
    text = (
        "合同外资5亿美元,实际利用外资2亿美元。开发区这两项是3亿美元和1亿美元,分别占全市60%和55%。"
    )
    assert [r.code for r in rows(text)] == ["fdi_contracted", "fdi_utilized"] * 3


def test_a_verb_governs_its_whole_list() -> None:
    assert [r.code for r in rows("新增规上工业企业8家、高新技术企业5家、省级企业技术中心2家。")] == [
        "enterprises_ads_new", "enterprises_hightech_new", "tech_centres_new",
    ]  # fmt: skip


def test_stock_and_addition_are_told_apart() -> None:
    assert [r.code for r in rows("现有规上工业企业80家,高新技术企业35家;新认定高新技术企业6家。")] == [
        "enterprises_ads", "enterprises_hightech", "enterprises_hightech_new",
    ]  # fmt: skip


def test_an_addition_to_a_stock_without_its_own_code_is_a_change() -> None:
    assert [(r.code, r.measure) for r in rows("新增上市企业2家,总数达到9家。")] == [
        ("enterprises_listed", "delta"), ("enterprises_listed", "level"),
    ]  # fmt: skip


def test_parts_of_a_count_lean_on_it() -> None:
    assert [r.code for r in rows("新签约项目20个,其中10亿元以上项目3个、50亿元以上1个。")] == [
        "projects_signed"
    ] * 3


def test_a_breakdown_in_brackets_leans_on_what_stands_before_it() -> None:
    found = rows("上市企业10家(其中新三板7家),规上工业企业90家(净增6家)。")
    assert [(r.code, r.measure) for r in found] == [
        ("enterprises_listed", "level"), ("enterprises_listed", "level"),
        ("enterprises_ads", "level"), ("enterprises_ads", "delta"),
    ]  # fmt: skip


def test_the_investment_of_signed_projects_is_known_by_them() -> None:
    assert [r.code for r in rows("新签约项目14个,总投资60亿元。")] == [
        "projects_signed", "projects_signed_investment",
    ]  # fmt: skip
    assert rows("在建项目14个,总投资60亿元。")[1].code == "projects_investment"


def test_the_noun_may_follow_its_count() -> None:
    assert [r.code for r in rows("共有26个党支部、188名党员,15个项目竣工,11个项目开工。")] == [
        "party_branches", "party_members", "projects_completed", "projects_started",
    ]  # fmt: skip


def test_an_area_without_words_takes_those_of_its_count() -> None:
    found = rows("挂牌出让土地11宗,面积合388.6亩。已出让6宗210亩。")
    assert [r.code for r in found if r.unit == "亩"] == ["land_supplied"] * 2


def test_a_sentence_does_not_lean_on_the_one_before() -> None:
    assert rows("盘活土地93亩。安置返回地共计144亩。")[1].code is None


def test_inspection_hazards_and_their_repair() -> None:
    assert [r.code for r in rows("全年检查企业152家,发现安全隐患310条,整改305条。")] == [
        "enterprises_inspected", "hazards_found", "hazards_rectified",
    ]  # fmt: skip


def test_an_energy_intensity_is_not_the_value_added() -> None:
    (row,) = rows("单位工业增加值能耗下降3.2%。")
    assert (row.code, row.value) == (None, Decimal("-3.2"))


def test_every_row_says_its_rule_and_confidence() -> None:
    for row in rows("税收3亿元,同比增长5%;绿化8万平方米;新签约项目3个。"):
        assert row.rule
        assert 0 < row.confidence <= 1
