"""Dates as county pages write them."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {
    "○": "0",
    "零": "0",
    "Ｏ": "0",
    "O": "0",
    "０": "0",
}
_CHINESE_NUMBER = "〇○零Ｏ一二三四五六七八九十廿卅"
_WRITTEN = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})\s*(?:[-/.．－—]|年)\s*(?P<month>\d{1,2})\s*(?:[-/.．－—]|月)"
    r"\s*(?P<day>\d{1,2})(?!\d)\s*日?"
)
_CHINESE = re.compile(
    rf"(?P<year>[二一][{_CHINESE_NUMBER}O]{{3}})\s*年\s*(?P<month>[{_CHINESE_NUMBER}]{{1,3}})\s*月"
    rf"\s*(?P<day>[{_CHINESE_NUMBER}]{{1,3}})\s*日"
)
_MONTH = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})\s*(?:年|[-/.])\s*(?P<month>\d{1,2})(?![\d%])\s*月?"
)
_CHINESE_MONTH = re.compile(
    rf"(?P<year>[二一][{_CHINESE_NUMBER}O]{{3}})\s*年\s*(?P<month>[{_CHINESE_NUMBER}]{{1,3}})\s*月"
)
_YEAR = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})\s*年?\s*$")
_COMPACT = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)")
_IN_ADDRESS = (
    re.compile(r"/(?P<year>20\d{2})/(?P<month>\d{1,2})/(?P<day>\d{1,2})/"),
    re.compile(r"/(?P<year>20\d{2})-(?P<month>\d{1,2})[-/](?P<day>\d{1,2})/"),
    re.compile(r"/t(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})_"),
    re.compile(r"/(?P<year>20\d{2})(?P<month>[01]\d)(?P<day>[0-3]\d)/"),
)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def find_date(text: str) -> date | None:
    """The first date in a short text: 2024-03-11 16:23, 2024.3.11, 2024年1月2日, 20221231.

    Chinese numerals too: 二〇二四年一月二日. None when there is none, or none that exists.
    """
    text = text.translate(_FULL_WIDTH)
    for pattern in (_WRITTEN, _CHINESE, _COMPACT):
        for found in pattern.finditer(text):
            if (day := _date(*found.group("year", "month", "day"))) is not None:
                return day
    return None


def find_partial_date(text: str) -> tuple[date, Literal["day", "month", "year"]] | None:
    """The first date in a short text and how precise it is; the first day stands for the rest.

    >>> find_partial_date("成文日期：2024年1月")
    (datetime.date(2024, 1, 1), 'month')
    """
    day = find_date(text)
    if day is not None:
        return day, "day"
    text = text.translate(_FULL_WIDTH)
    for pattern in (_MONTH, _CHINESE_MONTH):
        found = pattern.search(text)
        if found and (first := _date(found["year"], found["month"], "1")) is not None:
            return first, "month"
    found = _YEAR.search(text)
    first = _date(found["year"], "1", "1") if found else None
    return (first, "year") if first else None


def whole_month(text: str) -> date | None:
    """The first day of the month of a line that holds nothing but a year and a month."""
    text = text.translate(_FULL_WIDTH).strip(" \t\u3000\u00a0()（）。.")
    found = _MONTH.fullmatch(text) or _CHINESE_MONTH.fullmatch(text)
    return _date(found["year"], found["month"], "1") if found else None


def whole_date(text: str) -> date | None:
    """The date of a line that holds nothing else, as under a report; None otherwise."""
    text = text.translate(_FULL_WIDTH).strip(" \t\u3000\u00a0()（）。.")
    for pattern in (_WRITTEN, _CHINESE, _COMPACT):
        found = pattern.fullmatch(text)
        if found is not None:
            return _date(*found.group("year", "month", "day"))
    return None


def date_in_address(url: str) -> date | None:
    """The day that a CMS put into a page's address: of insertion or migration, so weak evidence."""
    for pattern in _IN_ADDRESS:
        if (found := pattern.search(url)) is not None:
            return _date(*found.group("year", "month", "day"))
    return None


def _date(year: str, month: str, day: str) -> date | None:
    if not year.isdigit() or not year.isascii():
        year = "".join(_DIGITS.get(char, "x") for char in year)
    try:
        found = date(int(year), _number(month), _number(day))
    except ValueError:
        return None
    return found if 1980 <= found.year <= 2100 else None


def _number(text: str) -> int:
    if text.isascii():
        return int(text)
    if len(text) == 2 and "十" not in text and text[0] not in "廿卅":
        return int("".join(_DIGITS.get(char, "x") for char in text))
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, units = text.rpartition("十")
    if not ten:
        return int(_DIGITS.get(units, "x"))
    return int(_DIGITS.get(tens, "x") if tens else 1) * 10 + int(
        _DIGITS.get(units, "x") if units else 0
    )
