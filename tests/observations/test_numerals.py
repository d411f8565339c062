from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonereports.observations.numerals import parse_arabic, parse_chinese, parse_mixed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("三千五", 3500),
        ("两万三千", 23000), ("两万三", 23000), ("十二亿三千万", 1_230_000_000), ("千亿", 10**11),
        ("五百亿", 5 * 10**10), ("一万三千亿", 13000 * 10**8), ("二〇二三", 2023), ("百", 100),
    ],
)  # fmt: skip
def test_chinese_numerals_are_exact(text: str, value: int) -> None:
    assert parse_chinese(text) == value


def test_a_chinese_decimal_keeps_its_digits() -> None:
    assert parse_chinese("三点零五") == Decimal("3.05")


@pytest.mark.parametrize("text", ["", "abc", "3", "一一x"])
def test_what_is_no_chinese_numeral_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Chinese numeral"):
        parse_chinese(text)


def test_thousands_separators_and_decimals_are_exact() -> None:
    assert parse_arabic("12,345,678.90") == Decimal("12345678.90")


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="no number"):
        parse_arabic("1.2.3")


@pytest.mark.parametrize(
    ("text", "value", "scale"),
    [("1亿2千万", "1.2", "亿"), ("12亿3000万", "12.3", "亿"), ("3万5千", "3.5", "万")],
)
def test_mixed_numerals_keep_their_first_scale(text: str, value: str, scale: str) -> None:
    assert parse_mixed(text) == (Decimal(value), scale)


def spell(number: int) -> str:
    digits, powers = "零一二三四五六七八九", ["", "十", "百", "千"]

    def section(n: int) -> str:
        out, gap = "", False
        for power in range(3, -1, -1):
            digit = n // 10**power % 10
            if digit:
                out += ("零" if gap and out else "") + digits[digit] + powers[power]
                gap = False
            else:
                gap = True
        return out

    high, low = divmod(number, 10_000)
    if not high:
        return section(low)
    joint = "零" if low and low < 1000 else ""
    return section(high) + "万" + (joint + section(low) if low else "")


@given(st.integers(min_value=1, max_value=99_999_999))
def test_every_number_is_read_as_it_is_spelled(number: int) -> None:
    assert parse_chinese(spell(number)) == number
