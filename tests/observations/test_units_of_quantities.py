from decimal import Decimal

import pytest

from zonereports.observations import Observation, observe
from zonereports.observations.units import find_unit


def only(text: str) -> Observation:
    (row,) = observe(text, report_year=2023).observations
    return row


@pytest.mark.parametrize(
    ("unit", "base", "factor"),
    [
        ("亿元", "CNY", 10**8), ("万元", "CNY", 10**4), ("万美元", "USD", 10**4), ("亿港元", "HKD", 10**8),
        ("万欧元", "EUR", 10**4), ("平方公里", "m2", 10**6), ("公顷", "m2", 10**4), ("公里", "m", 1000),
        ("万平方米", "m2", 10**4), ("亿千瓦时", "kWh", 10**8), ("万人次", "person", 10**4), ("名", "person", 1),
        ("%", "%", 1), ("成", "%", 10), ("个百分点", "pp", 1), ("倍", "times", 1), ("家", "item", 1),
    ],
)  # fmt: skip
def test_units_come_to_their_base(unit: str, base: str, factor: int) -> None:
    found = find_unit(unit)
    assert (found.base, found.factor) == (base, Decimal(factor))


def test_three_mu_are_two_thousand_square_metres() -> None:
    row = only("出让土地3亩。")
    assert (row.unit_norm, row.value_norm) == ("m2", Decimal(2000))


def test_money_a_mu_is_brought_to_square_metres() -> None:
    row = only("亩均税收12万元/亩。")
    assert (row.unit, row.unit_norm, row.value_norm) == ("万元/亩", "CNY/m2", Decimal(180))


def test_currencies_stay_apart() -> None:
    rows = observe("出口3亿美元,进口2亿欧元,销售1亿港元。").observations
    assert [r.unit_norm for r in rows] == ["USD", "EUR", "HKD"]


@pytest.mark.parametrize(
    ("text", "quote", "value", "unit"),
    [
        ("税收１２．５亿元。", "１２．５亿元", "12.5", "亿元"),
        ("税收12,300万元。", "12,300万元", "12300", "万元"),
        ("固定资产投资24. 3 亿元。", "24. 3 亿元", "24.3", "亿元"),
        ("税收12亿3000万元。", "12亿3000万元", "12.3", "亿元"),
        ("已完成投资22亿余元。", "22亿余元", "22", "亿元"),
        ("走访企业三十余家。", "三十余家", "30", "家"),
        ("服务群众1.2万人次。", "1.2万人次", "1.2", "万人次"),
        ("用电量3.5亿千瓦时。", "3.5亿千瓦时", "3.5", "亿千瓦时"),
        ("使用专项债券资金4300万。", "4300万", "4300", "万"),
        ("土地征收87\n9、5.6245亩,其余正在报批。", "87\n9、5.6245亩", "875.6245", "亩"),
    ],
)
def test_numbers_are_read_as_printed(text: str, quote: str, value: str, unit: str) -> None:
    row = only(text)
    assert (row.quote, row.value, row.unit) == (quote, Decimal(value), unit)


def test_the_unit_keeps_the_script_of_the_source() -> None:
    assert only("財政收入3.2億元。").unit == "億元"


def test_a_range_is_two_bounds() -> None:
    low, high = observe("企业研发费用达10—15亿元。").observations
    assert (low.quote, low.unit, low.qualifier) == ("10", "亿元", "at_least")
    assert (high.quote, high.unit, high.qualifier) == ("15亿元", "亿元", "at_most")


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("税收约3亿元。", "approx"), ("税收近3亿元。", "approx"), ("税收3亿元左右。", "approx"),
        ("走访企业90余家。", "approx"), ("税收突破3亿元。", "over"), ("税收超3亿元。", "over"),
        ("税收增长10%以上。", "over"), ("新开工项目不少于12个。", "at_least"),
        ("整改期限内隐患不超过3条。", "at_most"), ("签约3个项目。", None), ("税收3亿元。", None),
        ("最近3个项目开工。", None), ("外商直接投资超计划12.6%。", None),
    ],
)  # fmt: skip
def test_qualifiers_touch_their_number(text: str, qualifier: str | None) -> None:
    assert only(text).qualifier == qualifier


def test_a_fall_is_negative_and_a_printed_minus_too() -> None:
    rows = observe("税收3亿元,同比下降5.2%;财政收入同比-3.1%。").observations
    assert [r.value for r in rows] == [3, Decimal("-5.2"), Decimal("-3.1")]
    assert rows[2].quote == "-3.1%"
