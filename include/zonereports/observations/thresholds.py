"""Quantities that only define a class, name a thing or size a comparison: no data."""

from __future__ import annotations

import re

from zonereports.observations.quantities import Quantity

_BOUND = re.compile("(?:及)?以[上下内]|(?:及)?以外")
_NOUN = re.compile(
    r"(?:的)?(?:[^,。;:、()\d]{0,12}?)(?:项目|企业|产业|集群|园区|单位|公司|工业|制造业|纳税|大户)"
)
_NAMED_CAPACITY = re.compile(
    r"[^,。;:、()\d]{0,16}?(?:项目|工程|生产线|基地|技改|扩建|变电站|输变电|线路)|[^,。;:()\d]{1,24}等\d+[个项家]"
)
_SET_BEFORE = re.compile(
    r"(?:全国|全省|全市|全县|全区|全球|中部|西部|东部|省内|市内|县内|国内|参评|参加|当中|里的|位列|在)[^,。;:、\d]{0,4}$"
)
_SET_AFTER = re.compile(
    r"[^,。;:、\d]{0,18}?(?:\([^)]{0,8}\))?[^。;:]{0,22}?(?:第[\d一二三四五六七八九十]|名列|位列|排名|列|位居|居|排|靠前|首位|前列)"
)
_CAPACITY = re.compile(
    "万?(?:头|羽|吨|台|套|辆|件|吉瓦时?|兆瓦时?|千瓦时?|锭|平方米|米|GW|MW|千伏|kV|只|片|立方米|台套|条)(?!/)"
)


def why_not(text: str, quantity: Quantity, following: Quantity | None) -> str | None:
    """The reason why a quantity is no observation, or None when it is one."""
    start, end = quantity.start, quantity.end
    tail = text[end : end + 40]
    dimension = quantity.measure.dimension
    if quantity.kind == "low" and following is not None:
        tail = text[following.end : following.end + 40]
    if dimension in ("money", "area", "mass") or quantity.unit in ("亿", "万", "千万"):
        missed = _MISSED.search(text[max(0, start - 3) : start])
        # 可供工业用地不足300亩: where nothing follows, so much is what there is.
        if missed and not (missed[0] == "不足" and tail[:1] in (",", "。", ";")):
            return "category threshold"
        if tail[:1] == "级" or tail[:3] in ("规模级",):
            return "category threshold"
        bound = _BOUND.match(tail)
        if bound:
            rest = tail[bound.end() :]
            if rest and rest[0] not in ",。;:、)\n,!” " and not _ENDS_CLAUSE.match(rest):
                return "category threshold"
        elif dimension == "money":
            if _CLASS_PREFIX.search(text[max(0, start - 5) : start]) and _THING_SOON.match(tail):
                return "category threshold"
            if quantity.kind in ("low", "high") and _NOUN.match(tail):
                return "category threshold"
            if _PROJECT_COUNT.match(tail) or (
                _COUNT_NEXT.match(tail) and _LIST_BEFORE.search(text[max(0, start - 4) : start])
            ):
                return "category threshold"
        if (
            (tail[:2] == "标准" and tail[2:4] not in ("厂房", "化厂"))
            or tail[:5] == "的基本标准"
            or tail[:3] == "的标准"
        ):
            return "category threshold"
    if quantity.unit == "条" and text[max(0, start - 1) : start] in ("”", "》"):
        return "slogan or name"  # “放管服”20条
    if dimension == "person" and _BOUND.match(tail) and _NOUN.match(tail[2:]):
        return "category threshold"
    if quantity.unit in ("个", "家", "户") and quantity.kind == "plain":
        before = text[max(0, start - 8) : start]
        if _SET_BEFORE.search(before) and _SET_AFTER.match(tail):
            return "comparison set"
    if _names_capacity(quantity, text[max(0, start - 2) : start], tail):
        return "number in a name"
    if _DAILY.search(text[max(0, start - 4) : start]) and _PLANT.match(tail):
        return "number in a name"
    if quantity.unit in ("家", "户", "名") and text[start - 1 : start] == "前":
        return "ordinal"
    if quantity.kind == "bare":
        return _why_not_bare(text, quantity, tail)
    plus = text.find("+", end, end + 9)
    if (
        quantity.unit == "%"
        and text[start - 1 : start] == "+"
        and _SIGN.search(text[max(0, start - 5) : start])
    ):
        return None  # 同比+7.8%
    if (start and text[start - 1] == "+") or (
        plus > 0
        and not re.search("[,。;:”“(\n]", text[end:plus])
        and text[plus + 1 : plus + 2].isdigit()
    ):
        return "slogan or name"
    return None


