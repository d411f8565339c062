import pytest

from zonereports.observations import observe


@pytest.mark.parametrize("mark", ["\t", "|", " "])
def test_rows_name_and_columns_qualify(mark: str) -> None:
    lines = [
        "2020年主要指标表",
        mark.join(("序号", "指标", "单位", "目标值", "完成")),
        mark.join(("1", "规上工业总产值", "亿元", "56", "58.3")),
        mark.join(("2", "工业增加值", "±%", "8", "9.1%")),
        mark.join(("3", "签约项目", "个", "15", "17")),
    ]
    extraction = observe("\n".join(lines))
    assert [(r.code, r.measure, r.status, r.quote, r.unit) for r in extraction.observations] == [
        ("industrial_output_ads", "level", "target", "56", "亿元"),
        ("industrial_output_ads", "level", "actual", "58.3", "亿元"),
        ("industrial_value_added", "yoy", "target", "8", "%"),
        ("industrial_value_added", "yoy", "actual", "9.1%", "%"),
        ("projects_signed", "level", "target", "15", "个"),
        ("projects_signed", "level", "actual", "17", "个"),
    ]
    assert {r.period for r in extraction.observations} == {"2020"}
    assert extraction.unaccounted == ()


def test_columns_may_name_the_indicator_and_rows_the_park() -> None:
    text = "2022年各园区\n园区\t工业总产值(亿元)\t同比增长(%)\n东片区\t23.4\t-8.8\n"
    level, growth = observe(text).observations
    assert (level.code, level.unit, level.scope) == ("industrial_output", "亿元", "sub")
    assert (growth.code, growth.measure, str(growth.value)) == ("industrial_output", "yoy", "-8.8")


def test_columns_may_be_years() -> None:
    text = "指标\t2002\t2003\n工业总产值(亿元)\t12.1\t17.4\n"
    assert [(r.period, r.unit) for r in observe(text).observations] == [
        ("2002", "亿元"), ("2003", "亿元"),
    ]  # fmt: skip


def test_prose_with_blanks_is_no_table() -> None:
    assert len(observe("指标 完成 情况 良好\n税收 3 亿元 增长 5%。").observations) == 2
