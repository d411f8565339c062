import pytest

from zonereports.document import sections
from zonereports.document.period import find_period


def years(title, text="全年完成。"):
    period = find_period(title, text, sections(text))
    return period.report_year, period.plan_year, period.kind


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("岚溪经开区2022年工作总结及2023年工作计划", (2022, 2023, "annual")),
        ("岚溪经开区2023年度工作总结暨2024年工作谋划", (2023, 2024, "annual")),
        ("2023年工作总结和明年工作打算", (2023, 2024, "annual")),
        ("2023年工作总结及工作计划", (2023, 2024, "annual")),
        ("关于2023年工作情况的报告", (2023, None, "annual")),
        ("二〇二三年工作总结", (2023, None, "annual")),
        ("2025年上半年工作总结及下半年工作计划", (2025, 2025, "half_year")),
        ("岚溪高新区2024年一季度运行情况", (2024, None, "quarter")),
        ("2024年1-6月工作总结", (2024, None, "half_year")),
        ("2024年工作要点", (None, 2024, "annual")),
        ("工作总结和2024年工作计划", (2023, 2024, "annual")),
        ("2023年目标任务完成情况", (2023, None, "annual")),
        ("20xx年工作总结", (None, None, "annual")),
        ("工作总结", (None, None, "annual")),
    ],
)
def test_years_of_a_title(title, expected):
    assert years(title) == expected


def test_heading_and_majority_of_the_text_overrule_the_title():
    text = "一、2021年工作总结\n2021年签约5个。\n2021年开工4个。\n二、2022年工作计划\n签约6个。"
    period = find_period("2020年工作总结", text, sections(text))
    assert (period.report_year, period.plan_year) == (2021, 2022)
    assert "the title says 2020" in period.notes[0]


def test_one_stray_year_in_the_text_does_not_overrule_the_title():
    assert years("2023年工作总结", "2022年签约5个。今年签约6个。")[0] == 2023


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("开发区成立于2011年6月。2023年产值12亿元。", 2023),
        ("2023年产值12亿元，比2022年增长5%，力争2025年达到20亿元，2025年建成。", 2023),
        ("截至2011年底，企业37家。", 2011),
        ("2003 年产值5亿元。", 2003),
        ("20xx年产值5亿元，20xx年产值6亿元，计划2023年竣工。", None),
        ("产值5亿元。", None),
    ],
)
def test_year_of_a_text_without_a_title(text, year):
    assert years(None, text)[0] == year
