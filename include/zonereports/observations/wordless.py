"""Growth that is stated without a numeral: 与上年持平 is 0 %, 比上年翻一番 is 100 %."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from zonereports.observations.quantities import Mark, Quantity
from zonereports.observations.units import find_unit

_LAST_YEAR = "(?:上年|去年|同期|上期|前年)"
_FLAT = re.compile(
    f"(?:同比|环比|[与同和跟较比]{_LAST_YEAR}[^,;。:]{{0,6}})(?:基本|大体|总体|略)*$|^(?:基本|大体|总体)?$"
)
_OTHER = re.compile("全[市县省国区]|平均|目标|任务|预算|计划|序时|进度|兄弟|周边|盈亏|收支")
_TWICE = re.compile(f"(?:[较比]{_LAST_YEAR}[^,;。:]{{0,6}}|同比)(?:实现|接近|近|约|将近)*$")
_TIMES = {
    "翻番": 1,
    "翻一番": 1,
    "翻了番": 1,
    "翻了一番": 1,
    "翻两番": 2,
    "翻了两番": 2,
    "翻三番": 3,
    "翻了三番": 3,
}
_CLAUSE = re.compile("[,;:。!?\\n(]")
_LOOK_BACK = 30


def find_wordless(text: str, marks: Sequence[Mark]) -> list[Quantity]:
    """The words among the marks that state last year's value again, or a multiple of it.

    A comparison with a plan, an average or another place states no growth, nor does a doubling
    over several years.
    """
    return [
        Quantity(mark.start, mark.end, value, "%", find_unit("%"), "wordless")
        for mark in marks
        if mark.kind == "no numeral" and (value := _growth(text, mark)) is not None
    ]


def word_value(word: str) -> Decimal | None:
    """The growth in percent that 持平 or 翻番 means by itself; None for other words."""
    if word == "持平":
        return Decimal(0)
    times = _TIMES.get(word)
    return Decimal(100 * (2**times - 1)) if times else None


def _growth(text: str, mark: Mark) -> Decimal | None:
    word = text[mark.start : mark.end]
    before = _CLAUSE.split(text[max(0, mark.start - _LOOK_BACK) : mark.start])[-1]
    if _OTHER.search(before):
        return None
    said = _FLAT if word == "持平" else _TWICE
    return word_value(word) if said.search(before) else None
