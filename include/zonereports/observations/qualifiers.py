"""How exactly a number is meant: about, over, at least, at most."""

from __future__ import annotations

import re

from zonereports.observations.observation import Qualifier
from zonereports.observations.quantities import Quantity

_BEFORE = re.compile(
    r"(?:(?P<at_least>不少于|不低于|不小于|不下于|至少|最低|最少)|(?P<at_most>不超过|不高于|不大于|不多于|最多|控制在|低于(?!预期)|不足(?:全[省市县区国]的?)?|不到)|"
    r"(?P<over>超过|突破|(?<!远)超(?!额|计划|目标)|逾|(?<=[^提])高于|大于|多于|越过|迈过|跨过|迈上|站上)|"
    r"(?P<approx>(?<![签条合预节集公履制违协邀解特])大?约|(?<![最附邻靠临])近|接近|将近|大概|左右))(?:了|为|达到?|至|到|有|在|人民币)?\s*$"
)
# 约占全县的三分之一: the share is rough, not the taking.
_ROUGHLY_OF = re.compile("约占[^,;。:、]{1,10}$")
_ROUGHLY = re.compile("(?:基本|大体|总体|接近|近|约)$")
# The words of _BEFORE end in one of these.
_MAY_QUALIFY = frozenset("的足到于过少低高小大多下在破超逾约近概右了为达到至有币上 ")
_AFTER = re.compile(
    r"\)?\s*(?:(?P<over>(?:及)?以上)|(?P<at_most>以内|以下|之内)|(?P<approx>左右|上下)|(?P<more>[余多]))"
)


def find_qualifier(text: str, quantity: Quantity, floor: int) -> Qualifier | None:
    """The qualifier of the quantity by the words that touch it; floor bounds the look back."""
    start, end = quantity.start, quantity.end
    near = start > floor and text[start - 1] in _MAY_QUALIFY
    before = _BEFORE.search(text, max(floor, start - 8), start) if near else None
    after = _AFTER.match(text, end)
    if before and before.lastgroup in ("at_least", "at_most"):
        return before.lastgroup  # type: ignore[return-value]  # the group's names are the qualifiers
    if quantity.kind == "low":
        return "at_least"
    if quantity.kind == "high":
        return "at_most"
    if before and before.lastgroup == "over":
        return "over"
    if after and after.lastgroup == "over":
        return "over"
    if after and after.lastgroup == "at_most":
        return "at_most"
    if quantity.kind == "wordless" and _ROUGHLY.search(text, max(0, start - 6), start):
        return "approx"
    share = quantity.measure.dimension == "share"
    if (
        share
        and text.find("约占", max(floor, start - 14), start) >= 0
        and _ROUGHLY_OF.search(text, max(floor, start - 14), start)
    ):
        return "approx"
    if before or quantity.more or after:
        return "approx"
    return None
