"""Which Chinese numerals carry data: 三条 and 三成 do, 一个 and 三大 are words."""

from __future__ import annotations

import re

_MONEY_LIKE = frozenset(
    ("元", "美元", "港元", "欧元", "亩", "平方公里", "平方米", "公里", "公顷", "吨")
)
_DECIMAL = frozenset(("倍", "个百分点", "百分点", "成", "人", "人次"))
_WORDS_BEFORE = re.compile('[第每某各这那同另任上下逐唯首初“"‘]$|年[级]$|专[精]$')
_PART_OF = re.compile("占[^,。;:、\\d]{1,6}$")
_CLASS = re.compile("[万亿](?:美?元)?(?:以上)?的(?:有)?$")
_NO_NOUN = frozenset("的了是在以为有把将第前后中其之与和及或")
_CONCRETE = frozenset("家户名座幢栋台辆套所宗起条件")


_PASSES = re.compile("(?:突破|跨过|跨越|迈过|越过|站上|迈上)$")
# A comma leads on to the amount itself: 突破百亿元大关,达到102亿元.
_MARKS_PASSED = re.compile("(?:大关|关口|门槛|台阶)(?=[。;\n]|$)")


def _passed(text: str, start: int, end: int) -> bool:
    """跨过百亿元门槛: the round number tells what the amount has passed."""
    passes = _PASSES.search(text, max(0, start - 2), start)
    return passes is not None and _MARKS_PASSED.match(text, end) is not None


def counts(text: str, start: int, end: int, numeral: str, unit: str) -> bool:
    """Whether the numeral at text[start:end] counts the unit behind it; most 一个 and 五大 do not."""
    before = text[start - 1] if start else "\n"
    after = text[end : end + 2]
    if (
        _WORDS_BEFORE.search(text[max(0, start - 2) : start])
        or before in "零〇"
        or before.isdigit()
    ):
        return False
    opening = text.rfind("“", max(0, start - 24), start)
    if opening >= 0 and "”" not in text[opening:start] and "”" in text[end : end + 24]:
        return False
    if "点" in numeral:
        return unit in _MONEY_LIKE or unit in _DECIMAL or numeral[-1] in "万亿"
    if unit == "成":
        near = max(0, start - 8)
        one = numeral == "一" and (before in "长降" or text[end : end + 1] == "半")
        return (
            len(numeral) == 1
            and (numeral in "二两三四五六七八九" or one)
            and (
                before in "近超约过达占到的为比是长增降有"
                or (
                    before in "\n。,;:"
                    and text.startswith(
                        ("企业", "项目", "产品", "以上", "左右", "多企业", "的"), end
                    )
                )
                or _PART_OF.search(text, near, start) is not None
            )
        )
    if unit == "条" and text.startswith("产业链", end) and "分别" in text[end : end + 12]:
        return False  # 甲、乙、丙三条产业链产值分别达到: the list closes, nothing is counted
    digits = [c for c in numeral if c in "一二两三四五六七八九"]
    powers = [c for c in numeral if c in "十百千万亿"]
    if text.startswith(("禁令", "规定", "纪律", "准则", "底线", "红线", "要求", "原则"), end):
        return False
    if unit in _MONEY_LIKE:
        return (
            (bool(digits) or _passed(text, start, end))
            and (numeral != "一" or unit not in ("吨",))
            and after[:1] not in ("级", "区")
        )
    if unit == "倍" or unit.endswith("百分点"):
        return numeral != "百"
    if digits and powers:
        return after[:1] != "级" and not (unit in "个项" and after in ("方面", "重点", "统一"))
    if powers and not digits:
        more = text[start + len(numeral)] in "余多来"
        return (
            (more and unit not in ("个", "项", "年"))
            or numeral in ("十", "百", "千", "万")
            and unit in ("台", "辆", "套")
            or (numeral in ("十",) and unit in _CONCRETE)
            or (before in "超近约过" and unit in _CONCRETE)
        )
    if len(numeral) != 1:
        return False
    if numeral == "一":
        return unit == "名" and after[:1] != "干"
    if unit in ("个", "项") and _CLASS.search(text, max(0, start - 8), start):
        return True  # 投资上亿元的三个
    if unit in ("个", "项") and after[:1] in ",。;、)" and after:
        return "\u4e00" <= before <= "\u9fff" and before not in _NO_NOUN
    return unit in _CONCRETE and after[:1] not in ("联", "线")
