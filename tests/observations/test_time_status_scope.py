import pytest

from zonereports.document import Section
from zonereports.observations import Observation, observe


def rows(text: str, year: int | None = 2023, zone: str | None = None) -> list[Observation]:
    return list(observe(text, report_year=year, zone=zone).observations)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("税收3亿元。", "2023"), ("1-12月,税收3亿元。", "2023"), ("1—11月,税收3亿元。", "2023-01/2023-11"),
        ("1至9月税收3亿元。", "2023-01/2023-09"), ("1~2月份税收3亿元。", "2023-01/2023-02"),
        ("上半年税收3亿元。", "2023-01/2023-06"), ("前三季度税收3亿元。", "2023-01/2023-09"),
        ("截至10月底,税收3亿元。", "2023-10"), ("截至2022年底,企业达30家。", "2022-12"),
        ("2021年度考评列第13位。", "2021"), ("2022-2023年税收3亿元。", "2022/2023"),
        ("两年来税收3亿元。", "2022/2023"), ("税收3亿元,比2019年增长5%。", "2023"),
    ],
)  # fmt: skip
def test_the_period_follows_the_words_of_time(text: str, period: str) -> None:
    assert rows(text)[-1].period == period


def test_last_year_in_brackets_is_prior_and_one_year_earlier() -> None:
    now, before, growth = rows("1-10月份,工业投资19亿元(去年同期10亿元),同比增长90%。")
    assert (before.status, before.period) == ("prior", "2022-01/2022-10")
    assert before.code == now.code == growth.code == "industrial_investment"
    assert (growth.status, growth.period) == ("actual", "2023-01/2023-10")


def test_a_title_sets_the_time_of_the_whole_report() -> None:
    text = "高新区2024年一季度运行情况\n税收3亿元。\n出口2亿元。今年重点项目57项。"
    assert [r.period for r in rows(text, None)] == ["2024-01/2024-03", "2024-01/2024-03", "2024"]


def test_a_leading_sentence_sets_the_time_too() -> None:
    text = "今年1至9月,园区运行有三个特点。\n一是税收3亿元。\n二是出口2亿元。"
    assert {r.period for r in rows(text)} == {"2023-01/2023-09"}


def test_a_masked_year_is_never_guessed() -> None:
    assert rows("20xx年工作总结\n20xx年税收3亿元,力争明年达到4亿元。", None)[0].period is None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("某区2019年工作总结\n税收3亿元。", "2019"),
        ("经开区工作总结及2023年工作安排\n税收3亿元。", "2022"),
        ("市场主体365户,比2023年末净增11户。", "2024"),
        ("年鉴 2006 工业区\n税收3亿元。", "2006"),
        ("发布时间:2022-12-31\n税收3亿元。", None),
    ],
)
def test_the_year_under_review_is_read_from_the_text(text: str, year: str | None) -> None:
    assert rows(text, None)[0].period == year


def test_last_year_may_be_the_year_under_review() -> None:
    (row,) = rows("去年,园区税收3亿元。", 2016)
    assert (row.period, row.status) == ("2016", "actual")


def test_an_expectation_governs_its_sentence() -> None:
    text = "全年预计完成税收3亿元,同比增长5%;出口2亿元。走访企业30家。"
    assert [r.status for r in rows(text)] == ["estimate", "estimate", "estimate", "actual"]


def test_expected_investment_of_a_project_is_no_estimate() -> None:
    assert [r.status for r in rows("签约项目11个,预计投资87亿元。")] == ["actual", "actual"]


def test_the_plan_is_a_target_of_the_next_year() -> None:
    text = "一、2023年工作总结\n税收3亿元。\n二、2024年工作计划\n税收增长8%。今年新增企业5家。"
    assert [(r.status, r.period) for r in rows(text)] == [
        ("actual", "2023"), ("target", "2024"), ("target", "2024"),
    ]  # fmt: skip


def test_a_plan_without_line_ends_is_found_by_its_heading() -> None:
    text = "全力整改中。二、2024年工作计划新的一年,开发区将税收提升到4亿元。"
    assert [(r.status, r.period) for r in rows(text)] == [("target", "2024")]


def test_the_rest_of_the_year_is_the_plan_of_a_half_year_report() -> None:
    text = "园区2024年上半年工作总结\n税收3亿元。\n二、下半年工作计划\n新开工项目6个。"
    assert [(r.status, r.period) for r in rows(text, 2024)] == [
        ("actual", "2024-01/2024-06"), ("target", "2024-07/2024-12"),
    ]  # fmt: skip


def test_effort_in_the_review_aims_and_a_won_grant_does_not() -> None:
    text = "力争明年引进项目5个。争取到上级资金300万元。已完成出让土地8宗。"
    assert [r.status for r in rows(text)] == ["target", "actual", "actual"]


def test_sections_of_the_document_decide_when_they_are_given() -> None:
    text = "回顾\n税收3亿元。\n展望\n税收4亿元。"
    cut = text.index("展望")
    parts = [
        Section(1, "回顾", 0, cut, "review"),
        Section(1, "展望", cut, len(text), "plan"),
    ]
    found = observe(text, report_year=2023, sections=parts).observations
    assert [r.status for r in found] == ["actual", "target"]


def test_parks_in_a_list_are_parts_and_the_zone_itself_is_not() -> None:
    text = "河西市园区运行\n签约项目9个:城南产业园6个、30亿元;城北产业园3个、12亿元。"
    assert [r.scope for r in rows(text)] == ["zone", "sub", "sub", "sub", "sub"]
    own = "城南产业园全年税收3亿元。"
    assert rows(own, zone="城南产业园")[0].scope == "zone"


def test_the_county_and_the_neighbour_are_told_apart() -> None:
    text = "规上工业总产值61亿元(全县118亿元),与河口经开区96亿元、增长18%相比有差距。"
    assert [r.scope for r in rows(text)] == ["zone", "parent", "peer", "peer"]
    assert {r.code for r in rows(text)} == {"industrial_output_ads"}


def test_a_share_of_the_county_is_the_zones() -> None:
    assert [r.scope for r in rows("税收3亿元,占全县40%。")] == ["zone", "zone"]


def test_a_table_of_a_half_year_report_carries_its_columns_time() -> None:
    text = "某园区2023年上半年工作总结\n指标名称\t计量单位\t上半年完成\t上年同期\t同比（%）\n固定资产投资\t亿元\t12.5\t10\t25\n"
    assert [(r.measure, r.status, r.period) for r in rows(text, 2023)] == [
        ("level", "actual", "2023-01/2023-06"),
        ("level", "prior", "2022-01/2022-06"),
        ("yoy", "actual", "2023-01/2023-06"),
    ]


def test_the_time_before_a_project_is_no_time_at_all() -> None:
    assert [r.period for r in rows("做实项目前期。供地30亩。", 2024)] == ["2024"]


def test_one_named_project_keeps_its_chain_of_clauses_to_itself() -> None:
    text = "某园区2024年工作总结\n其中，启辰新材投资的包装项目总投资5亿元，用地40亩；新开工厂房3万平方米。"
    assert [r.scope for r in rows(text, 2024)] == ["sub", "sub", "zone"]


def test_a_year_in_characters_is_read() -> None:
    assert [r.period for r in rows("某园区二〇〇六年工作总结\n税收2亿元。", None)] == ["2006"]


def test_a_task_that_is_done_is_actual_and_one_that_is_set_a_target() -> None:
    assert rows("全年完成技改投资任务6.2亿元,入库项目41个。")[0].status == "actual"
    assert rows("全年技改投资目标6.2亿元。")[0].status == "target"
