"""A number of a spreadsheet as its cell shows it.

A cell holds 0.093 and shows 9.3%; it holds 12.3456 and shows 12.35亿元. What is shown is what the
report states: the stored value would be a wrong number.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# ECMA-376 part 1, 18.8.30: formats that files name by number only.
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 38: "#,##0",
    39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
    14: "yyyy-mm-dd", 15: "yyyy-mm-dd", 16: "mm-dd", 17: "yyyy-mm", 22: "yyyy-mm-dd",
    27: "yyyy-mm-dd", 28: "yyyy-mm-dd", 29: "yyyy-mm-dd", 30: "yyyy-mm-dd", 31: "yyyy-mm-dd",
    36: "yyyy-mm-dd", 50: "yyyy-mm-dd", 57: "yyyy-mm", 58: "mm-dd",
}  # fmt: skip
_BRACKETS = re.compile(r"\[[^\]]*\]")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|[_*].')
_DIGITS = re.compile(r"[#0?](?:,?[#0?])*(?:\.([#0?]+))?(,*)")
_EPOCH = date(1899, 12, 30)


def shown(value: float | int | str, form: str | int | None) -> str:
    """The text that a cell shows for a number.

    Args:
        value: as stored.
        form: the cell's number format: its code, or the id of a built-in one; None for General.

    >>> shown(0.093, "0.0%"), shown("12.3456", '0.00"亿元"'), shown(12.300000000000001, None)
    ('9.3%', '12.35亿元', '12.3')
    """
    code = _BUILT_IN.get(form) if isinstance(form, int) else form
    try:
        number = Decimal(format(float(value), ".15g"))
    except (ValueError, InvalidOperation):
        return str(value)
    if not number.is_finite() or abs(number) >= Decimal("1e22"):
        return str(value)
    if code is None or code.strip().lower() in ("", "general", "@", "g/通用格式"):
        return _plain(number)
    bare = _BRACKETS.sub("", code)
    sections = bare.split(";")
    section = (
        sections[1] if number < 0 and len(sections) > 1 and sections[1].strip() else sections[0]
    )
    words = _QUOTED.sub("", section)
    if re.search(r"[ymdh年月日]", words, re.IGNORECASE) and not re.search(r"[0#]", words):
        return _day(number, words)
    # Literal words are put behind placeholders that no format has.
    kept = _QUOTED.sub(lambda found: found[1] or found[2] or "", section)
    digits = _DIGITS.search(section)
    if digits is None or re.search(r"[eE][+-]|/", words):
        return _plain(number)
    if "%" in words:
        number *= 100
    number /= Decimal(1000) ** len(digits[2])
    places = len(digits[1] or "")
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    optional = len((digits[1] or "").rstrip("#?")) if digits[1] else 0
    text = _trim(format(abs(rounded), "f"), optional)
    behind = _QUOTED.sub(lambda found: found[1] or found[2] or "", section[digits.end() :])
    before = _QUOTED.sub(lambda found: found[1] or found[2] or "", section[: digits.start()])
    sign = "-" if rounded < 0 else ""
    return f"{sign}{before.strip(' -()')}{text}{behind.strip(' )')}" if kept else sign + text


def _trim(text: str, places: int) -> str:
    """Without the zeros that a format shows only when they are digits."""
    whole, _, fraction = text.partition(".")
    while len(fraction) > places and fraction.endswith("0"):
        fraction = fraction[:-1]
    return f"{whole}.{fraction}" if fraction else whole


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(number: Decimal, code: str) -> str:
    if not 0 < number < 2_958_466:
        return _plain(number)
    day = _EPOCH + timedelta(days=float(number))
    lower = code.lower()
    form = "%Y年%m月%d日"
    if "d" not in lower and "日" not in lower:
        form = "%Y年%m月"
    elif "y" not in lower and "年" not in lower:
        form = "%m月%d日"
    return day.strftime(form).replace("年0", "年").replace("月0", "月").lstrip("0")
