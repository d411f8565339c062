"""Why two reports may rightly differ, and when nothing explains it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from zonereports.observations.intervals import judge, lenient, printed
from zonereports.observations.statement import Statement

Verdict = Literal["contradiction", "revision", "scope", "rounding", "reached", "missed"]

# The last four economic censuses moved China's published GDP by 2.1 to 4.4 % (2008: 4.4, 2013: 3.4,
# 2018: 2.1, 2023: 2.7): what a revision of final figures can be without a word about it.
_REVISED = Decimal("0.05")
_ESTIMATED = Decimal("0.10")
"""An estimate made in December, against the figure of the year after. Ours: no source gives one."""
_SAID_REVISED = Decimal("0.25")
_SAID_SCOPE = Decimal(2)
# Growth that statistics offices do not compute from the two printed levels: at comparable prices, or over
# the firms (above designated size) and projects that are counted this year. Ours: no source gives a bound.
_COMPARABLE = Decimal("0.15")
_OTHER_BASE = re.compile("gdp|.*value_added.*|.*_ads|fixed_asset_investment|.*_investment")

_SCOPE_WORDS = re.compile(
    "口径|可比|剔除|扣除|区划|托管|代管|合并|并入|整合|扩区|扩容|剥离|不含|统计范围|统计方法|划入|划出"
)
_REVISION_WORDS = re.compile("修订|核定|核减|核实|普查|年报数|快报|初步|调整为|调整后")


def explain(here: Statement, there: Statement) -> Verdict | None:
    """What lies behind two numbers that should be one; None when they agree as printed.

    Args:
        here: as the later report states it.
        there: as the earlier one does.
    """
    a, b = here.number, there.number
    severity = judge((printed(a), printed(b)), (lenient(a), lenient(b)))
    if severity is None or severity == "rounding":
        return severity
    return explain_gap(distance(amount(here), amount(there)), here, there)


def explain_growth(gap: Decimal, level: Statement, base: Statement) -> Verdict:
    """Why growth and level of one report imply another base than the report before stated.

    Args:
        gap: how far the implied base is from the stated one, as a share of the stated one.
        level: the later report's level.
        base: the earlier report's level.
    """
    verdict = explain_gap(gap, level, base)
    if (
        verdict == "contradiction"
        and gap <= _COMPARABLE
        and _OTHER_BASE.fullmatch(level.number.code or "")
    ):
        return "scope"
    return verdict


def distance(a: Decimal, b: Decimal) -> Decimal:
    """How far two amounts lie apart, as a share of the smaller one."""
    low, high = sorted((abs(a), abs(b)))
    return (high - low) / low if low else Decimal("Infinity")


def is_unit_slip(a: Decimal, b: Decimal) -> bool:
    """Whether one amount is some 10,000 (or 100 million) times the other: 万元 written for 亿元.

    Both may differ by a factor of 3 beside: growth of a year, and more.
    """
    low, high = sorted((abs(a), abs(b)))
    if not low:
        return False
    ratio = high / low
    return any(slip / 3 <= ratio <= slip * 3 for slip in (Decimal(10**4), Decimal(10**8)))


def amount(statement: Statement) -> Decimal:
    """A number in its base unit."""
    return statement.number.value_norm or Decimal(0)


def explain_gap(gap: Decimal, here: Statement, there: Statement) -> Verdict:
    """What explains a gap that no rounding does.

    Args:
        gap: as a share of the smaller amount.
        here: of the later report; the words beside either number may tell of another scope.
        there: of the earlier one.
    """
    words = here.sentence + there.sentence
    if gap <= _SAID_SCOPE and _SCOPE_WORDS.search(words):
        return "scope"
    if gap <= _SAID_REVISED and _REVISION_WORDS.search(words):
        return "revision"
    limit = _ESTIMATED if "estimate" in (here.number.status, there.number.status) else _REVISED
    return "revision" if gap <= limit else "contradiction"
