"""Numerals, Arabic and Chinese, to exact numbers."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5,
    "陆": 6, "柒": 7, "捌": 8, "玖": 9, "几": 0,
}  # fmt: skip
_POWER = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIAD = {"万": 10**4, "亿": 10**8}
SCALES = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8,
    "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3, "百": 10**2,
}  # fmt: skip
CHINESE_DIGITS = "一二两三四五六七八九十百千万亿零〇壹贰叁肆伍陆柒捌玖拾佰仟"
_CHINESE = re.compile(f"[{CHINESE_DIGITS}]+(?:点[一二三四五六七八九零〇]+)?")
_MIXED = re.compile(r"(\d+(?:\.\d+)?)(亿|千万|百万|万|千)(?=\d)")


def parse_arabic(text: str) -> Decimal:
    """'12,300.50' to Decimal('12300.50').

    Raises:
        ValueError: the text is no number.
    """
    try:
        return Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        raise ValueError(f"no number: {text!r}") from None


def parse_chinese(text: str) -> Decimal:
    """'两万三千' to 23000, '十二亿三千万' to 1230000000, '三点五' to 3.5, '百' to 100.

    A trailing digit after a power takes the next lower power: 两万三 is 23000.

    Raises:
        ValueError: the text is no Chinese numeral.
    """
    if not _CHINESE.fullmatch(text):
        raise ValueError(f"no Chinese numeral: {text!r}")
    whole, _, fraction = text.partition("点")
    if fraction:
        digits = "".join(str(_DIGIT[c]) for c in fraction)
        return parse_chinese(whole) + Decimal(f"0.{digits}")
    if all(c in _DIGIT for c in whole) and len(whole) > 1:
        return Decimal("".join(str(_DIGIT[c]) for c in whole))
    total = section = digit = 0
    seen = False
    last_power = 1
    for c in whole:
        if c in _DIGIT:
            digit, seen = _DIGIT[c], True
            if digit == 0:
                last_power = 1
        elif c in _POWER:
            section += (digit if seen else 1) * _POWER[c]
            digit, seen, last_power = 0, False, _POWER[c]
        else:
            amount = section + (digit if seen else 0)
            if total < _MYRIAD[c]:
                total = (total + amount or 1) * _MYRIAD[c]
            else:
                total = total + amount * _MYRIAD[c] if amount else total * _MYRIAD[c]
            section, digit, seen, last_power = 0, 0, False, _MYRIAD[c]
    if seen:
        section += digit * (last_power // 10 if last_power >= 100 and digit else 1)
    return Decimal(total + section)


def parse_mixed(text: str) -> tuple[Decimal, str]:
    """'1亿2千万' to (1.2, '亿'): the value in the first scale that is written.

    Raises:
        ValueError: no scale stands between two runs of digits.
    """
    found = _MIXED.match(text)
    if not found:
        raise ValueError(f"no mixed numeral: {text!r}")
    scale = found[2]
    total = Decimal(0)
    for number, step in re.findall(r"(\d+(?:\.\d+)?)(亿|千万|百万|万|千)?", text):
        total += Decimal(number) * SCALES.get(step, 1)
    return total / SCALES[scale], scale