_SIGN = re.compile(r"(?:[同环]比|[增长]长?|增[速幅]|上年|同期|[(,])\+$")
_ENDS_CLAUSE = re.compile(r"\(|用于|增长|提升")
_MISSED = re.compile("(?:未达|达不到|未满|不满|不足)$")
_CLASS_PREFIX = re.compile("(?:超|过|逾|达|达到|超过)$")
_THING_SOON = re.compile(
    r"(?:的)?[^,。;:、()\d]{0,10}?(?:企业|项目|园区|产业|单位|公司|大户|集群)|\d+[家个户]|[^,。;:、()\d]{0,2}\d+[家个户]"
)
_PROJECT_COUNT = re.compile(
    r"(?:的)?(?:重大|重点|工业|制造业|产业|外资|内资)*(?:项目|企业)(?:有|共|达|仅有)?\d+[个家户]"
)
_COUNT_NEXT = re.compile(r"\d+[个家户项]")
_LIST_BEFORE = re.compile("(?:其中[,:]?|[、,(])$")
_BARE_LEFT = re.compile(r"[\u4e00-\u9fff]$")
_BARE_RIGHT = re.compile(
    r"[、,。;)\n!?]|$|(?:涉及|建成|完成|新增|实现|同比|增长|盘活|其中|机)|和\d"
)


def _names_capacity(quantity: Quantity, before: str, tail: str) -> bool:
    """Whether the quantity is the size in a project's name: 60万吨清洁燃料项目."""
    if not (_CAPACITY.fullmatch(quantity.unit) and _NAMED_CAPACITY.match(tail)):
        return False
    big = quantity.unit.startswith("万") or quantity.unit in _POWER_UNITS or before == "年产"
    big = big or quantity.measure.dimension in ("energy", "mass")
    return big and not tail.startswith("标准厂房")


_DAILY = re.compile("(?:[日年](?:处理|供水|供热|产|加工)(?:能力)?|总?装机)$")
_PLANT = re.compile("的?[^,。;:、\\d]{1,14}?(?:厂(?!房)|站|项目|工程|生产线|装置)(?!\\d)")
_POWER_UNITS = frozenset(("吉瓦", "兆瓦", "GW", "MW", "吉瓦时", "兆瓦时", "千伏", "kV"))


def _next_mark(text: str, quantity: Quantity) -> bool:
    """Whether the numeral that follows in a list opens a sentence farther on."""
    following = rf"[。;!\n]\s*{int(quantity.value) + 1}、"
    return re.compile(following).search(text, quantity.end, quantity.end + 1500) is not None


def _why_not_bare(text: str, quantity: Quantity, tail: str) -> str | None:
    start = quantity.start
    whole = quantity.value == quantity.value.to_integral_value()
    digits = quantity.end - start
    if whole and digits <= 2 and tail[:1] == "、" and _next_mark(text, quantity):
        return "list numeral"
    if whole and digits == 4 and 1900 <= quantity.value <= 2100:
        return "date"
    left = text[start - 1 : start]
    if left == "前":
        return "ordinal"
    if left in "、和" and tail[:1] in "、和,。;":
        return None
    if _BARE_LEFT.search(left) and _BARE_RIGHT.match(tail):
        return None
    return "no unit" if whole or not _BARE_LEFT.search(left) else None
